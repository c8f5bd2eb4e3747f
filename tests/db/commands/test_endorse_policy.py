"""An endorsement books what it adds to the premium, once, for today's owner."""

from datetime import date

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.endorse_policy import endorse_policy
from db.errors import Denied, Invalid, Refusal
from db.models.policies import Credit, Policy, PremiumEvent
from db.models.summaries import MonthByPerson
from db.run import run
from db.session import ActorSession, reading
from db.summaries import rebuild
from factories import change, company, customer, hire
from factories_money import policy


@pytest.fixture
def li(url):
    company()
    return hire("li")


@pytest.fixture
def care(li):
    return hire("care", "service", unit="C")


def endorse(me, made, yuan, **fields):
    order = {"version": 1, "number": "E1", "effective": date(2025, 9, 1), "reason": "加保", **fields}
    return run(endorse_policy, me, policy_id=made, premium_delta=yuan * 100, **order)


def test_a_delta_is_signed_today_and_due_on_its_effective_date(li, care):
    made = policy(customer(li), 36_500, "2025-03-01")
    endorsed = endorse(care, made, 3_650)
    with reading(SYSTEM) as session:
        rows = session.exec(select(PremiumEvent).where(col(PremiumEvent.endorsement_id) == endorsed)).all()
        signed, due = sorted(rows, key=lambda row: row.kind, reverse=True)
        credits_ = session.exec(select(Credit).where(col(Credit.premium_event_id).in_([signed.id, due.id]))).all()
    assert (signed.kind, signed.amount, signed.booked_on, signed.cover_on) == (
        "sign", 365_000, date(2026, 6, 30), date(2025, 9, 1)
    )  # fmt: skip
    assert signed.to_day - signed.from_day == 181
    assert (due.kind, due.amount, due.booked_on) == ("instalment", 365_000, date(2025, 9, 1))
    assert [(row.person_id, row.amount) for row in credits_] == [(li.person_id, 365_000)] * 2


def test_the_summaries_follow(li, care):
    made = policy(customer(li), 36_500, "2025-03-01")
    run(rebuild_summaries, SYSTEM)
    endorse(care, made, 3_650)
    with reading(SYSTEM) as session:
        signed = {
            row.month: row.amount
            for row in session.exec(select(MonthByPerson).where(col(MonthByPerson.kind) == "signed"))
        }
    assert signed == {202503: 3_650_000, 202606: 365_000}


def rebuild_summaries(session: ActorSession, actor) -> None:
    rebuild(session)


def test_an_endorsement_lies_within_the_term_and_its_number_is_new(li, care):
    made = policy(customer(li), 36_500, "2025-03-01")
    for wrong in ({"effective": date(2025, 2, 28)}, {"effective": date(2026, 3, 1)}, {"number": " "}):
        with pytest.raises(Invalid):
            endorse(care, made, 100, **wrong)
    with pytest.raises(Invalid):
        endorse(care, made, 0)
    endorse(care, made, -100)
    with pytest.raises(Refusal) as refused:
        endorse(care, made, -100)
    assert refused.value.key == "policy.number_taken"


def test_no_more_is_returned_than_the_premium_and_no_slip_of_the_finger_is_booked(li, care):
    made = policy(customer(li), 36_500, "2025-03-01")
    endorse(care, made, -36_000)
    for yuan, why in ((-501, "policy.below_zero"), (100_000_000, "policy.beyond_limit")):
        with pytest.raises(Invalid) as refused:
            endorse(care, made, yuan, number="E2")
        assert refused.value.fields == {"premium_delta": why}
    endorse(care, made, -500, number="E2")


def test_only_service_and_department_heads_endorse(li):
    made = policy(customer(li), 36_500, "2025-03-01")
    for me in (li, hire("boss", "manager"), hire("other", "department_head", "D2")):
        with pytest.raises(Denied):
            endorse(me, made, 100)
    assert endorse(hire("head", "department_head", "D1"), made, 100)


def test_a_policy_somebody_changed_meanwhile_is_stale(li, care):
    made = policy(customer(li), 36_500, "2025-03-01")
    change(Policy, made, insured_object="别克")
    with pytest.raises(Refusal) as refused:
        endorse(care, made, 100)
    assert refused.value.key == "core.stale"
