"""Let the rule say who takes what."""

from __future__ import annotations

from collections.abc import Sequence

from db.access import Actor
from db.handover_notices import tell
from db.handover_split import forget_choices, split
from db.handover_steps import LISTED, led, may_take, void
from db.run import WritingSession


def propose_successors(
    session: WritingSession,
    actor: Actor,
    *,
    handover_id: int,
    version: int,
    people: Sequence[int],
    anew: bool = False,
) -> int:
    """Split what nobody chose by hand over these people, or with `anew` all of it; how many customers that is."""
    handover = led(session, actor, handover_id, version, *LISTED)
    successors = may_take(session, actor, handover, people, "people")
    if anew:
        forget_choices(session, handover)
    proposed = split(session, actor, handover, successors)
    void(session, actor, handover)
    session.notebook.notes.update(handover=handover_id, proposed=proposed, people=successors)
    tell(session, actor, handover, "take", successors)
    session.flush()
    return proposed
