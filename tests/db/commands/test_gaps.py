"""Gaps of customers' records become tasks of who owns them, each once, and raise the score once they are filled."""

from datetime import date

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.add_contact import add_contact
from db.commands.assign_customer import assign_customer
from db.commands.change_contact import change_contact
from db.commands.change_customer import change_customer
from db.commands.close_activity import close_activity
from db.commands.plan_gaps import GapsPlanned, plan_gaps
from db.errors import Denied, Invalid, Stale
from db.models.customers import Contact, Customer
from db.models.people import Role
from db.models.work import Activity, Cause
from db.queries.completeness import completeness
from db.queries.day_plan import day_plan
from db.queries.inbox import notices
from db.run import run
from db.session import reading
from factories import activity, company, contact, customer, hire, one

TODAY = date(2026, 6, 30)


@pytest.fixture
def li(url):
    company()
    return hire("li")


@pytest.fixture
def chief(li):
    return hire("chief", Role.MANAGER)


def tasks(person):
    with reading(SYSTEM) as session:
        planned = select(Activity).where(
            Activity.person_id == person.person_id, Activity.cause == Cause.GAPS, col(Activity.open) == 1
        )
        return session.exec(planned.order_by(col(Activity.planned_on), col(Activity.id))).all()


def points(me, customer_id):
    with reading(me) as session:
        return completeness(session, me, [customer_id])[customer_id].points


def full(li):
    """A customer of whom nothing is missing."""
    made = customer(li, phone="13800000000", needs="养老")
    contact(made, role="family", born_on=date(1980, 1, 1))
    for day in ("2026-04-01", "2026-05-01", "2026-06-01"):
        activity(made, day, status="done", outcome="已谈")
    activity(made, "2026-07-01")
    assert points(li, made) == 100
    return made


def test_each_customer_with_gaps_gets_one_task_and_a_second_time_none(li):
    full(li)
    poor, better = customer(li), customer(li, phone="13800000001")
    assert run(plan_gaps, li) == GapsPlanned(made=2, there=0)
    assert [one.customer_id for one in tasks(li)] == [poor, better]
    assert run(plan_gaps, li) == GapsPlanned(made=0, there=2)
    later = customer(li)
    assert run(plan_gaps, li) == GapsPlanned(made=1, there=2)
    assert {one.cause_id for one in tasks(li)} == {poor, better, later}


def test_a_task_says_what_is_missing_the_most_first_and_stands_in_the_plan(li):
    made = customer(li, kind="organisation", needs="财产险")
    run(plan_gaps, li, until=date(2026, 7, 1))
    (task,) = tasks(li)
    assert task.subject == "补全资料：决策人电话、联系记录、下次活动、其他联系人、生日"
    assert (task.planned_on, task.cause_on, task.customer_id) == (date(2026, 7, 1), date(2026, 7, 1), made)
    with reading(li) as session:
        assert [item.cause for item in day_plan(session, li, date(2026, 7, 1)).items] == [Cause.GAPS]


def test_tasks_are_spread_over_the_working_days_that_are_left(li):
    for _ in range(6):
        customer(li)
    run(plan_gaps, li, until=date(2026, 7, 5))
    # The last two days are a weekend.
    assert [one.planned_on.day for one in tasks(li)] == [1, 1, 2, 2, 3, 3]


def test_on_the_last_day_itself_they_are_for_that_day(li):
    customer(li)
    run(plan_gaps, li, until=TODAY)
    assert [one.planned_on for one in tasks(li)] == [TODAY]


def test_the_task_itself_raises_no_score_but_what_is_done_does(li):
    made = customer(li)
    before = points(li, made)
    run(plan_gaps, li)
    assert points(li, made) == before
    version = one(select(Customer.version).where(Customer.id == made))
    told = {"name": "王芳", "phone": "13800000000", "needs": "教育金", "born_on": date(1985, 1, 1)}
    run(change_customer, li, customer_id=made, version=version, **told)
    assert points(li, made) == before + 20 + 5 + 5
    run(add_contact, li, customer_id=made, name="王小明", role="family")
    assert points(li, made) == before + 20 + 5 + 5 + 5
    (task,) = tasks(li)
    done = {"result": "reached", "outcome": "资料已补", "next_step": "送方案", "next_on": date(2026, 7, 20)}
    run(close_activity, li, activity_id=task.id, version=task.version, **done)
    # One of three contacts says what came of it; the next one is a task of the same kind, which is no next step.
    assert points(li, made) == before + 20 + 5 + 5 + 5 + 5


def test_a_leader_gives_them_to_their_own_people_who_are_told_once(li, chief):
    customer(li)
    customer(li)
    assert run(plan_gaps, chief, person_id=li.person_id).made == 2
    with reading(li) as session:
        assert [row.kind for row in notices(session, li)] == ["task"]
    far = hire("far", unit="D2T1")
    with pytest.raises(Denied):
        run(plan_gaps, chief, person_id=far.person_id)
    with pytest.raises(Denied):
        run(plan_gaps, li, person_id=chief.person_id)


def test_the_system_makes_anybodys(li):
    customer(li)
    assert run(plan_gaps, SYSTEM, person_id=li.person_id).made == 1


def test_a_day_that_is_past_or_years_ahead_is_refused(li):
    for until in (date(2026, 6, 29), date(2027, 7, 2), date(2199, 12, 31)):
        with pytest.raises(Invalid) as refused:
            run(plan_gaps, li, until=until)
        assert set(refused.value.fields) == {"until"}


def test_a_customer_that_is_handed_on_takes_the_task_along(li, chief):
    wang = hire("wang")
    made = customer(li)
    run(plan_gaps, li)
    moved = {"customer_id": made, "version": one(select(Customer.version).where(Customer.id == made))}
    run(assign_customer, chief, **moved, person_id=wang.person_id, reason="调整")
    assert (tasks(li), [one.customer_id for one in tasks(wang)]) == ([], [made])


def test_a_contact_is_written_and_put_right_and_what_is_left_empty_stays(li):
    firm = customer(li, kind="organisation")
    told = {"name": "王总", "role": "decision_maker"}
    at = run(add_contact, li, customer_id=firm, **told, phone="+86 138 0000 0000", born_on=date(1970, 5, 1))
    assert run(change_contact, li, contact_id=at, version=1, name="王总", role="influencer", job="厂长") == 2
    kept = one(select(Contact).where(Contact.id == at))
    assert (kept.title, kept.phone, kept.phone_mask) == ("厂长", "13800000000", "138****0000")
    assert (kept.role, kept.born_on) == ("influencer", date(1970, 5, 1))
    with pytest.raises(Stale):
        run(change_contact, li, contact_id=at, version=1, **told)


def test_a_contact_is_refused_field_by_field(li):
    firm = customer(li, kind="organisation")
    wrong = {"name": "", "role": "decision_maker", "job": "长" * 61}
    with pytest.raises(Invalid) as refused:
        run(add_contact, li, customer_id=firm, **wrong)
    assert set(refused.value.fields) == {"name", "job"}
    wrong = {"name": "王总", "role": "decision_maker", "phone": "一二三", "born_on": date(2026, 7, 1)}
    with pytest.raises(Invalid) as refused:
        run(add_contact, li, customer_id=firm, **wrong)
    assert set(refused.value.fields) == {"phone", "born_on"}
    with pytest.raises(Denied):
        run(add_contact, hire("far", unit="D2T1"), customer_id=firm, name="王总", role="decision_maker")
