"""A sale from the first contact to its end, told stage by stage."""

from datetime import date

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.add_opportunity import add_opportunity
from db.commands.advance_opportunity import advance_opportunity
from db.commands.change_opportunity import change_opportunity
from db.commands.log_activity import log_activity
from db.commands.reopen_opportunity import reopen_opportunity
from db.errors import Denied, Invalid, Refusal, Stale
from db.models.sales import CloseDateChange, Opportunity, PremiumChange, StageChange
from db.models.work import Activity
from db.rules.stages import NotReady
from db.run import run
from db.session import reading
from factories import activity, company, customer, hire, member, one, opportunity, product

HOPES = {"expected_premium": 1_000_000, "expected_close": date(2026, 9, 30)}


@pytest.fixture
def li(url):
    company()
    return hire("li")


def now_in(made):
    return one(select(Opportunity).where(Opportunity.id == made))


def moves(made):
    with reading(SYSTEM) as session:
        rows = session.exec(select(StageChange).where(StageChange.opportunity_id == made).order_by(col(StageChange.id)))
        return [(row.from_stage, row.to_stage, row.days) for row in rows]


def move(me, made, to_stage, **fields):
    order = {"version": now_in(made).version, **HOPES, **fields}
    return run(advance_opportunity, me, opportunity_id=made, to_stage=to_stage, **order)


def test_a_new_opportunity_starts_in_the_first_stage_of_its_kind(li):
    sought = {"title": "车险", "business_type": "new", "product_id": product()}
    made = run(add_opportunity, li, customer_id=customer(li), kind="project", **sought, **HOPES)
    record = now_in(made)
    assert (record.stage, record.probability, record.outcome) == ("set_up", 10, "open")
    assert moves(made) == [(None, "set_up", None)]


def test_an_expected_close_lies_ahead(li):
    sought = {"title": "车险", "business_type": "new", "product_id": product(), "expected_premium": 1}
    with pytest.raises(Invalid) as refused:
        run(add_opportunity, li, customer_id=customer(li), kind="project", expected_close=date(2026, 6, 29), **sought)
    assert refused.value.fields == {"expected_close": "sales.close_in_past"}


def test_a_move_without_the_evidence_answers_with_what_is_missing(li):
    made = opportunity(customer(li), "contact")
    with pytest.raises(NotReady) as refused:
        move(li, made, "needs")
    assert refused.value.missing == ("activity.visit",)
    assert "需求确认" in refused.value.sentence("zh")
    assert (now_in(made).stage, now_in(made).version) == ("contact", 1)


def test_a_visit_during_the_stage_is_the_evidence_and_an_older_one_is_not(li):
    made = opportunity(theirs := customer(li), "contact", opened_on="2026-06-01")
    activity(theirs, "2026-05-20", li, status="done", outcome="认识了")
    with pytest.raises(NotReady):
        move(li, made, "needs")
    activity(theirs, "2026-06-10", li, status="done", outcome="谈了需求")
    move(li, made, "needs")
    assert now_in(made).stage == "needs"
    assert moves(made)[-1] == ("contact", "needs", 29)


def test_what_is_typed_with_the_move_counts_as_evidence(li):
    made = opportunity(customer(li), "quote")
    with pytest.raises(NotReady) as refused:
        move(li, made, "decision")
    assert refused.value.missing == ("field.next_step",)
    move(li, made, "decision", next_step="约总经理")
    record = now_in(made)
    assert (record.stage, record.probability, record.next_step) == ("decision", 75, "约总经理")
    assert record.stage_since == record.evidence_on == date(2026, 6, 30)


def test_going_back_needs_no_evidence_and_skipping_ahead_is_refused(li):
    made = opportunity(customer(li), "quote")
    with pytest.raises(Refusal) as refused:
        move(li, made, "won")
    assert refused.value.key == "sales.no_such_step"
    move(li, made, "needs")
    assert now_in(made).stage == "needs"


