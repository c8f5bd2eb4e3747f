"""Begin to hand over what somebody holds."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied, Invalid, Refusal
from db.models.handovers import Handover, HandoverReason
from db.models.people import Person, Placement, Role
from db.periods import today
from db.run import WritingSession

LONGEST_AGO = 366
"""Whoever went without a word may be handed over later; more days ago than this is a slip of the hand."""


def open_handover(
    session: WritingSession,
    actor: Actor,
    *,
    leaver_id: int,
    reason: HandoverReason,
    last_day: date,
    effective_on: date | None = None,
) -> int:
    """Open a handover of somebody the actor leads; its id. It takes effect on its day, by itself the day after the last
    signature at the earliest, or when somebody carries it out before.
    """
    unit = _unit_of(session, leaver_id)
    if actor.role is not Role.SYSTEM and (unit not in actor.units or leaver_id == actor.person_id):
        raise Denied("handovers.not_yours")
    if effective_on is not None and effective_on < today():
        raise Invalid(fields={"effective_on": "handovers.past"})
    if last_day < today() - timedelta(LONGEST_AGO):
        raise Invalid(fields={"last_day": "handovers.long_ago"})
    under_way = select(Person.name).join(Handover, col(Handover.leaver_id) == col(Person.id))
    if (
        name := session.trusted()
        .execute(under_way.where(col(Person.id) == leaver_id, col(Handover.open) == 1))
        .scalar()
    ):
        raise Refusal("handovers.open_already", name=name)
    made = Handover(
        leaver_id=leaver_id,
        unit_id=unit,
        reason=reason,
        last_day=last_day,
        effective_on=effective_on or max(last_day, today()),
        opened_by_id=actor.person_id or None,
        opened_on=today(),
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id


def _unit_of(session: WritingSession, person_id: int) -> int:
    """Where an active person works today; Denied for somebody else."""
    placed = (
        select(Placement.unit_id)
        .join(Person, col(Person.id) == col(Placement.person_id))
        .where(col(Person.id) == person_id, col(Person.active) == 1, col(Placement.open) == 1)
    )
    unit = session.exec(placed).first()
    if unit is None:
        raise Denied("handovers.nobody")
    return unit
