"""What the pipeline promised at the start of each month, against what was won in it.

The pipeline as it stood before a month's first day is replayed from the history of stages, premiums and close days:
nothing counts that happened later. Promised is what stood open in a running stage and was expected to close before the
month's end. The judged probability of a stage is that of config.toml today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.expressions import month_of
from db.memory import remembered
from db.models.sales import CloseDateChange, Opportunity, Outcome, PremiumChange, SaleKind, StageChange
from db.periods import add_months, month_start, today
from db.pipeline import Behind, Lens, behind, counted, found_rows
from db.rights import reach
from db.session import ActorSession

SIDES = ("committed", "weighted", "won")
PERCENT = 100
EVERY = 10**9
"""A limit that is none: what is below it is worked out once, not again wherever its columns are named."""


@dataclass(frozen=True)
class Forecast:
    """A month as it was forecast on its first day, and what came of it; premiums in fen.

    `due` opportunities were to close in it, with `due_premium`; of these `kept_premium` was won in it. `won` is all
    that was won in it, forecast or not.
    """

    month: date
    due: int
    due_premium: int
    committed: int
    weighted: Fraction
    kept_premium: int
    won: int
    won_premium: int

    def error(self, side: str) -> Fraction | None:
        """How far the forecast was from what was won, as a part of that; above nought it promised too much."""
        promised = self.weighted if side == "weighted" else self.committed
        return Fraction(promised - self.won_premium) / self.won_premium if self.won_premium else None


def forecasts(session: ActorSession, actor: Actor, lens: Lens, months: int) -> list[Forecast]:
    """The last so many finished months and the one that runs, in order."""
    if reach(actor, StageChange) is None:
        return []
    starts = [add_months(today(), -back) for back in range(months, -1, -1)]
    key = ("pipeline_forecast", lens, months, today())
    found = remembered(session, key, lambda: _months(session, actor, lens, starts))
    return [Forecast(start, *found[start]) for start in starts]


def off_by(found: list[Forecast], side: str) -> tuple[Fraction | None, Fraction | None]:
    """Of the finished months: how far off either way, and how much was promised too much; as parts of what was won."""
    done = [one for one in found if one.month < month_start(today())]
    won = sum(one.won_premium for one in done)
    gaps = [(one.weighted if side == "weighted" else Fraction(one.committed)) - one.won_premium for one in done]
    return (sum(map(abs, gaps)) / Fraction(won), sum(gaps) / Fraction(won)) if won else (None, None)


def forecast_rows(
    session: ActorSession, actor: Actor, lens: Lens, month: date, side: str, *, limit: int, offset: int = 0
) -> Behind:
    """The opportunities behind one side of a month: `before` is the stage they stood in, `days` its probability."""
    if reach(actor, StageChange) is None:
        return Behind(0, Fraction(0), [])
    if side == "won":
        found: Any = select(
            *found_rows(
                opportunity_id=col(Opportunity.id),
                amount=col(Opportunity.expected_premium) * PERCENT,
                on=col(Opportunity.closed_on),
            )
        )
        found = found.where(*_won(session, actor, lens, month, add_months(month, 1)))
        return behind(session, actor, ("forecast", lens, month, side), found, scale=PERCENT, limit=limit, offset=offset)
    due = _due(session, actor, lens, [month])
    share = due.c.probability if side == "weighted" else sa.literal(PERCENT, sa.Integer)
    named = {"opportunity_id": due.c.id, "on": due.c.close, "before": due.c.stage, "days": due.c.probability}
    found = select(*found_rows(amount=due.c.premium * share, **named)).select_from(due)
    if side == "committed":
        found = found.where(due.c.probability >= config().rules.pipeline.committed_from)
    return behind(session, actor, ("forecast", lens, month, side), found, scale=PERCENT, limit=limit, offset=offset)


def _months(session: ActorSession, actor: Actor, lens: Lens, starts: list[date]) -> dict[date, tuple[Any, ...]]:
    due = _due(session, actor, lens, starts)
    sure = due.c.probability >= config().rules.pipeline.committed_from
    kept = sa.and_(due.c.outcome == Outcome.WON.value, due.c.closed_on >= due.c.start, due.c.closed_on < due.c.end)
    asked: Any = (
        sa.select(
            due.c.start,
            sa.func.count(),
            sa.func.sum(due.c.premium),
            sa.func.sum(sa.case((sure, due.c.premium), else_=0)),
            sa.func.sum(due.c.premium * due.c.probability),
            sa.func.sum(sa.case((kept, due.c.worth), else_=0)),
        )
        .select_from(due)
        .group_by(due.c.start)
    )
    promised = {row[0]: tuple(map(int, row[1:])) for row in session.execute(asked)}
    won = _won_by_month(session, actor, lens, starts)
    found: dict[date, tuple[Any, ...]] = {}
    for start in starts:
        number, premium, committed, weighted, kept_premium = promised.get(start, (0,) * 5)
        found[start] = (number, premium, committed, Fraction(weighted, PERCENT), kept_premium, *won.get(start, (0, 0)))
    return found


def _due(session: ActorSession, actor: Actor, lens: Lens, starts: list[date]) -> Any:
    """A row for each month and opportunity that was to close in it, as it stood before the month's first day."""
    months = sa.union_all(
        *(
            select(sa.literal(start, sa.Date).label("start"), sa.literal(add_months(start, 1), sa.Date).label("end"))
            for start in starts
        )
    ).subquery("months")
    start, close = months.c.start, _as_of(CloseDateChange, CloseDateChange.from_day, Opportunity.expected_close, months)
    closed = col(Opportunity.closed_on)
    named: Any = (
        start, months.c.end, col(Opportunity.id), col(Opportunity.outcome), closed,
        col(Opportunity.expected_premium).label("worth"), close.label("close"),
        _as_of(PremiumChange, PremiumChange.from_premium, Opportunity.expected_premium, months).label("premium"),
        _stage_at(months, StageChange.to_stage).label("stage"), _stage_at(months, _judged()).label("probability"),
    )  # fmt: skip
    # Without an index for its first day, or each month would look through all that were ever opened before it.
    opened = sa.func.coalesce(col(Opportunity.opened_on), col(Opportunity.opened_on))
    stood = (
        select(*named)
        .select_from(Opportunity)
        .join(months, sa.and_(opened < start, sa.or_(closed.is_(None), closed >= start)))
        .where(*counted(session, actor, lens), sa.or_(closed.is_(None), closed >= starts[0]), close < months.c.end)
        .limit(EVERY)
        .subquery()
    )
    return select(*stood.c).where(stood.c.probability.is_not(None)).subquery()