def test_a_sale_is_lost_with_a_reason_and_then_rests(li):
    made = opportunity(customer(li), "contact")
    with pytest.raises(NotReady) as refused:
        move(li, made, "lost")
    assert refused.value.missing == ("field.lost_reason",)
    move(li, made, "lost", lost_reason="价格", competitor="乙保险")
    record = now_in(made)
    assert (record.outcome, record.closed_on, record.competitor) == ("lost", date(2026, 6, 30), "乙保险")
    with pytest.raises(Refusal) as refused:
        move(li, made, "contact")
    assert refused.value.key == "sales.closed"
    with pytest.raises(Refusal):
        run(change_opportunity, li, **change_of(made))


def test_a_meeting_wins_the_sale(li):
    made = opportunity(theirs := customer(li), "decision")
    activity(theirs, "2026-06-12", li, kind="meeting", status="done")
    move(li, made, "won")
    assert (now_in(made).outcome, now_in(made).probability) == ("won", 100)


def change_of(made, **fields):
    record = now_in(made)
    same = {"title": record.title, "business_type": record.business_type, "product_id": record.product_id}
    return {"opportunity_id": made, "version": record.version, **same, **HOPES, **fields}


def test_a_change_revives_nothing(li):
    made = opportunity(customer(li), "needs", opened_on="2026-01-05")
    run(change_opportunity, li, **change_of(made, next_step="打电话", flagged=True))
    record = now_in(made)
    assert (record.next_step, record.key, record.evidence_on) == ("打电话", 1, date(2026, 1, 5))


def test_a_form_from_before_another_move_is_stale(li):
    boss = hire("boss", "manager")
    made = opportunity(customer(li), "quote")
    move(boss, made, "needs")
    with pytest.raises(Stale) as stale:
        move(li, made, "decision", next_step="催", version=1)
    assert stale.value.params["by"] == "boss"


def test_nobody_moves_a_sale_out_of_scope(li):
    far = hire("far", unit="D2T1")
    made = opportunity(customer(li), "quote")
    with pytest.raises(Denied):
        move(far, made, "needs")
    assert now_in(made).stage == "quote"


def closes(made):
    with reading(SYSTEM) as session:
        rows = session.exec(select(CloseDateChange).where(CloseDateChange.opportunity_id == made).order_by("id"))
        return [(row.from_day.isoformat(), row.to_day.isoformat(), row.days) for row in rows]


def test_each_new_close_day_is_kept_and_the_same_day_is_not(li):
    made = opportunity(customer(li), "quote", expected_close=date(2026, 8, 1))
    run(change_opportunity, li, **change_of(made, expected_close=date(2026, 8, 31)))
    run(change_opportunity, li, **change_of(made, expected_close=date(2026, 8, 31), next_step="催"))
    move(li, made, "needs", expected_close=date(2026, 8, 21))
    assert closes(made) == [("2026-08-01", "2026-08-31", 30), ("2026-08-31", "2026-08-21", -10)]


def prices(made):
    with reading(SYSTEM) as session:
        rows = session.exec(select(PremiumChange).where(PremiumChange.opportunity_id == made).order_by("id"))
        return [(row.from_premium, row.to_premium, row.changed_on, row.person_id) for row in rows]


def test_each_new_premium_is_kept_and_the_same_one_is_not(li):
    made = opportunity(customer(li), "quote", premium=100)
    run(change_opportunity, li, **change_of(made, expected_premium=20_000))
    run(change_opportunity, li, **change_of(made, expected_premium=20_000, next_step="催"))
    move(li, made, "needs", expected_premium=15_000)
    day = date(2026, 6, 30)
    assert prices(made) == [(10_000, 20_000, day, li.person_id), (20_000, 15_000, day, li.person_id)]


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("expected_premium", 10_000_000_001, "sales.premium_over"),
        ("expected_close", date(2026, 6, 29), "sales.close_in_past"),
        ("expected_close", date(2031, 6, 1), "sales.too_far"),
        ("next_step_on", date(2026, 6, 29), "sales.step_in_past"),
        ("expected_close", None, "entries.missing"),
    ],
)
@pytest.mark.parametrize(
    "way",
    [
        lambda me, made, field, value: run(change_opportunity, me, **change_of(made, **{field: value})),
        lambda me, made, field, value: move(me, made, "needs", **{field: value}),
    ],
    ids=["change", "move"],
)
def test_a_slip_of_the_finger_is_refused_at_its_field(li, way, field, value, problem):
    made = opportunity(customer(li), "quote")
    before = now_in(made)
    with pytest.raises(Invalid) as refused:
        way(li, made, field, value)
    assert refused.value.fields == {field: problem}
    assert now_in(made) == before


