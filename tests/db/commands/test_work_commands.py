"""A salesperson's day: planned, done, missed, and what comes next."""

from datetime import date

import pytest
from sqlmodel import col, func, select

from db.commands.close_activity import Closed, close_activity
from db.commands.plan_activity import plan_activity
from db.commands.submit_plan import submit_plan
from db.errors import Denied, Invalid, Refusal, Stale
from db.models.sales import Opportunity
from db.models.work import Activity, DayPlan
from db.noted import Noted
from db.run import run
from factories import activity, company, customer, hire, one, opportunity

TODAY = date(2026, 6, 30)


@pytest.fixture
def li(url):
    company()
    return hire("li")


def close(me, planned, status="done", outcome="谈妥了", **fields):
    return run(
        close_activity, me, **{"activity_id": planned, "version": 1, "status": status, "outcome": outcome, **fields}
    )


def test_a_visit_is_planned_done_and_leads_to_the_next(li):
    theirs = customer(li)
    planned = run(plan_activity, li, customer_id=theirs, kind="visit", planned_on=TODAY, subject="回访")
    closed = close(li, planned, next_step="送方案", next_on=date(2026, 7, 3), next_kind="meeting")
    record = one(select(Activity).where(Activity.id == planned))
    assert (record.status, record.done_on, record.new_fact, record.next_step) == ("done", TODAY, 1, "送方案")
    following = one(select(Activity).where(Activity.id == closed.next_id))
    assert (following.status, following.kind, following.subject) == ("planned", "meeting", "送方案")
    assert (following.customer_id, following.person_id) == (theirs, li.person_id)


def test_what_did_not_happen_records_no_fact(li):
    planned = activity(customer(li), "2026-06-30", li)
    assert close(li, planned, "missed", "客户出差", next_step="再约", next_on=date(2026, 7, 2)) != Closed(planned)
    record = one(select(Activity).where(Activity.id == planned))
    assert (record.status, record.done_on, record.new_fact) == ("missed", None, 0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"outcome": " "}, "outcome"),
        ({"status": "planned"}, "status"),
        ({"done_on": date(2026, 7, 1)}, "done_on"),
        ({"next_step": "再谈"}, "next_on"),
        ({"result": "won"}, "result"),
        ({"status": None}, "result"),
        ({"status": "missed", "noted": Noted(needs="加保")}, "needs"),
        ({"noted": Noted(competitor="乙保险")}, "competitor"),
        ({"next_step": "再谈", "next_on": date(2026, 6, 29)}, "next_on"),
    ],
)
def test_closing_says_which_field_is_wrong(li, wrong, field):
    planned = activity(customer(li), "2026-06-30", li)
    with pytest.raises(Invalid) as refused:
        close(li, planned, **wrong)
    assert set(refused.value.fields) == {field}
    assert one(select(Activity.status).where(Activity.id == planned)) == "planned"


def test_an_activity_is_closed_once(li):
    planned = activity(customer(li), "2026-06-30", li)
    close(li, planned)
    with pytest.raises(Stale):
        close(li, planned)
    with pytest.raises(Refusal):
        close(li, planned, version=2)


@pytest.mark.parametrize(("kind", "revived"), [("visit", True), ("call", True), ("message", False), ("care", False)])
def test_only_a_contact_in_person_is_evidence_for_the_sale(li, kind, revived):
    sale = opportunity(theirs := customer(li), "needs", opened_on="2026-01-05")
    close(li, activity(theirs, "2026-06-30", li, kind=kind, opportunity_id=sale))
    assert one(select(Opportunity.evidence_on).where(Opportunity.id == sale)) == (
        TODAY if revived else date(2026, 1, 5)
    )


def test_a_missed_visit_is_no_evidence(li):
    sale = opportunity(theirs := customer(li), "needs", opened_on="2026-01-05")
    close(li, activity(theirs, "2026-06-30", li, opportunity_id=sale), "missed", "没去成")
    assert one(select(Opportunity.evidence_on).where(Opportunity.id == sale)) == date(2026, 1, 5)


def test_nothing_is_planned_in_the_past_nor_for_strangers(li):
    theirs, far = customer(li), hire("far", unit="D2T1")
    order = {"customer_id": theirs, "kind": "call", "planned_on": TODAY, "subject": "续保"}
    with pytest.raises(Invalid):
        run(plan_activity, li, **order | {"planned_on": date(2026, 6, 29)})
    with pytest.raises(Denied):
        run(plan_activity, far, **order)
    with pytest.raises(Denied):
        run(plan_activity, li, **order, person_id=far.person_id)
    with pytest.raises(Refusal):
        run(plan_activity, li, **order, opportunity_id=opportunity(customer(li)))


def test_a_head_plans_for_the_team(li):
    boss = hire("boss", "manager")
    order = {"customer_id": customer(li), "kind": "call", "planned_on": TODAY, "subject": "续保"}
    planned = run(plan_activity, boss, **order, person_id=li.person_id)
    assert one(select(Activity.person_id).where(Activity.id == planned)) == li.person_id


def test_the_plan_of_a_day_is_handed_in_once(li):
    run(submit_plan, li, day=TODAY, comment="上午两访")
    with pytest.raises(Refusal):
        run(submit_plan, li, day=TODAY, comment="上午三访")
    assert one(select(DayPlan.comment)) == "上午两访"
    assert one(select(func.count(col(DayPlan.id)))) == 1
    with pytest.raises(Invalid):
        run(submit_plan, li, day=date(2026, 6, 29))
