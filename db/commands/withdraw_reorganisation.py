"""Give up a reorganisation that was not carried out."""

from __future__ import annotations

from db.access import Actor
from db.errors import Refusal
from db.models.reorganisations import Reorganisation, ReorganisationState
from db.periods import today
from db.record import found, fresh
from db.reorganisation_notices import tell
from db.reorganising import lines_of
from db.run import WritingSession


def withdraw_reorganisation(session: WritingSession, actor: Actor, *, reorganisation_id: int, version: int) -> int:
    """Nobody goes anywhere by it; the plan's version."""
    plan = found(session, actor, Reorganisation, reorganisation_id)
    fresh(session, plan, version)
    if plan.state != ReorganisationState.PLANNED:
        raise Refusal("reorganisations.moved_on")
    for line in lines_of(session, actor, plan):
        line.pending = None
    plan.state, plan.ended_on, plan.ended_by_id = ReorganisationState.WITHDRAWN, today(), actor.person_id or None
    tell(session, actor, plan, "withdrawn")
    return plan.version
