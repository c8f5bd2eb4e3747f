"""What was forecast at the start of each month against what was won, and how far off that was."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import streamlit as st

from components import period as periods
from components.address import choose, said
from components.charts.bars import bars
from components.charts.plot import Mark, Number, Plot
from components.listing import Column, table, yuan
from components.naming import name_of
from components.pipeline import drawing
from components.pipeline.cases import amount_column, bound, cases
from components.pipeline.lens import about, lens_of, step_name
from components.plots import time_mark
from components.states import empty
from components.words import NOTHING, percent, plain, t
from db.access import Actor
from db.buckets import Grain, key_of
from db.config import config
from db.measure import measure
from db.periods import Period, add_months, month_start, today
from db.pipeline import Lens
from db.queries.pipeline_forecast import SIDES, Forecast, forecast_rows, forecasts, off_by
from db.session import reading

MONTH, SIDE = "month", "side"
SPANS = ("6", "12")
KEY = "pipeline.forecast"
Targets = dict[str, Fraction | None]


def forecast_part(me: Actor) -> None:
    """Whether the forecast can be believed, month by month, and the opportunities behind each bar."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        with st.container(width=150):
            names = {span: plain("pipeline.last_months", months=int(span)) for span in SPANS}
            months = choose("months", t("period.span"), SPANS, names.__getitem__, default=SPANS[0])
        lens = lens_of(me, "any")
    with reading(me) as session:
        found = forecasts(session, me, lens, int(months))
        span = Period(add_months(today(), -int(months)), add_months(today(), 1))
        # No target is of one kind of sale.
        wanted = measure(session, me, "signed_target", by=["month"], period=span, where=dict(lens.where))
        targets: Targets = {} if lens.kind else {row.keys[0]: row.value for row in wanted.rows}
    if not any(one.due or one.won for one in found):
        empty(t("pipeline.none_forecast"))
        return
    _track(found)
    told = about(me, lens, "")
    how = plain("pipeline.how_forecast", percent=config().rules.pipeline.committed_from)
    columns = _columns(targets)
    drawing.heading(me, KEY, t("pipeline.forecast_and_won"), how, told, found, columns)
    drawing.show(KEY, bars(_plot(found, targets, how)), (MONTH, SIDE))
    table(f"{KEY}.months", found[::-1], columns, most=len(found))
    _behind(me, lens, found, told)


def _track(found: list[Forecast]) -> None:
    """How far off the finished months were, in a sentence of figures."""
    grid = st.grid(4, min_column_width=150, border=True, gap="xsmall", key=f"{KEY}.cards")
    for side in ("weighted", "committed"):
        off, bias = off_by(found, side)
        with grid.cell():
            st.metric(t(f"pipeline.off_{side}"), percent(off), help=t("pipeline.how_off"))
        with grid.cell():
            st.metric(t(f"pipeline.bias_{side}"), _signed(bias), help=t("pipeline.how_bias"))


def _signed(part: Fraction | None) -> str:
    return NOTHING if part is None else ("+" if part > 0 else "") + percent(part)


def _plot(found: Sequence[Forecast], targets: Targets, how: str) -> Plot:
    keys = [key_of(one.month, Grain.MONTH) for one in found]
    marks = [time_mark(key, at) for at, key in enumerate(keys)]
    values: dict[str, list[Number]] = {
        "committed": [one.committed for one in found],
        "weighted": [one.weighted for one in found],
        "won": [one.won_premium for one in found],
    }
    series = [(Mark(side, plain(f"pipeline.side_{side}")), values[side]) for side in SIDES]
    wanted = (
        (Mark(None, name_of("signed_target")), [targets.get(key) for key in keys]) if any(targets.values()) else None
    )
    return drawing.plot((MONTH, SIDE), marks, series, "yuan", formula=how, in_time=True, before=wanted)


def _columns(targets: Targets) -> list[Column]:
    def target(one: Forecast) -> float | None:
        value = targets.get(key_of(one.month, Grain.MONTH))
        return None if value is None else yuan(round(value))

    wanted = [Column(name_of("signed_target"), target, "yuan", 130)] if any(targets.values()) else []
    return [
        Column(plain("pipeline.month"), _month, width=150, pinned=True),
        Column(plain("pipeline.side_weighted"), lambda one: yuan(round(one.weighted)), "yuan", 130),
        Column(plain("pipeline.side_committed"), lambda one: yuan(one.committed), "yuan", 130),
        Column(plain("pipeline.side_won"), lambda one: yuan(one.won_premium), "yuan", 130),
        Column(plain("pipeline.error"), _error, width=120),
        Column(plain("pipeline.kept"), lambda one: yuan(one.kept_premium), "yuan", 130),
        Column(plain("pipeline.due"), lambda one: one.due, "count"),
        *wanted,
    ]


def _month(one: Forecast) -> str:
    named = periods.title(key_of(one.month, Grain.MONTH))
    return plain("pipeline.runs", month=named) if one.month == month_start(today()) else named


def _error(one: Forecast) -> str:
    """Of a finished month alone: the one that runs is not won yet."""
    return NOTHING if one.month == month_start(today()) else _signed(one.error("weighted"))


def _behind(me: Actor, lens: Lens, found: Sequence[Forecast], told: list[tuple[str, str]]) -> None:
    months = {key_of(one.month, Grain.MONTH): one for one in found}
    key = said(MONTH) if said(MONTH) in months else list(months)[-1]
    side = said(SIDE) if said(SIDE) in SIDES else "weighted"
    title = plain("pipeline.side_of", side=plain(f"pipeline.side_{side}"), month=periods.title(key))
    then = [
        Column(plain("pipeline.stage_then"), lambda row: step_name(row.kind, row.before), width=90),
        Column(plain("sales.judged"), lambda row: f"{row.days}%", width=70),
        Column(plain("pipeline.close_then"), lambda row: row.on, "day"),
    ]
    columns = [
        amount_column(plain(f"pipeline.side_{side}")),
        *(then if side != "won" else [Column(plain("pipeline.won_on"), lambda row: row.on, "day")]),
        Column(plain("pipeline.became"), lambda row: plain(f"outcome.{row.outcome}"), width=70),
    ]
    ask = bound(forecast_rows, lens, months[key].month, side)
    cases(me, f"{KEY}.list", title, ask, columns, told, (MONTH, SIDE))
