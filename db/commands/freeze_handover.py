"""Take the list of all that a leaver holds, or take it anew."""

from __future__ import annotations

from db.access import Actor
from db.handover_list import relist
from db.handover_notices import tell
from db.handover_scores import write_scores
from db.handover_split import place_rest
from db.handover_steps import LISTED, led, takers, void
from db.models.handovers import HandoverState
from db.run import WritingSession


def freeze_handover(session: WritingSession, actor: Actor, *, handover_id: int, version: int) -> int:
    """List what names the leaver now; the handover's version. Notes and choices stay; signatures on another list do
    not.
    """
    handover = led(session, actor, handover_id, version, HandoverState.DRAFT, *LISTED)
    changed = relist(session, handover)
    write_scores(session, actor, handover)
    session.notebook.notes.update(handover=handover_id, **vars(changed))
    if changed or handover.state == HandoverState.DRAFT:
        void(session, actor, handover)
        if people := takers(session, handover):
            place_rest(session, handover, people)
    tell(session, actor, handover, "list", [handover.leaver_id])
    session.flush()
    return handover.version