def test_what_stood_there_before_the_rule_stays(li):
    long_ago = {"expected_close": date(2026, 6, 1), "next_step_on": date(2026, 6, 2)}
    made = opportunity(customer(li), "quote", premium=200_000_000, **long_ago)
    same = {"expected_premium": 20_000_000_000, **long_ago}
    run(change_opportunity, li, **change_of(made, **same, next_step="催"))
    move(li, made, "needs", **same)
    assert now_in(made).stage == "needs"


def lost_by(owner, *, through="2026-06-01"):
    made = opportunity(customer(owner), "quote", opened_on=through)
    move(owner, made, "lost", lost_reason="price", lost_note="差三万", competitor="乙保险")
    return made


def reopen(me, made, reason="误操作"):
    return run(reopen_opportunity, me, opportunity_id=made, version=now_in(made).version, reason=reason)


def test_a_slip_is_undone_by_the_owners_manager(li):
    made = lost_by(li)
    assert (now_in(made).lost_note, moves(made)[-1]) == ("差三万", ("quote", "lost", 29))
    reopen(hire("boss", "manager"), made)
    record = now_in(made)
    assert (record.stage, record.outcome, record.probability, record.closed_on) == ("quote", "open", 50, None)
    assert (record.lost_reason, record.lost_note, record.competitor) == (None, None, "乙保险")
    assert record.stage_since == date(2026, 6, 1)
    assert moves(made)[-1] == ("lost", "quote", 0)
    why = one(select(StageChange.reason).where(StageChange.from_stage == "lost"))
    assert why == "误操作"
    assert one(select(StageChange.reason).where(StageChange.to_stage == "lost")) == "price"


def test_the_days_of_a_stage_are_not_counted_twice(li):
    made = lost_by(li)
    reopen(hire("boss", "manager"), made)
    move(li, made, "needs")
    assert moves(made)[-1] == ("quote", "needs", 0)


def test_an_end_is_not_opened_again_by_the_seller_without_a_reason_by_another_team_or_twice(li):
    made, boss = lost_by(li), hire("boss", "manager")
    far = hire("far", "manager", "D2T1")
    member(now_in(made).customer_id, far, can_write=1)
    for me in (li, far):
        with pytest.raises(Denied):
            reopen(me, made)
    with pytest.raises(Invalid):
        reopen(boss, made, " ")
    assert now_in(made).outcome == "lost"
    reopen(boss, made)
    with pytest.raises(Refusal) as refused:
        reopen(boss, made)
    assert refused.value.key == "sales.still_open"


def test_a_closed_sale_without_a_history_starts_at_the_beginning(li):
    made = opportunity(customer(li), "won", closed_on=date(2026, 6, 1))
    reopen(hire("boss", "manager"), made)
    assert (now_in(made).stage, now_in(made).stage_since) == ("contact", date(2026, 6, 30))


def log(me, customer_id, **fields):
    told = {"kind": "visit", "subject": "拜访", "outcome": "谈了", "done_on": date(2026, 6, 30)}
    return run(log_activity, me, customer_id=customer_id, **{**told, **fields})


def test_what_was_done_is_logged_at_once_and_is_evidence(li):
    made = opportunity(theirs := customer(li), "contact", opened_on="2026-01-05")
    log(li, theirs, opportunity_id=made)
    assert now_in(made).evidence_on == date(2026, 6, 30)
    move(li, made, "needs")
    assert now_in(made).stage == "needs"


@pytest.mark.parametrize("wrong", [{"done_on": date(2026, 7, 1)}, {"outcome": " "}, {"subject": ""}, {"kind": "dance"}])
def test_what_was_not_done_is_not_logged(li, wrong):
    theirs = customer(li)
    with pytest.raises(Invalid):
        log(li, theirs, **wrong)
    assert one(select(Activity.id).where(Activity.customer_id == theirs)) is None
