"""A salesperson's day as a history: planned, handed in, worked, moved, closed; amended once it is locked."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from db.access import SYSTEM
from db.commands.add_recurring_visit import add_recurring_visit
from db.commands.assign_task import assign_task
from db.commands.close_activity import close_activity
from db.commands.close_day import Move, close_day
from db.commands.end_recurring_visit import end_recurring_visit
from db.commands.log_activity import log_activity
from db.commands.make_plan import make_plan
from db.commands.move_activity import move_activity
from db.commands.plan_activity import plan_activity
from db.commands.plan_visits import plan_visits
from db.commands.submit_plan import submit_plan
from db.errors import Denied, Invalid, Refusal, Stale
from db.measure import measure
from db.models.customers import Contact, Customer
from db.models.sales import Opportunity, PremiumChange
from db.models.work import Activity, DayPlan, PlanAmendment, RecurringVisit
from db.noted import Noted
from db.periods import Period
from db.queries.activities import team_day
from db.queries.day_plan import day_plan, week_plan
from db.queries.recurring_visits import recurring_visits
from db.run import run
from db.session import reading
from factories import activity, company, customer, hire, one, opportunity

TODAY, TOMORROW = date(2026, 6, 30), date(2026, 7, 1)
MORNING, EVENING = datetime(2026, 6, 30, 1, tzinfo=UTC), datetime(2026, 6, 30, 12, 30, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    def at(instant):
        monkeypatch.setattr("db.day_plans.now", lambda: instant)

    at(MORNING)
    return at


@pytest.fixture
def li(url, clock):
    company()
    return hire("li", name="李娜")


def plan_of(me, day=TODAY):
    with reading(me) as session:
        return day_plan(session, me, day)


def record(number, model=Activity):
    return one(select(model).where(model.id == number))


def close(me, number, **fields):
    return run(close_activity, me, activity_id=number, version=record(number).version, **fields)


def move(me, number, to_day=TOMORROW, reason="no_time", **fields):
    return run(
        move_activity,
        me,
        activity_id=number,
        version=record(number).version,
        **{"to_day": to_day, "reason": reason, **fields},
    )


def ask(me, metric, first=TODAY, last=TOMORROW):
    with reading(me) as session:
        return measure(session, me, metric, period=Period(first, last)).total


def test_a_day_from_the_morning_to_its_close(li, clock):
    theirs = customer(li, "华东物流")
    sale = opportunity(theirs, "needs", premium=70_000)
    visit = run(
        plan_activity,
        li,
        customer_id=theirs,
        kind="visit",
        planned_on=TODAY,
        subject="现场查勘",
        opportunity_id=sale,
    )
    call, left = activity(theirs, TODAY, li, kind="call"), activity(theirs, TODAY, li, subject="送资料")
    assert [item.id for item in plan_of(li).items] == [visit, call, left]
    run(submit_plan, li, day=TODAY, comment="上午两访")
    later = run(plan_activity, li, customer_id=theirs, kind="call", planned_on=TODAY, subject="来电约的")
    assert record(later).unplanned == 1
    close(li, visit, result="agreed", noted=Noted(needs="仓库加保"), next_step="送方案", next_on=date(2026, 7, 3))
    close(li, call, result="not_reached")
    run(log_activity, li, customer_id=theirs, kind="call", subject="顺路问候", result="reached")
    opened = plan_of(li)
    assert [item.id for item in opened.open] == [left, later]
    moves = tuple(Move(item.id, item.version, TOMORROW, "no_time") for item in opened.open)
    run(close_day, li, day=TODAY, moves=moves)
    closed = plan_of(li)
    assert (closed.open, bool(closed.handed_in), bool(closed.closed), closed.comment) == ([], True, True, "上午两访")
    assert [item.status for item in closed.planned] == ["done", "missed", "missed"]
    assert [(item.subject, item.moves) for item in plan_of(li, TOMORROW).items] == [("送资料", 1), ("来电约的", 1)]
    assert closed.amendments == []
    with reading(li) as session:
        (day,) = team_day(session, li, TODAY)
        assert [item.subject for item in week_plan(session, li, date(2026, 7, 1))] == ["送方案", "送资料", "来电约的"]
    assert (day.planned, day.done, day.missed, day.unplanned, day.submitted) == (3, 1, 2, 1, True)


def test_the_figures_of_the_day_are_what_a_hand_counts(li):
    theirs = customer(li)
    kept = [activity(theirs, TODAY, li) for _ in range(4)]
    run(submit_plan, li, day=TODAY)
    run(plan_activity, li, customer_id=theirs, kind="visit", planned_on=TODAY, subject="加的")
    run(log_activity, li, customer_id=theirs, kind="visit", subject="顺路", result="reached")
    close(li, kept[0], result="reached", noted=Noted(needs="车队加保"))
    close(li, kept[1], result="reached", next_on=TOMORROW)
    move(li, kept[2])
    # Four were handed in, two of them are done; three visits took place, one brought a new fact.
    assert (ask(li, "planned"), ask(li, "kept"), ask(li, "plan_kept")) == (4, 2, pytest.approx(0.5))
    assert (ask(li, "visits"), ask(li, "effective_visits")) == (3, 1)
    assert (ask(li, "planned", TOMORROW, date(2026, 7, 2)), ask(li, "effective_visits", TOMORROW)) == (0, 0)


@pytest.mark.parametrize(
    ("noted", "step", "facts"),
    [
        ({"needs": "加保"}, "", "needs"),
        ({"needs": "旧需求"}, "", ""),
        ({"competitor": "乙保险"}, "", "competitor"),
        ({"competitor": "甲保险"}, "", ""),
        ({"premium": 900_000}, "", "premium"),
        ({"premium": 1_000_000}, "", ""),
        ({"contact": "赵总"}, "", "contact"),
        ({"contact": "王五"}, "", ""),
        ({}, "送方案", "next_step"),
        ({"needs": "加保", "competitor": "乙保险", "contact": "赵总"}, "送方案", "needs competitor contact next_step"),
        ({}, "", ""),
    ],
)
def test_a_visit_is_effective_by_what_it_taught(li, noted, step, facts):
    theirs = customer(li, needs="旧需求")
    sale = opportunity(theirs, premium=10_000, competitor="甲保险")
    run_contact(theirs)
    number = activity(theirs, TODAY, li, opportunity_id=sale)
    close(li, number, result="reached", noted=Noted(**noted), next_step=step, next_on=TOMORROW)
    assert (record(number).facts, record(number).new_fact) == (facts, int(bool(facts)))
    learned = record(theirs, Customer).needs
    assert learned == ("旧需求\n加保" if noted.get("needs") == "加保" else "旧需求")
    kept = record(sale, Opportunity)
    assert (kept.competitor, kept.expected_premium) == (
        noted.get("competitor", "甲保险"),
        noted.get("premium", 1_000_000),
    )
    priced = one(select(PremiumChange.from_premium, PremiumChange.to_premium))
    assert (priced and tuple(priced)) == ((1_000_000, 900_000) if facts == "premium" else None)
    assert one(select(Contact.name).where(Contact.name == noted.get("contact", "王五")))


def run_contact(customer_id):
    from factories import contact

    contact(customer_id, "王五")


def test_who_may_not_change_customers_notes_no_fact(li):
    care = hire("care", "service", "C")
    number = activity(customer(li), TODAY, care, kind="care")
    with pytest.raises(Denied):
        close(care, number, result="reached", noted=Noted(needs="加保"))
    close(care, number, result="reached")


def test_a_step_by_a_tap_alone_is_the_same_once_more(li):
    number = activity(customer(li), TODAY, li, subject="催缴", kind="call")
    following = record(close(li, number, result="reached", next_on=TOMORROW).next_id)
    assert (following.subject, following.kind, following.planned_on) == ("催缴", "call", TOMORROW)
    assert record(number).next_step == ""


def test_what_moves_before_the_plan_is_in_was_never_promised(li, clock):
    theirs = customer(li)
    early, late = activity(theirs, TODAY, li), activity(theirs, TODAY, li)
    ahead, past = activity(theirs, TOMORROW, li), activity(theirs, "2026-06-26", li)
    again = record(move(li, early))
    assert (record(early).status, record(early).result, again.moves, again.moved_from_id) == (
        "cancelled",
        "no_time",
        1,
        early,
    )
    assert record(move(li, again.id, date(2026, 7, 2), "", words="客户出差")).moves == 2
    move(li, past)
    move(li, ahead, date(2026, 7, 2))
    clock(EVENING)
    move(li, late)
    assert [record(number).status for number in (past, ahead, late)] == ["missed", "cancelled", "missed"]


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"to_day": date(2026, 6, 29)}, "to_day"),
        ({"to_day": TODAY}, "to_day"),
        ({"to_day": date(9999, 1, 1)}, "to_day"),
        ({"to_day": None}, "to_day"),
        ({"reason": ""}, "reason"),
        ({"reason": "whim"}, "reason"),
    ],
)
def test_a_move_needs_another_day_and_a_reason(li, order, field):
    number = activity(customer(li), TODAY, li)
    with pytest.raises(Invalid) as refused:
        move(li, number, **order)
    assert set(refused.value.fields) == {field}
    assert record(number).status == "planned"


def test_a_move_is_made_once(li):
    number = activity(customer(li), TODAY, li)
    move(li, number)
    with pytest.raises(Stale):
        run(move_activity, li, activity_id=number, version=1, to_day=TOMORROW, reason="no_time")
    with pytest.raises(Refusal):
        move(li, number)


def test_after_the_cut_off_changes_are_amendments_of_the_plan_that_is_in(li, clock):
    boss, theirs = hire("boss", "manager", name="陈经理"), customer(li)
    first, second, third = (activity(theirs, TODAY, li, subject=f"事项{number}") for number in range(3))
    run(submit_plan, li, day=TODAY)
    close(li, first, result="reached")
    clock(EVENING)
    close(li, second, result="agreed", outcome="已付款")
    close(boss, third, status="cancelled", outcome="客户停业")
    run(log_activity, li, customer_id=theirs, kind="call", subject="晚间来电", result="reached")
    run(plan_activity, li, customer_id=theirs, kind="call", planned_on=TODAY, subject="补的")
    amended = plan_of(li).amendments
    assert [(one.subject, one.what, one.by, one.words) for one in amended] == [
        ("事项1", "done", "李娜", "已同意 已付款"),
        ("事项2", "cancelled", "陈经理", "客户停业"),
        ("晚间来电", "added", "李娜", "晚间来电"),
        ("补的", "added", "李娜", "补的"),
    ]
    assert amended[0].at == EVENING
    assert plan_of(boss).amendments == []
    with reading(boss) as session:
        assert len(day_plan(session, boss, TODAY, person_id=li.person_id).amendments) == 4


def test_after_the_cut_off_a_task_handed_out_and_visits_of_a_list_are_amendments_too(li, clock):
    boss, theirs = hire("boss", "manager", name="陈经理"), customer(li)
    run(submit_plan, li, day=TODAY)
    clock(EVENING)
    task = {"kind": "call", "planned_on": TODAY, "subject": "确认承保条件"}
    run(assign_task, boss, person_id=li.person_id, customer_id=theirs, **task)
    run(plan_visits, li, customer_ids=[theirs], kind="visit", planned_on=TODAY, subject="回访")
    amended = [(one.subject, one.what, one.by) for one in plan_of(li).amendments]
    assert amended == [("确认承保条件", "added", "陈经理"), ("回访", "added", "李娜")]


def test_a_job_that_runs_after_the_cut_off_leaves_a_plan_that_is_in_alone(li, clock):
    opportunity(customer(li), expected_close=TODAY)
    run(submit_plan, li, day=TODAY)
    clock(EVENING)
    made = run(make_plan, SYSTEM, person_id=li.person_id)
    assert (made.items, made.also_due > 0) == (0, True)
    assert one(select(PlanAmendment.id)) is None
    assert run(make_plan, li).items > 0
    assert {each.by for each in plan_of(li).amendments} == {"李娜"}


def test_a_plan_that_was_never_in_has_nothing_to_amend(li, clock):
    number = activity(customer(li), TODAY, li)
    clock(EVENING)
    close(li, number, result="reached")
    assert one(select(PlanAmendment.id)) is None


def test_an_amendment_is_never_altered(li, clock):
    number = activity(customer(li), TODAY, li)
    run(submit_plan, li, day=TODAY)
    clock(EVENING)
    close(li, number, result="reached")

    def alter(session, actor):
        session.exec(select(PlanAmendment)).one().words = "改"

    # SQLite tells it by the error that the runner makes a refusal of, PostgreSQL by one of its own.
    with pytest.raises((Refusal, DBAPIError)):
        run(alter, SYSTEM)


def test_a_day_is_closed_whole_or_not_at_all(li):
    theirs = customer(li)
    first, second = activity(theirs, TODAY, li), activity(theirs, TODAY, li)
    with pytest.raises(Refusal):
        run(close_day, li, day=TODAY, moves=(Move(first, 1, TOMORROW, "no_time"),))
    with pytest.raises(Stale):
        run(close_day, li, day=TODAY, moves=(Move(first, 1, TOMORROW, "no_time"), Move(second, 7, TOMORROW, "no_time")))
    with pytest.raises(Invalid):
        run(close_day, li, day=TOMORROW)
    assert record(first).status == "planned"
    assert one(select(DayPlan.id)) is None


def test_a_day_that_was_never_handed_in_misses_what_is_moved_at_its_close(li):
    number = activity(customer(li), TODAY, li)
    run(close_day, li, day=TODAY, moves=(Move(number, 1, TOMORROW, "customer_away"),), comment="客户都在开会")
    assert record(number).status == "missed"
    assert (plan_of(li).comment, bool(plan_of(li).handed_in)) == ("客户都在开会", True)


def test_an_unplanned_contact_was_made_by_now_and_reached_somebody(li):
    order = {"customer_id": customer(li), "kind": "call", "subject": "来电"}
    for wrong in ({"done_on": TOMORROW, "result": "reached"}, {"result": "not_reached"}, {}):
        with pytest.raises(Invalid):
            run(log_activity, li, **order | wrong)
    number = run(log_activity, li, **order, result="agreed", done_on=date(2026, 6, 29), next_on=TOMORROW)
    assert (record(number.activity_id).done_on, record(number.next_id).subject) == (date(2026, 6, 29), "来电")


def test_a_visit_that_comes_again_until_it_ends(li):
    theirs = customer(li)
    order = {"customer_id": theirs, "kind": "visit", "subject": "例行拜访", "every": 2, "unit": "week"}
    for wrong in (
        {"every": 0},
        {"every": 53},
        {"first_on": date(2026, 6, 29)},
        {"subject": ""},
        {"unit": "day"},
        {"first_on": None},
    ):
        with pytest.raises(Invalid):
            run(add_recurring_visit, li, **{"first_on": TODAY, **order, **wrong})
    number = run(add_recurring_visit, li, **order, first_on=TODAY)
    with reading(li) as session:
        assert [(row.id, row.every, row.unit) for row in recurring_visits(session, li)] == [(number, 2, "week")]
    run(end_recurring_visit, li, visit_id=number, version=1)
    with reading(li) as session:
        assert recurring_visits(session, li) == []
    assert record(number, RecurringVisit).valid_to == TODAY
    with pytest.raises(Refusal):
        run(end_recurring_visit, li, visit_id=number, version=2)


def test_items_stand_in_the_order_of_what_is_at_stake(li):
    theirs = customer(li)
    small, none, large = (activity(theirs, TODAY, li, **stake) for stake in ({"stake": 5}, {}, {"stake": 900}))
    done = activity(theirs, TODAY, li, status="done", stake=10_000)
    old = activity(theirs, "2026-06-20", li, stake=50)
    assert [item.id for item in plan_of(li).items] == [large, old, small, none, done]
    assert [item.id for item in plan_of(li, date(2026, 6, 20)).items] == [old]
