"""Carry out a reorganisation whose day has come."""

from __future__ import annotations

from db.access import Actor
from db.errors import Refusal
from db.models.reorganisations import Reorganisation, ReorganisationState
from db.periods import today
from db.record import found, fresh
from db.reorganisation_notices import tell
from db.reorganising import carry_out
from db.run import WritingSession


def run_reorganisation(session: WritingSession, actor: Actor, *, reorganisation_id: int, version: int) -> int:
    """Move everybody of the plan and what goes along, whole or not at all; the plan's version."""
    plan = found(session, actor, Reorganisation, reorganisation_id)
    fresh(session, plan, version)
    if plan.state != ReorganisationState.PLANNED:
        raise Refusal("reorganisations.moved_on")
    if plan.effective_on > today():
        raise Refusal("reorganisations.not_yet", day=plan.effective_on.isoformat())
    carry_out(session, actor, plan)
    tell(session, actor, plan, "done")
    return plan.version
