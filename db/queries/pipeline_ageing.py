"""Open opportunities by stage and by how long they have stood in it, those that are stalled apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.expressions import ordinal_of
from db.memory import remembered
from db.models.sales import Opportunity, Outcome
from db.periods import today
from db.pipeline import Behind, Lens, behind, counted, found_rows
from db.rights import reach
from db.rules.stalled import stalled_since
from db.session import ActorSession


@dataclass(frozen=True)
class Stand:
    """The open opportunities of a stage in one age class: how many with what premium, and how much of it is stalled."""

    stage: str
    age: int
    count: int
    premium: int
    stalled: int
    stalled_premium: int


def age_classes() -> list[tuple[int, int | None]]:
    """The first and the last day of each class; the last one has no end."""
    ends = config().rules.pipeline.age_days
    return list(zip([0, *(end + 1 for end in ends)], [*ends, None], strict=True))


def ageing(session: ActorSession, actor: Actor, lens: Lens) -> list[Stand]:
    """What stands where, for how long; `lens` names one kind of sale."""
    if reach(actor, Opportunity) is None:
        return []
    found = remembered(session, ("pipeline_ageing", lens, today()), lambda: _stands(session, actor, lens))
    return [Stand(*row) for row in found]


def ageing_rows(
    session: ActorSession,
    actor: Actor,
    lens: Lens,
    stage: str,
    age: int | None,
    *,
    stalled: bool = False,
    limit: int,
    offset: int = 0,
) -> Behind:
    """The open opportunities of a stage, of one age class or of all, or the stalled ones among them."""
    if reach(actor, Opportunity) is None:
        return Behind(0, Fraction(0), [])
    since = col(Opportunity.stage_since)
    amount = col(Opportunity.expected_premium)
    days = sa.literal(today().toordinal(), sa.Integer) - ordinal_of(since)
    found: Any = select(*found_rows(opportunity_id=col(Opportunity.id), amount=amount, on=since, days=days))
    found = found.where(*_open(session, actor, lens), col(Opportunity.stage) == stage)
    if age is not None:
        first, last = age_classes()[age]
        found = found.where(since <= today() - timedelta(first))
        found = found if last is None else found.where(since >= today() - timedelta(last))
    if stalled:
        found = found.where(stalled_since(Opportunity, today()))
    return behind(session, actor, ("ageing", lens, stage, age, stalled), found, limit=limit, offset=offset)


def _stands(session: ActorSession, actor: Actor, lens: Lens) -> list[tuple[Any, ...]]:
    since, premium = col(Opportunity.stage_since), col(Opportunity.expected_premium)
    classes = [(last, at) for at, (_first, last) in enumerate(age_classes()) if last is not None]
    age = sa.case(*((since >= today() - timedelta(last), at) for last, at in classes), else_=len(classes))
    late = stalled_since(Opportunity, today())
    stood: Any = (
        select(
            col(Opportunity.stage),
            age.label("age"),
            premium.label("premium"),
            sa.case((late, 1), else_=0).label("late"),
        )
        .where(*_open(session, actor, lens))
        .subquery()
    )
    asked: Any = sa.select(
        stood.c.stage,
        stood.c.age,
        sa.func.count(),
        sa.func.sum(stood.c.premium),
        sa.func.sum(stood.c.late),
        sa.func.sum(stood.c.premium * stood.c.late),
    ).group_by(stood.c.stage, stood.c.age)
    return [(row[0], row[1], *map(int, row[2:])) for row in session.execute(asked)]


def _open(session: ActorSession, actor: Actor, lens: Lens) -> list[Any]:
    return [*counted(session, actor, lens), col(Opportunity.outcome) == Outcome.OPEN]