def _as_of(model: Any, before: Any, now: Any, months: Any) -> Any:
    """What a field was before a month: what the first change from then on changed it from, else what it is now."""
    changed = (
        select(before)
        .where(col(model.opportunity_id) == col(Opportunity.id), col(model.changed_on) >= months.c.start)
        .order_by(col(model.changed_on), col(model.id))
        .limit(1)
        .correlate(Opportunity, months)
        .scalar_subquery()
    )
    return sa.func.coalesce(changed, now)


def _stage_at(months: Any, told: Any) -> Any:
    """What is told of the last stage that was entered before a month."""
    return (
        select(told)
        .where(col(StageChange.opportunity_id) == col(Opportunity.id), col(StageChange.changed_on) < months.c.start)
        .order_by(col(StageChange.changed_on).desc(), col(StageChange.id).desc())
        .limit(1)
        .correlate(Opportunity, months)
        .scalar_subquery()
    )


def _judged() -> Any:
    """The judged probability of the stage that was entered, if it is a running one; none of any other."""
    kind, stage = col(Opportunity.kind), col(StageChange.to_stage)
    return sa.case(
        *(
            (sa.and_(kind == sale, stage == step.code), step.probability)
            for sale in SaleKind
            for step in config().stages.of(sale)
            if step.outcome is None
        )
    )


def _won(session: ActorSession, actor: Actor, lens: Lens, since: date, until: date) -> list[Any]:
    closed = col(Opportunity.closed_on)
    criteria = counted(session, actor, lens)
    return [*criteria, col(Opportunity.outcome) == Outcome.WON, closed >= since, closed < until]


def _won_by_month(session: ActorSession, actor: Actor, lens: Lens, starts: list[date]) -> dict[date, tuple[int, int]]:
    month = month_of(col(Opportunity.closed_on)).label("month")
    asked: Any = select(month, sa.func.count(), sa.func.sum(Opportunity.expected_premium))
    asked = asked.where(*_won(session, actor, lens, starts[0], add_months(starts[-1], 1))).group_by(month)
    return {date.fromisoformat(f"{row[0]}-01"): (int(row[1]), int(row[2])) for row in session.execute(asked)}
