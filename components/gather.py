"""Asks for every figure of a view in one session, before anything is drawn; one that fails leaves the others be."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from traceback import format_tb
from typing import Any

from components import period as periods
from components.address import PERIOD, filtered, picked, said
from components.asked import Asked, as_asked
from components.lists import read_list
from components.naming import dimension_name
from components.words import language
from db.access import Actor
from db.config_shape import Chart, View
from db.drill import Drill, drill_rows
from db.errors import Refusal
from db.measure import Figure, ahead, measure
from db.metrics import DIMENSIONS, METRICS
from db.names import Names
from db.periods import Period, add_months
from db.queries.choices import Choice, choices
from db.queries.days_with_figures import days_with_figures
from db.queries.targets import targets
from db.rights import counts
from db.session import ActorSession, reading

Job = tuple[Any, ...]
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
    picked: tuple[str, ...] = ()


def gather(actor: Actor, view: View) -> Gathered | None:
    """Everything a view needs, as the address asks for it; None where the actor has no figures at all."""
    code, where, pick = said(PERIOD), filtered(view.filters), picked()
    with reading(actor) as session:
        days = days_with_figures(session, actor)
        if days is None:
            return None
        asked = as_asked(view.period, code, where, pick, days)
        # Targets are set for some months alone: beside all of time they say nothing.
        whole = not asked.where and not asked.pick and asked.period != periods.ALL
        plan = targets(session, actor, asked.period) if whole else {}
        offered = {name: choices(session, actor, name) for name in view.filters}
        cards: list[Job] = [(_card, name, asked, plan) for name in view.tiles if counts(actor, name)]
        drawings: list[Job] = [(_tile, chart, asked) for chart in view.charts if _open(actor, chart)]
        shown = [job[1] for job in cards]
        ahead(session, shown, (), [period for period in _card_periods(asked) if period])
        jobs = [*cards, *drawings, *([(_preview, view, asked)] if asked.pick else [])]
        found = [attempted(session, ask, actor, *more) for ask, *more in jobs]
        names = codes_named(session, asked.pick.codes) if asked.pick else {}
    found = [_once_more(actor, one, job) for one, job in zip(found, jobs, strict=True)]
    drawn = len(cards) + len(drawings)
    told = tuple(one if time else f"{dimension_name(name)} {one}" for name, (one, time) in names.items())
    rows = found[drawn] if asked.pick else None
    return Gathered(asked, offered, tuple(found[: len(cards)]), tuple(found[len(cards) : drawn]), rows, told)


def codes_named(session: ActorSession, codes: Mapping[str, str]) -> dict[str, tuple[str, bool]]:
    """How each code is called, and whether it is of time."""
    names, spoken = Names.of(session), language()
    found = {}
    for dimension, code in codes.items():
        time = DIMENSIONS[dimension].kind == "time"
        [both] = names.labels([dimension], [code])
        found[dimension] = periods.title(code) if time else both.zh if spoken == "zh" else both.en, time
    return found


def attempted(session: ActorSession, ask: Callable[..., Any], *args: Any) -> Any:
    """What was asked, or a Failure; where it broke goes to the log under a reference, and no value of anybody's."""
    try:
        return ask(session, *args)
    except Refusal as refusal:
        return Failure(refusal)
    except Exception as broken:  # noqa: BLE001 - one broken tile must not take the page with it
        reference = secrets.token_hex(4)
        place = "".join(format_tb(broken.__traceback__))
        LOG.error("tile failed, reference %s: %s\n%s", reference, type(broken).__name__, place)  # noqa: TRY400
        return Failure(None, reference)


def _once_more(actor: Actor, found: Any, job: Job) -> Any:
    """A second try, alone: on PostgreSQL one broken statement spoils all that follow in its transaction."""
    if not isinstance(found, Failure) or found.refusal is not None:
        return found
    ask, *more = job
    with reading(actor) as session:
        return attempted(session, ask, actor, *more)


def _open(actor: Actor, chart: Chart) -> bool:
    return all(counts(actor, name) for name in chart.names)


def _card(session: ActorSession, actor: Actor, name: str, asked: Asked, plan: Mapping[str, int]) -> Card:
    period, earlier = _card_periods(asked)
    where = asked.apart_from(None)
    now = measure(session, actor, name, period=period, where=where)
    earlier = None if _as_of_today(name) else earlier
    before = measure(session, actor, name, period=earlier, where=where) if earlier else None
    return Card(name, now, before, plan.get(name))


def _card_periods(asked: Asked) -> tuple[Period, Period | None]:
    """The days of the cards, and those they are compared with."""
    code, period = asked.whole_for(None)
    return asked.period_for(None), periods.before(period, periods.span_of(code), asked.last)


def _as_of_today(name: str) -> bool:
    """Whether a figure knows today alone, such as the pipeline: there is no earlier one to compare it with."""
    metric = METRICS[name]
    parts = [METRICS[side] for side in (metric.over, metric.under) if side] or [metric]
    return any(part.basis == "stock" and not part.series for part in parts)


def _tile(session: ActorSession, actor: Actor, chart: Chart, asked: Asked) -> Drawing:
    return (_listing if chart.kind == "list" else _drawing)(session, actor, chart, asked)


def _drawing(session: ActorSession, actor: Actor, chart: Chart, asked: Asked) -> Drawing:
    period, where = asked.period_for(chart), asked.apart_from(chart)
    earlier = _year_before(period) if _compares(chart, period) else None
    ahead(session, chart.names, chart.by, [period, earlier] if earlier else [period])
    figures = tuple(measure(session, actor, name, by=chart.by, period=period, where=where) for name in chart.names)
    if earlier is None:
        return Drawing(chart, period, where, figures)
    before = measure(session, actor, chart.names[0], by=chart.by, period=earlier, where=where)
    return Drawing(chart, period, where, figures, before)


def _compares(chart: Chart, period: Period) -> bool:
    return chart.compare and period != periods.ALL


def _year_before(period: Period) -> Period:
    """The same months a year before, the last one whole."""
    return Period(add_months(period.start, -12), add_months(period.last, -11))


def _listing(session: ActorSession, actor: Actor, chart: Chart, asked: Asked) -> Drawing:
    person = asked.apart_from(None).get("salesperson", "")
    return Drawing(chart, asked.period, {}, (), rows=read_list(session, actor, chart.list or "", person))


def listed(metric: str) -> str:
    """The figure whose entries can be listed: of a ratio the side above."""
    return METRICS[metric].over or metric


def _preview(session: ActorSession, actor: Actor, view: View, asked: Asked) -> Drill:
    """The first rows behind the clicked point."""
    pick = asked.pick
    chart = view.charts[pick.tile] if pick and pick.tile < len(view.charts) else None
    metric = listed(pick.metric if pick else view.tiles[0])
    period = asked.period_for(chart)
    where = {**asked.where, **(pick.codes if pick else {})}
    return drill_rows(session, actor, metric, period=period, where=where, limit=PREVIEW, offset=0)
