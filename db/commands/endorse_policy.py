"""A change of a policy with what it adds to, or takes from, the premium."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.errors import Invalid, Refusal
from db.models.customers import Ownership
from db.models.people import Placement
from db.models.policies import Credit, Endorsement, Policy, PremiumEvent, PremiumKind
from db.periods import today
from db.record import found, fresh
from db.rules.entries import entered
from db.run import WritingSession
from db.scope import sees
from db.summaries import kept


def endorse_policy(
    session: WritingSession,
    actor: Actor,
    *,
    policy_id: int,
    version: int,
    number: str,
    effective: date,
    premium_delta: int,
    reason: str,
) -> int:
    """Book an endorsement, `premium_delta` in fen, credited to today's owner. Answers its id."""
    policy = found(session, actor, Policy, policy_id)
    fresh(session, policy, version)
    taken = entered(Endorsement, number=number, effective=effective, reason=reason)
    _check(session, policy, taken["number"], effective, premium_delta)
    made = Endorsement(**taken, policy_id=policy_id, signed_on=today(), premium_delta=premium_delta)
    session.add(made)
    session.flush()
    owner, unit = _who_books(session, actor, policy.customer_id)
    with kept(session, [policy_id]):
        rows = _bookings(policy, made, unit)
        session.add_all(rows)
        session.flush()
        shared: dict[str, Any] = {"person_id": owner, "amount": premium_delta, "reason": made.reason}
        session.add_all(Credit(premium_event_id=row.id, **shared) for row in rows)
    assert made.id is not None
    return made.id


def _bookings(policy: Policy, made: Endorsement, unit_id: int) -> list[PremiumEvent]:
    """The delta as signed today, and as due on the day it takes effect."""
    booked: dict[str, Any] = {"policy_id": policy.id, "endorsement_id": made.id, "amount": made.premium_delta}
    booked |= {"unit_id": unit_id, "reason": made.reason}
    term: dict[str, Any] = {"from_day": made.effective.toordinal(), "to_day": policy.expiry.toordinal()}
    return [
        PremiumEvent(kind=PremiumKind.SIGN, booked_on=today(), cover_on=made.effective, **booked, **term),
        PremiumEvent(kind=PremiumKind.INSTALMENT, booked_on=made.effective, **booked),
    ]


def _check(session: WritingSession, policy: Policy, number: str, effective: date, delta: int) -> None:
    ends = policy.cover_end or policy.expiry
    if not policy.inception <= effective < ends:
        raise Invalid(fields={"effective": "policy.outside_term"})
    if not delta:
        raise Invalid(fields={"premium_delta": "policy.no_delta"})
    before = _premium_of(session, policy)
    if not 0 <= before + delta <= config().rules.limits.premium_fen:
        wrong = "policy.below_zero" if before + delta < 0 else "policy.beyond_limit"
        raise Invalid(fields={"premium_delta": wrong})
    taken = select(Endorsement.id).where(col(Endorsement.number) == number)
    if session.trusted().execute(taken).first() is not None:
        raise Refusal("policy.number_taken", number=number)


def _premium_of(session: WritingSession, policy: Policy) -> int:
    """The policy's premium with every change so far."""
    changes = select(sa.func.coalesce(sa.func.sum(Endorsement.premium_delta), 0)).where(
        col(Endorsement.policy_id) == policy.id
    )
    return policy.premium + int(session.trusted().execute(changes).scalar_one())


def _who_books(session: WritingSession, actor: Actor, customer_id: int) -> tuple[int, int]:
    """Today's owner of the customer and the unit they work in."""
    placed = (
        select(Ownership.person_id, Placement.unit_id)
        .join(Placement, (col(Placement.person_id) == col(Ownership.person_id)) & (col(Placement.open) == 1))
        .where(col(Ownership.customer_id) == customer_id, col(Ownership.open) == 1, sees(actor, Ownership))
    )
    row = session.exec(placed).first()
    if row is None:
        raise Refusal("policy.unplaced_owner")
    return row
