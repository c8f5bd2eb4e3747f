"""What became of past opportunities that were in each stage, of those that somebody owns or leads today."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.memory import derived, remembered
from db.models.sales import Opportunity, Outcome, SaleKind, StageChange
from db.periods import add_months, today
from db.rights import reach
from db.rules.chances import Chance, Past, chance_in
from db.scope import owns
from db.session import ActorSession


def chances(session: ActorSession, actor: Actor, kind: str) -> dict[str, Chance]:
    """For each running stage of a kind what the past says of it; of the months that config.toml declares."""
    past: dict[str, Past] = remembered(session, ("chances", kind, today()), lambda: _past(session, actor, kind))
    whole, least = past.get("", (0, 0)), config().rules.sales.least_cases
    running = [stage.code for stage in config().stages.of(kind) if stage.outcome is None]
    return {code: chance_in(code, past, whole, least) for code in running}


def _past(session: ActorSession, actor: Actor, kind: str) -> dict[str, Past]:
    """Won and closed by stage ever entered; under the empty name all of the kind."""
    if reach(actor, StageChange) is None:
        return {}
    won = sa.func.coalesce(sa.func.sum(sa.case((col(Opportunity.outcome) == Outcome.WON, 1), else_=0)), 0)
    closed = (
        owns(actor, Opportunity),
        col(Opportunity.kind) == SaleKind(kind),
        col(Opportunity.outcome).in_((Outcome.WON, Outcome.LOST)),
        col(Opportunity.closed_on) >= add_months(today(), -config().rules.sales.history_months),
    )
    counted = (sa.func.count(), won, sa.func.coalesce(sa.func.sum(Opportunity.id), 0))
    whole: Any = select(*counted).select_from(Opportunity).where(*closed)
    cases, number, ids = map(int, session.execute(whole).one())
    # The way that a closed one went stands still: the same ones closed the same way were in the same stages.
    stages = derived(session, ("stages", kind, cases, number, ids), lambda: _by_stage(session, closed))
    return {"": (number, cases), **stages}


def _by_stage(session: ActorSession, closed: tuple[Any, ...]) -> dict[str, Past]:
    # An opportunity that was in a stage twice is one case of it.
    ever: Any = (
        select(col(StageChange.to_stage).label("stage"), col(Opportunity.id), col(Opportunity.outcome))
        .join(Opportunity, col(Opportunity.id) == col(StageChange.opportunity_id))
        .where(*closed)
        .distinct()
        .subquery()
    )
    per: Any = select(ever.c.stage, sa.func.count(), sa.func.sum(sa.case((ever.c.outcome == "won", 1), else_=0)))
    rows = session.execute(per.group_by(ever.c.stage))
    return {stage: (int(won), int(cases)) for stage, cases, won in rows}
