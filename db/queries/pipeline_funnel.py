"""The funnel by cohort: of the opportunities opened in a period, how many ever came to each stage.

One that skipped a stage has passed it; one that went back has been there. Lost is no stage of the funnel.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.buckets import Grain, key_of, period_of
from db.expressions import month_of
from db.memory import remembered
from db.models.sales import Opportunity, Outcome, StageChange
from db.periods import Period
from db.pipeline import WON, Behind, Lens, behind, counted, found_rows, ranked, running
from db.rights import reach
from db.session import ActorSession


@dataclass(frozen=True)
class Cohort:
    """Those opened in one month, quarter or year: how many, how many still run, how many came to each step."""

    key: str
    opened: int
    still_open: int
    reached: tuple[int, ...]

    def share(self, step: int) -> Fraction | None:
        """The part of all opened that came to a step."""
        return Fraction(self.reached[step], self.opened) if self.opened else None

    def conversion(self, step: int) -> Fraction | None:
        """The part of those at the step before that came to this one."""
        before = self.reached[step - 1] if step else self.opened
        return Fraction(self.reached[step], before) if before else None


@dataclass(frozen=True)
class Funnel:
    """The steps (the stages of the kind, then won), all cohorts in one, and each by itself in the order of time."""

    steps: tuple[str, ...]
    whole: Cohort
    cohorts: tuple[Cohort, ...]


def funnel(session: ActorSession, actor: Actor, lens: Lens, period: Period, grain: Grain) -> Funnel:
    """How far the opportunities opened in the period came; `lens` names one kind of sale."""
    steps = (*running(lens.kind), WON)
    key = ("pipeline_funnel", lens, period)
    rows = remembered(session, key, lambda: _counts(session, actor, lens, period))
    cohorts: dict[str, list[Any]] = defaultdict(list)
    for month, furthest, outcome, number in rows:
        cohorts[key_of(period_of(month).start, grain)].append((furthest, outcome, number))
    every = [row for found in cohorts.values() for row in found]
    told = tuple(_cohort(key, cohorts[key], len(steps)) for key in sorted(cohorts))
    return Funnel(steps, _cohort("", every, len(steps)), told)


def _cohort(key: str, rows: list[Any], steps: int) -> Cohort:
    opened = sum(number for _furthest, _outcome, number in rows)
    still = sum(number for _furthest, outcome, number in rows if outcome == Outcome.OPEN)
    reached = (sum(number for furthest, _outcome, number in rows if furthest >= at) for at in range(1, steps + 1))
    return Cohort(key, opened, still, tuple(reached))


def funnel_rows(
    session: ActorSession, actor: Actor, lens: Lens, period: Period, step: int, *, limit: int, offset: int = 0
) -> Behind:
    """The opportunities opened in the period that came to a step; before the first one stands all that were opened."""
    if reach(actor, StageChange) is None:
        return Behind(0, Fraction(0), [])
    far = _furthest(session, actor, lens, period).subquery()
    found: Any = select(*found_rows(opportunity_id=far.c.id, amount=far.c.premium, on=far.c.opened_on)).where(
        far.c.furthest > step
    )
    return behind(session, actor, ("funnel", lens, period, step), found, limit=limit, offset=offset)


def _counts(session: ActorSession, actor: Actor, lens: Lens, period: Period) -> list[tuple[Any, ...]]:
    if reach(actor, StageChange) is None:
        return []
    far = _furthest(session, actor, lens, period).subquery()
    month = month_of(far.c.opened_on).label("month")
    asked: Any = select(month, far.c.furthest, far.c.outcome, sa.func.count()).group_by(
        month, far.c.furthest, far.c.outcome
    )
    return [tuple(row) for row in session.execute(asked)]


def _furthest(session: ActorSession, actor: Actor, lens: Lens, period: Period) -> Any:
    """Each opportunity of the cohort with the furthest stage that it ever entered."""
    opened = col(Opportunity.opened_on)
    named: Any = (
        col(Opportunity.id), opened, col(Opportunity.outcome), col(Opportunity.expected_premium).label("premium"),
    )  # fmt: skip
    rank = ranked(col(StageChange.to_stage), lens.kind)
    return (
        sa.select(*named, sa.func.max(rank).label("furthest"))
        .select_from(Opportunity)
        .join(StageChange, col(StageChange.opportunity_id) == col(Opportunity.id))
        .where(*counted(session, actor, lens), opened >= period.start, opened < period.end)
        .group_by(col(Opportunity.id), opened, col(Opportunity.outcome), col(Opportunity.expected_premium))
    )
