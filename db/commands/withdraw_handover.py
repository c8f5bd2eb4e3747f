"""Give up a handover that was not carried out."""

from __future__ import annotations

from db.access import Actor
from db.handover_steps import LISTED, led
from db.models.handovers import HandoverState
from db.run import WritingSession


def withdraw_handover(session: WritingSession, actor: Actor, *, handover_id: int, version: int) -> int:
    """End a handover before anything was moved; its version."""
    handover = led(session, actor, handover_id, version, HandoverState.DRAFT, *LISTED)
    handover.state = HandoverState.WITHDRAWN
    session.flush()
    return handover.version
