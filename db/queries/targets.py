"""What the actor's units, or the actor, are to reach in a period."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor, Reach
from db.memory import remembered
from db.models.policies import Target
from db.periods import Period
from db.rights import reach
from db.scope import booked
from db.session import ActorSession


def targets(session: ActorSession, actor: Actor, period: Period) -> dict[str, int]:
    """By metric the sum of the months' targets, in the metric's own unit; metrics without one are left out."""
    return remembered(session, ("targets", period), lambda: _targets(session, actor, period))


def _targets(session: ActorSession, actor: Actor, period: Period) -> dict[str, int]:
    far = reach(actor, Target)
    if far is None:
        return {}
    whose = col(Target.person_id) == actor.person_id
    if far is not Reach.OWN:
        whose = col(Target.person_id).is_(None)
    asked = (
        select(Target.metric, sa.func.sum(Target.amount))
        .where(booked(actor, Target), whose, col(Target.month) >= period.start, col(Target.month) < period.end)
        .group_by(col(Target.metric))
    )
    return {metric: int(amount) for metric, amount in session.exec(asked)}
