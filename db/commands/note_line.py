"""Say what a successor should know of a customer."""

from __future__ import annotations

from db.access import Actor
from db.errors import Denied
from db.handover_steps import LISTED, in_state, leads
from db.models.handovers import Handover, HandoverLine
from db.record import found, fresh
from db.rules.entries import entered
from db.run import WritingSession


def note_line(session: WritingSession, actor: Actor, *, line_id: int, version: int, note: str) -> int:
    """Put a note on a line, as the leaver or whoever leads the unit; the line's version."""
    line = found(session, actor, HandoverLine, line_id)
    handover = found(session, actor, Handover, line.handover_id)
    if handover.leaver_id != actor.person_id and not leads(actor, handover):
        raise Denied("handovers.not_yours")
    fresh(session, line, version)
    in_state(handover, *LISTED)
    line.note = entered(HandoverLine, note=note)["note"]
    session.flush()
    return line.version
