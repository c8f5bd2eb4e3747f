"""A sale from the first contact to its end, told stage by stage."""

from datetime import date

import pytest
from sqlmodel import col, select

from db.commands.add_opportunity import add_opportunity
from db.commands.advance_opportunity import advance_opportunity
from db.commands.change_opportunity import change_opportunity
from db.errors import Denied, Invalid, Refusal, Stale
from db.models.sales import Opportunity, StageChange
from db.rules.stages import NotReady
from db.run import run
from factories import activity, company, customer, hire, one, opportunity, product

HOPES = {"expected_premium": 1_000_000, "expected_close": date(2026, 9, 30)}


@pytest.fixture
def li(url):
    company()
    return hire("li")


def now_in(made):
    return one(select(Opportunity).where(Opportunity.id == made))


def moves(made):
    from db.access import SYSTEM
    from db.session import reading

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
