"""The morning's plan: made of what is due, each thing once, the most at stake first, no more than a day holds."""

from datetime import date

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.close_activity import close_activity
from db.commands.make_plan import PlanMade, make_plan
from db.commands.move_activity import move_activity
from db.commands.submit_plan import submit_plan
from db.commands.take_due import take_due
from db.daily import run_daily
from db.errors import Denied, Refusal
from db.models.work import Activity, Every, RecurringVisit
from db.queries.due_today import due_today
from db.run import run
from db.session import reading
from factories import activity, company, customer, hire, member, opportunity, write
from factories_money import claim, policy, receive

TODAY = date(2026, 6, 30)


@pytest.fixture
def li(url):
    company()
    return hire("li")


def items(me, **only):
    with reading(SYSTEM) as session:
        listed = select(Activity).where(Activity.person_id == me.person_id).order_by(col(Activity.id))
        return [one for one in session.exec(listed) if all(getattr(one, name) == value for name, value in only.items())]


def made(me):
    return run(make_plan, me).items


def on(monkeypatch, day):
    monkeypatch.setenv("BAOKE_TODAY", day)


def due(me, day=TODAY):
    with reading(me) as session:
        return [(one.cause, one.stake) for one in due_today(session, me, day)]


def a_full_book(me):
    """One customer with one of each thing that can be due."""
    theirs = customer(me, "华东物流")
    policy(theirs, 12_300, "2025-07-20", paid=True)
    receive(policy(theirs, 9_000, "2026-01-01"), 1_000, "2026-01-01")
    claim(policy(theirs, 500, "2026-02-01", paid=True), "2026-05-01", estimate=40_000)
    opportunity(theirs, "needs", opened_on="2026-01-05", premium=70_000, title="财产险")
    opportunity(
        theirs, "contact", opened_on="2026-06-20", premium=5_000, next_step="送方案", next_step_on=date(2026, 6, 30)
    )
    visit = {"kind": "visit", "subject": "例行拜访", "every": 2, "unit": Every.WEEK, "valid_from": date(2026, 6, 2)}
    write(RecurringVisit(customer_id=theirs, **visit))
    return theirs


def test_the_plan_is_made_of_all_that_is_due_the_most_at_stake_first(li):
    a_full_book(li)
    assert due(li) == [
        ("stalled", 7_000_000),
        ("claim", 4_000_000),
        ("recurring", 2_180_000),
        ("renewal", 1_230_000),
        ("overdue", 800_000),
        ("next_step", 500_000),
    ]
    assert run(make_plan, li) == PlanMade(6, 0)
    renewal = items(li, cause="renewal")[0]
    assert (renewal.cause_on, renewal.stake, renewal.kind, renewal.planned_on) == (
        date(2026, 7, 20),
        1_230_000,
        "call",
        TODAY,
    )
    assert items(li, cause="next_step")[0].subject == "送方案"


def test_a_second_run_and_the_next_day_add_nothing_while_it_is_open(li, monkeypatch):
    a_full_book(li)
    assert [made(li), made(li)] == [6, 0]
    on(monkeypatch, "2026-07-01")
    assert made(li) == 0


def test_what_was_closed_comes_again_by_its_own_rule(li, monkeypatch):
    a_full_book(li)
    made(li)
    for item in items(li):
        run(close_activity, li, activity_id=item.id, version=item.version, result="reached")
    assert made(li) == 0
    # The next reminder of the renewal is 15 days before the end, what is overdue comes again after a week.
    on(monkeypatch, "2026-07-05")
    assert run(make_plan, li).items == 1
    assert items(li, status="planned", cause="renewal")
    on(monkeypatch, "2026-07-07")
    run(make_plan, li)
    assert [item.cause for item in items(li, status="planned")] == ["renewal", "claim", "overdue"]
    on(monkeypatch, "2026-07-14")
    run(make_plan, li)
    assert items(li, status="planned", cause="recurring")[0].cause_on == date(2026, 7, 14)


def test_what_moved_to_another_day_is_not_made_again(li, monkeypatch):
    policy(customer(li), 12_300, "2025-07-20", paid=True)
    made(li)
    (item,) = items(li)
    run(move_activity, li, activity_id=item.id, version=item.version, to_day=date(2026, 7, 3), reason="no_time")
    assert made(li) == 0
    on(monkeypatch, "2026-07-01")
    assert made(li) == 0
    assert [(one.status, one.moves) for one in items(li)] == [("cancelled", 0), ("planned", 1)]


def test_a_day_holds_no_more_than_declared_and_the_rest_is_also_due(li):
    for number in range(15):
        policy(customer(li), 1_000 + number, "2025-07-20", paid=True)
    activity(customer(li), "2026-06-30", li)
    assert run(make_plan, li) == PlanMade(11, 4)
    assert due(li) == [("renewal", 100_300), ("renewal", 100_200), ("renewal", 100_100), ("renewal", 100_000)]
    with reading(li) as session:
        left = due_today(session, li, TODAY)[0]
    taken = run(take_due, li, cause=left.cause, cause_id=left.cause_id)
    assert [item.stake for item in items(li, id=taken)] == [100_300]
    with pytest.raises(Refusal):
        run(take_due, li, cause=left.cause, cause_id=left.cause_id)


def test_a_visit_that_was_asked_for_is_planned_though_little_is_at_stake(li):
    for _number in range(15):
        policy(customer(li), 9_000, "2025-07-20", paid=True)
    visit = {"kind": "visit", "subject": "例行拜访", "every": 1, "unit": Every.MONTH, "valid_from": TODAY}
    write(RecurringVisit(customer_id=customer(li), **visit))
    run(make_plan, li)
    assert [item.stake for item in items(li, cause="recurring")] == [0]
    assert len(items(li)) == 12


def test_the_plan_is_of_ones_own_customers_alone(li):
    boss, far = hire("boss", "manager"), hire("far", unit="D2T1")
    theirs = a_full_book(li)
    member(theirs, far, can_write=1)
    assert [made(boss), made(far)] == [0, 0]
    assert made(li) == 6
    with pytest.raises(Denied):
        run(make_plan, boss, person_id=li.person_id)


def test_a_sale_with_something_planned_and_a_claim_just_spoken_of_need_nothing(li):
    theirs = customer(li)
    sale = opportunity(theirs, "needs", opened_on="2026-01-05")
    claim(policy(theirs, 500, "2026-02-01", paid=True), "2026-05-01", estimate=40_000)
    activity(theirs, "2026-07-02", li, opportunity_id=sale)
    activity(theirs, "2026-06-29", li, status="done", kind="call")
    assert due(li) == []


def test_what_is_made_after_the_plan_is_in_stands_beside_it(li):
    run(submit_plan, li, day=TODAY)
    policy(customer(li), 12_300, "2025-07-20", paid=True)
    made(li)
    assert [item.unplanned for item in items(li)] == [1]


def test_the_daily_job_makes_everybodys_plan_on_days_that_are_worked(li, monkeypatch):
    a_full_book(li)
    on(monkeypatch, "2026-06-19")
    assert run_daily(date(2026, 6, 19)).planned == 0
    on(monkeypatch, "2026-06-30")
    assert run_daily(TODAY).planned == 6
    assert run_daily(TODAY).planned == 0
