"""Approve a handover of a large book."""

from __future__ import annotations

from db.access import Actor
from db.errors import Refusal
from db.handover_notices import tell_leaders
from db.handover_steps import led, settle_state, signed_by, undecided
from db.models.handovers import HandoverState
from db.periods import now
from db.run import WritingSession


def approve_handover(session: WritingSession, actor: Actor, *, handover_id: int, version: int) -> int:
    """A department head who did not open it approves the list as it stands; the handover's version."""
    handover = led(session, actor, handover_id, version, HandoverState.FROZEN)
    if handover.opened_by_id == actor.person_id:
        raise Refusal("handovers.opened_by_you")
    if items := undecided(session, handover):
        raise Refusal("handovers.undecided", items=items)
    handover.approved_at, handover.approved_by_id = now(), actor.person_id or None
    settle_state(session, handover, signed_by(session, handover))
    if handover.state == HandoverState.AGREED:
        tell_leaders(session, actor, handover, agreed=True)
    session.flush()
    return handover.version
