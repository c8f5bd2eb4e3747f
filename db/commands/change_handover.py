"""Correct why somebody hands over, their last day, and when it takes effect."""

from __future__ import annotations

from datetime import date, timedelta

from db.access import Actor
from db.commands.open_handover import LONGEST_AGO
from db.errors import Invalid, Refusal
from db.handover_steps import led, signed_by, void
from db.models.handovers import UNDER_WAY, Handover, HandoverReason, HandoverState
from db.periods import today
from db.rules.entries import entered
from db.run import WritingSession


def change_handover(
    session: WritingSession,
    actor: Actor,
    *,
    handover_id: int,
    version: int,
    reason: HandoverReason,
    last_day: date,
    effective_on: date | None = None,
) -> int:
    """Put other days or another reason on a handover that is under way; its version. Without a day on which it takes
    effect, that is the last one. Both stand on the certificate, so that signatures on what stood there are void.
    """
    handover = led(session, actor, handover_id, version, *UNDER_WAY)
    taken = entered(Handover, reason=reason, last_day=last_day, effective_on=effective_on or max(last_day, today()))
    if taken["effective_on"] != handover.effective_on and taken["effective_on"] < today():
        raise Invalid(fields={"effective_on": "handovers.past"})
    if taken["last_day"] != handover.last_day and taken["last_day"] < today() - timedelta(LONGEST_AGO):
        raise Invalid(fields={"last_day": "handovers.long_ago"})
    if all(getattr(handover, name) == value for name, value in taken.items()):
        raise Refusal("handovers.same_days")
    for name, value in taken.items():
        setattr(handover, name, value)
    if handover.state != HandoverState.DRAFT and _signed(session, handover):
        void(session, actor, handover)
    session.flush()
    return handover.version


def _signed(session: WritingSession, handover: Handover) -> bool:
    return bool(handover.giver_signed_at or handover.approved_at or signed_by(session, handover))
