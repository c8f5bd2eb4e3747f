"""The sums that figures are made of, each said once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.config import config
from db.expressions import larger, ordinal_of, smaller
from db.figures import Criteria, Part, When
from db.models.claims import ClaimEvent
from db.models.customers import Customer, Ownership
from db.models.people import Person, Placement
from db.models.policies import Cost, Endorsement, Policy, PremiumEvent, Target
from db.models.sales import Lead, Opportunity, StageChange
from db.models.summaries import CustomersByOwner
from db.models.work import Activity
from db.rules.settled import may_owe
from db.rules.stalled import stalled_since

MICRO = 1_000_000
"""Earned premium is added up in millionths of a fen, and rounded once."""

SIGNS = ("sign", "cancellation")
Renewal = aliased(Policy, name="renewal")


def earned_micro(amount: Any, day: Any) -> Any:
    """What `amount` has earned before `day` (an ordinal), in millionths of a fen, by whole numbers alone.

    The quotient is taken apart, so that no product leaves 63 bits; both databases cut it towards zero.
    """
    first, last = col(PremiumEvent.from_day), col(PremiumEvent.to_day)
    term = last - first
    days = smaller(larger(day - first, 0), term)
    return (amount // term) * days * MICRO + ((amount % term) * days * MICRO) // term


def _premium(kinds: tuple[str, ...], on: Any, **more: Any) -> Part:
    return Part(PremiumEvent, col(on), lambda _when: (col(PremiumEvent.kind).in_(kinds),), **more)


def _refunds_taken_off(amount: Any, _when: When) -> Any:
    return sa.case((col(PremiumEvent.kind) == "refund", -amount), else_=amount)


def minus(part: Part) -> Part:
    """The same rows, taken off."""
    return Part(**{**part.__dict__, "sign": -part.sign})


def _claims(kind: str, summary: str) -> Part:
    return Part(ClaimEvent, col(ClaimEvent.booked_on), lambda _when: (col(ClaimEvent.kind) == kind,), summary=summary)


def _first_sign(_when: When) -> tuple[Any, ...]:
    return (col(PremiumEvent.kind) == "sign", col(PremiumEvent.endorsement_id).is_(None))


def _of_first_policy(when: When) -> tuple[Any, ...]:
    return (*_first_sign(when), col(Customer.first_policy_id) == col(PremiumEvent.policy_id))


def _in_force(when: When) -> tuple[Any, ...]:
    return (col(Policy.inception) <= when.last, col(Policy.cover_end) > when.last)


def _endorsed_in_force(when: When) -> tuple[Any, ...]:
    return (*_in_force(when), col(Endorsement.effective) <= when.last)


def _took_effect(_when: When) -> tuple[Any, ...]:
    return (col(Endorsement.effective) < col(Policy.cover_end),)


def _ended_early(_when: When) -> tuple[Any, ...]:
    return (col(PremiumEvent.kind).in_(SIGNS), col(Policy.cover_end) < col(Policy.expiry))


def _not_earned(amount: Any, _when: When) -> Any:
    return amount * MICRO - earned_micro(amount, ordinal_of(Policy.cover_end))


def _booked_on_policy(kinds: tuple[str, ...], amount: Any, *criteria: Any) -> Any:
    event = PremiumEvent
    rows = select(sa.func.coalesce(sa.func.sum(amount), 0)).where(col(event.policy_id) == col(Policy.id))
    return rows.where(col(event.kind).in_(kinds), *criteria).scalar_subquery()


def _unpaid(_amount: Any, when: When) -> Any:
    event = PremiumEvent
    paid = sa.case((col(event.kind) == "refund", -col(event.amount)), else_=col(event.amount))
    due = _booked_on_policy(("instalment",), event.amount, col(event.booked_on) < when.last)
    got = _booked_on_policy(("receipt", "refund", "write_off"), paid, col(event.booked_on) <= when.last)
    return larger(0, due - got)


def _owing(when: When) -> tuple[Any, ...]:
    return (_unpaid(None, when) > 0,)


def _overdue(when: When) -> tuple[Any, ...]:
    return (col(Policy.inception) <= when.last, may_owe(when.last))


def _orphaned(when: When) -> tuple[Any, ...]:
    serving = select(Person.id).where(col(Person.active) == 1)
    nobody = col(Ownership.id).is_(None) | col(Placement.id).is_(None) | col(Ownership.person_id).not_in(serving)
    return (*_in_force(when), nobody)


def _with(*criteria: Any) -> Criteria:
    return lambda _when: criteria


def _weighed(amount: Any, _when: When) -> Any:
    return amount * col(Opportunity.probability)


def _stalled(when: When) -> tuple[Any, ...]:
    return (col(Opportunity.outcome) == "open", stalled_since(Opportunity, when.today))


def _planned(when: When) -> tuple[Any, ...]:
    return (col(Activity.planned_on) <= when.today, col(Activity.status) != "cancelled", col(Activity.unplanned) == 0)


def _due_soon(when: When) -> tuple[Any, ...]:
    until = when.last + timedelta(config().rules.renewal.due_days)
    return (*_in_force(when), col(Policy.cover_end) <= until, col(Renewal.id).is_(None))


def _lower_of_both(amount: Any, _when: When) -> Any:
    new = col(Renewal.premium)
    return sa.case((new < amount, new), else_=amount)


SIGNED = _premium(SIGNS, PremiumEvent.booked_on, summary="signed")
RECOGNISED = _premium(SIGNS, PremiumEvent.cover_on, summary="recognised")
RECEIVED = _premium(("receipt", "refund"), PremiumEvent.booked_on, amount=_refunds_taken_off, summary="received")
WRITTEN_OFF = _premium(("write_off",), PremiumEvent.booked_on, summary="written_off")
EARNED = _premium(SIGNS, PremiumEvent.cover_on, earns=True, scale=MICRO, summary="earned")
POLICIES = Part(PremiumEvent, col(PremiumEvent.booked_on), _first_sign, counts=True, summary="policies")
NEW_CUSTOMERS = Part(
    PremiumEvent, col(PremiumEvent.cover_on), _of_first_policy, counts=True, summary="new_customers", needs=(Customer,)
)

ESTIMATED = _claims("estimate", "incurred")
PAID = _claims("payment", "paid")
OPENED = Part(ClaimEvent, col(ClaimEvent.booked_on), _with(col(ClaimEvent.opening) == 1), counts=True, summary="claims")
COSTS = Part(Cost, col(Cost.booked_on), summary="costs")

IN_FORCE = Part(Policy, col(Policy.inception), _in_force, counts=True)
STARTED = Part(Policy, col(Policy.inception), counts=True)
ENDED = Part(Policy, col(Policy.cover_end), counts=True)
PREMIUM_IN_FORCE = Part(Policy, col(Policy.inception), _in_force)
ENDORSED_IN_FORCE = Part(Endorsement, col(Endorsement.effective), _endorsed_in_force)
_DELTA_STARTED = Part(Endorsement, col(Endorsement.effective), _took_effect)
PREMIUM_SERIES = (
    Part(Policy, col(Policy.inception)),
    minus(Part(Policy, col(Policy.cover_end))),
    _DELTA_STARTED,
    minus(Part(Endorsement, col(Policy.cover_end), _took_effect)),
)
FORGONE = Part(PremiumEvent, col(Policy.cover_end), _ended_early, amount=_not_earned, scale=MICRO, needs=(Policy,))
OVERDUE = Part(Policy, col(Policy.inception), _overdue, amount=_unpaid, adds=_owing)
ORPHANED = Part(Policy, col(Policy.inception), _orphaned, counts=True, needs=(Ownership, Placement))
RENEWALS_DUE = Part(Policy, col(Policy.cover_end), _due_soon, counts=True, needs=(Renewal,))

EXPIRING = Part(Policy, col(Policy.expiry), counts=True)
RENEWED = Part(Policy, col(Policy.expiry), _with(col(Renewal.id).is_not(None)), counts=True, needs=(Renewal,))
MATURED = Part(
    Policy,
    col(Policy.expiry),
    _with(sa.or_(col(Renewal.id).is_not(None), col(Policy.not_renewed).in_(("switched_out", "lapsed")))),
    counts=True,
    needs=(Renewal,),
)
EXPIRING_PREMIUM = Part(Policy, col(Policy.expiry))
RENEWED_PREMIUM = Part(
    Policy,
    col(Policy.expiry),
    _with(col(Renewal.id).is_not(None)),
    amount=lambda _old, _when: col(Renewal.premium),
    needs=(Renewal,),
)
KEPT_PREMIUM = Part(
    Policy, col(Policy.expiry), _with(col(Renewal.id).is_not(None)), amount=_lower_of_both, needs=(Renewal,)
)

_BY_OWNER = col(CustomersByOwner.person_id)
CUSTOMERS = Part(Customer, col(Customer.known_since), counts=True, counted=Part(CustomersByOwner, _BY_OWNER))
HIGH_VALUE = Part(
    Customer,
    col(Customer.known_since),
    _with(col(Customer.tier) == "high"),
    counts=True,
    counted=Part(CustomersByOwner, _BY_OWNER, _with(col(CustomersByOwner.tier) == "high")),
)

OPPORTUNITIES = Part(Opportunity, col(Opportunity.opened_on), counts=True)
PIPELINE = Part(Opportunity, col(Opportunity.expected_close), _with(col(Opportunity.outcome) == "open"))
WEIGHTED = Part(
    Opportunity, col(Opportunity.expected_close), _with(col(Opportunity.outcome) == "open"), amount=_weighed, scale=100
)
WON = Part(Opportunity, col(Opportunity.closed_on), _with(col(Opportunity.outcome) == "won"), counts=True)
LOST = Part(Opportunity, col(Opportunity.closed_on), _with(col(Opportunity.outcome) == "lost"), counts=True)
STALLED = Part(Opportunity, col(Opportunity.evidence_on), _stalled, counts=True)
STAGE_DAYS = Part(StageChange, col(StageChange.changed_on), _with(col(StageChange.days).is_not(None)))
STAGES_LEFT = Part(StageChange, col(StageChange.changed_on), _with(col(StageChange.days).is_not(None)), counts=True)
LEADS = Part(Lead, col(Lead.received_on), counts=True)
LEADS_CONTACTED = Part(Lead, col(Lead.received_on), _with(col(Lead.contacted_on).is_not(None)), counts=True)
LEADS_CONVERTED = Part(Lead, col(Lead.received_on), _with(col(Lead.status) == "converted"), counts=True)
LEADS_WON = Part(
    Lead, col(Lead.received_on), _with(col(Opportunity.outcome) == "won"), counts=True, needs=(Opportunity,)
)

_VISITED = (col(Activity.kind) == "visit", col(Activity.status) == "done")
VISITS = Part(Activity, col(Activity.done_on), _with(*_VISITED), counts=True)
EFFECTIVE_VISITS = Part(Activity, col(Activity.done_on), _with(*_VISITED, col(Activity.new_fact) == 1), counts=True)
PLANNED = Part(Activity, col(Activity.planned_on), _planned, counts=True)
KEPT = Part(
    Activity, col(Activity.planned_on), lambda when: (*_planned(when), col(Activity.status) == "done"), counts=True
)


def target(metric: str) -> Part:
    """What is to be reached of a metric, by month."""
    return Part(Target, col(Target.month), _with(col(Target.metric) == metric))
