"""Asks for every figure of a view in one session, before anything is drawn; one that fails leaves the others be."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from components import period as periods
from components.address import PERIOD, filtered, picked, said
from components.asked import Asked, as_asked
from components.lists import read_list
from db.access import Actor, counts
from db.config_shape import Chart, View
from db.drill import Drill, drill_rows
from db.errors import Refusal
from db.measure import Figure, measure
from db.metrics import METRICS
from db.periods import Period, add_months
from db.queries.choices import Choice, choices
from db.queries.days_with_figures import days_with_figures
from db.queries.targets import targets
from db.session import ActorSession, reading

Found = TypeVar("Found")
PREVIEW = 10
LOG = logging.getLogger("baoke.view")


@dataclass(frozen=True)
class Failure:
    """A tile that could not be worked out: a refusal to show, or the reference under which the log has the error."""

    refusal: Refusal | None
    reference: str = ""


@dataclass(frozen=True)
class Card:
    """A figure, the one before it, and what it was to reach."""

    metric: str
    now: Figure
    before: Figure | None
    target: int | None


@dataclass(frozen=True)
class Drawing:
    """The figures of one chart, and the same a year before."""

    chart: Chart
    period: Period
    where: Mapping[str, str]
    figures: tuple[Figure, ...]
    before: Figure | None = None
    rows: Sequence[Any] | None = None


@dataclass(frozen=True)
class Gathered:
    """All that a view shows."""

    asked: Asked
    choices: Mapping[str, list[Choice]]
    cards: tuple[Card | Failure, ...] = ()
    drawings: tuple[Drawing | Failure, ...] = ()
    rows: Drill | Failure | None = None
    targets: Mapping[str, int] = field(default_factory=dict)


def gather(actor: Actor, view: View) -> Gathered | None:
    """Everything a view needs, as the address asks for it; None where the actor has no figures at all."""
    code, where, pick = said(PERIOD), filtered(view.filters), picked()
    with reading(actor) as session:
        days = days_with_figures(session, actor)
        if days is None:
            return None
        asked = as_asked(view.period, code, where, pick, days)
        plan = targets(session, actor, asked.period) if not asked.where and not asked.pick else {}
        return Gathered(
            asked,
            {name: choices(session, actor, name) for name in view.filters},
            tuple(attempted(session, _card, actor, name, asked, plan) for name in view.tiles if counts(actor, name)),
            tuple(
                attempted(session, _listing if chart.kind == "list" else _drawing, actor, chart, asked)
                for chart in view.charts
                if _open(actor, chart)
            ),
            attempted(session, _preview, actor, view, asked) if asked.pick else None,
        )


def attempted(session: ActorSession, ask: Callable[..., Found], *args: object) -> Found | Failure:
    """What was asked, or why not; the error itself goes to the log alone, under a reference."""
    try:
        return ask(session, *args)
    except Refusal as refusal:
        return Failure(refusal)
    except Exception:
        reference = secrets.token_hex(4)
        LOG.exception("tile failed, reference %s", reference)
        return Failure(None, reference)


def _open(actor: Actor, chart: Chart) -> bool:
    return all(counts(actor, name) for name in chart.names)


def _card(session: ActorSession, actor: Actor, name: str, asked: Asked, plan: Mapping[str, int]) -> Card:
    code, period = asked.period_for(None)
    where = asked.apart_from(None)
    now = measure(session, actor, name, period=period, where=where)
    earlier = periods.before(period, periods.span_of(code), asked.last)
    before = measure(session, actor, name, period=earlier, where=where) if earlier else None
    return Card(name, now, before, plan.get(name))


def _drawing(session: ActorSession, actor: Actor, chart: Chart, asked: Asked) -> Drawing:
    _code, period = asked.period_for(chart)
    where = asked.apart_from(chart)
    figures = tuple(measure(session, actor, name, by=chart.by, period=period, where=where) for name in chart.names)
    if not chart.compare or period == periods.ALL:
        return Drawing(chart, period, where, figures)
    earlier = Period(add_months(period.start, -12), add_months(period.end, -12))
    before = measure(session, actor, chart.names[0], by=chart.by, period=earlier, where=where)
    return Drawing(chart, period, where, figures, before)


def _listing(session: ActorSession, actor: Actor, chart: Chart, asked: Asked) -> Drawing:
    return Drawing(chart, asked.period, {}, (), rows=read_list(session, actor, chart.list or ""))


def listed(metric: str) -> str:
    """The figure whose entries can be listed: of a ratio the side above."""
    return METRICS[metric].over or metric


def _preview(session: ActorSession, actor: Actor, view: View, asked: Asked) -> Drill:
    """The first rows behind the clicked point."""
    pick = asked.pick
    chart = view.charts[pick.tile] if pick and pick.tile < len(view.charts) else None
    metric = listed(pick.metric if pick else view.tiles[0])
    _code, period = asked.period_for(chart)
    where = {**asked.where, **(pick.codes if pick else {})}
    return drill_rows(session, actor, metric, period=period, where=where, limit=PREVIEW, offset=0)
