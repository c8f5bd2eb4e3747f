"""How long opportunities stay: the days of finished stays in each stage, and from the first day to won.

A stay is finished when the stage is left; it counts in the month in which it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.expressions import month_of, ordinal_of
from db.memory import remembered
from db.models.sales import Opportunity, Outcome, StageChange
from db.periods import Period
from db.pipeline import WON, Behind, Lens, behind, counted, found_rows, running
from db.rights import reach
from db.session import ActorSession


@dataclass(frozen=True)
class Pace:
    """The finished stays in one stage that ended in one month (all of the period under the empty key).

    Under the stage `won` stand the days from the first one to the win. `low` and `high` are the two stays in the
    middle, the same one where their number is odd.
    """

    month: str
    stage: str
    stays: int
    days: int
    low: int
    high: int

    @property
    def mean(self) -> Fraction:
        """Days in all ÷ stays."""
        return Fraction(self.days, self.stays)

    @property
    def median(self) -> Fraction:
        """As many stays were shorter as were longer."""
        return Fraction(self.low + self.high, 2)


def velocity(session: ActorSession, actor: Actor, lens: Lens, period: Period) -> list[Pace]:
    """By stage of the kind, for the whole period and month by month; stages in order, months in order."""
    if reach(actor, StageChange) is None:
        return []
    key = ("pipeline_velocity", lens, period)
    found = remembered(session, key, lambda: _paces(session, actor, lens, period))
    place = {stage: at for at, stage in enumerate((*running(lens.kind), WON))}
    return sorted((Pace(*row) for row in found), key=lambda pace: (place[pace.stage], pace.month))


def velocity_rows(
    session: ActorSession, actor: Actor, lens: Lens, period: Period, stage: str, *, limit: int, offset: int = 0
) -> Behind:
    """The stays that a pace is of, the largest premium first; under `won` the wins."""
    if reach(actor, StageChange) is None:
        return Behind(0, Fraction(0), [])
    of_sale = {"opportunity_id": col(Opportunity.id), "amount": col(Opportunity.expected_premium)}
    if stage == WON:
        dated = {"on": col(Opportunity.closed_on), "days": _to_win()}
        found = _wins(select(*found_rows(**of_sale, **dated)), session, actor, lens, period)
    else:
        of_stay = {"on": col(StageChange.changed_on), "days": col(StageChange.days)}
        way = {"before": col(StageChange.from_stage), "after": col(StageChange.to_stage)}
        found = _stays(select(*found_rows(**of_sale, **of_stay, **way)), session, actor, lens, period)
        found = found.where(col(StageChange.from_stage) == stage)
    return behind(session, actor, ("velocity", lens, period, stage), found, limit=limit, offset=offset)


def _paces(session: ActorSession, actor: Actor, lens: Lens, period: Period) -> list[tuple[Any, ...]]:
    """Few numbers a stage and month: how often each number of days came, then what lies in the middle of them."""
    month, won_in = month_of(col(StageChange.changed_on)), month_of(col(Opportunity.closed_on))
    names = ("month", "stage", "days", "stays")
    stay = (month, col(StageChange.from_stage), col(StageChange.days), sa.func.count())
    win = (won_in, sa.literal(WON, sa.String), _to_win(), sa.func.count())
    halves = [
        _stays(_labelled(stay, names), session, actor, lens, period).group_by(*stay[:3]),
        _wins(_labelled(win, names), session, actor, lens, period).group_by(won_in, _to_win()),
    ]
    often = sa.union_all(*halves).cte("often")
    whole: Any = select(
        sa.literal("", sa.String).label("month"), often.c.stage, often.c.days, sa.func.sum(often.c.stays).label("stays")
    ).group_by(often.c.stage, often.c.days)
    every = sa.union_all(select(*(often.c[name] for name in names)), whole).subquery()
    part = [every.c.month, every.c.stage]
    so_far = sa.func.sum(every.c.stays).over(partition_by=part, order_by=every.c.days).label("so_far")
    in_all = sa.func.sum(every.c.stays).over(partition_by=part).label("in_all")
    lined = sa.select(*(every.c[name] for name in names), so_far, in_all).subquery()
    asked: Any = sa.select(
        lined.c.month,
        lined.c.stage,
        sa.func.sum(lined.c.stays),
        sa.func.sum(lined.c.stays * lined.c.days),
        sa.func.min(sa.case((lined.c.so_far * 2 >= lined.c.in_all, lined.c.days))),
        sa.func.min(sa.case((lined.c.so_far * 2 > lined.c.in_all, lined.c.days))),
    ).group_by(lined.c.month, lined.c.stage)
    return [(row[0], row[1], *map(int, row[2:])) for row in session.execute(asked)]


def _labelled(columns: tuple[Any, ...], names: tuple[str, ...]) -> Any:
    return select(*(column.label(name) for column, name in zip(columns, names, strict=True)))


def _to_win() -> Any:
    return ordinal_of(col(Opportunity.closed_on)) - ordinal_of(col(Opportunity.opened_on))


def _stays(listed: Any, session: ActorSession, actor: Actor, lens: Lens, period: Period) -> Any:
    left = col(StageChange.changed_on)
    return (
        listed.select_from(StageChange)
        .join(Opportunity, col(StageChange.opportunity_id) == col(Opportunity.id))
        .where(
            *counted(session, actor, lens),
            left >= period.start,
            left < period.end,
            col(StageChange.days).is_not(None),
            col(StageChange.from_stage).in_(running(lens.kind)),
        )
    )


def _wins(listed: Any, session: ActorSession, actor: Actor, lens: Lens, period: Period) -> Any:
    closed = col(Opportunity.closed_on)
    return listed.select_from(Opportunity).where(
        *counted(session, actor, lens),
        col(Opportunity.outcome) == Outcome.WON,
        closed >= period.start,
        closed < period.end,
    )
