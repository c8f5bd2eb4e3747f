"""How long opportunities stay in each stage and until they are won: mean, median, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import streamlit as st

from components import period as periods
from components.address import said
from components.charts.bars import bars
from components.charts.lines import lines
from components.charts.plot import Mark
from components.listing import Column
from components.pipeline import drawing
from components.pipeline.cases import amount_column, bound, cases
from components.pipeline.lens import about, lens_of, period_of_sales, step_name
from components.plots import time_mark
from components.stages import stage_name
from components.states import empty
from components.words import count, plain, t
from db.access import Actor
from db.config import config
from db.pipeline import WON, Lens
from db.queries.pipeline_velocity import Pace, velocity, velocity_rows
from db.session import reading

STAGE, MONTH = "stage", "month"
KEY = "pipeline.velocity"


def velocity_part(me: Actor) -> None:
    """Bars by stage, lines by month, and the stays themselves."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        asked = period_of_sales(me, "quarter")
        lens = lens_of(me, "one")
    with reading(me) as session:
        found = velocity(session, me, lens, asked.period)
    if not found:
        empty(t("pipeline.none_left"))
        return
    told = about(me, lens, asked.code)
    left, right = st.columns(2, gap="medium")
    with left:
        _stages(me, lens, [pace for pace in found if not pace.month], told)
    with right:
        _months(me, lens, [pace for pace in found if pace.month], told)
    _behind(me, lens, found, asked.code, told)


def _name(lens: Lens, stage: str) -> str:
    return plain("pipeline.to_won") if stage == WON else stage_name(lens.kind, stage)


def _stages(me: Actor, lens: Lens, paces: Sequence[Pace], told: list[tuple[str, str]]) -> None:
    how = plain("pipeline.how_velocity")
    drawing.heading(me, KEY, t("pipeline.days_in_stage"), how, told, paces, _columns(lens))
    marks = [Mark(pace.stage, _name(lens, pace.stage)) for pace in paces]
    series = [
        (Mark("", plain("pipeline.median")), [pace.median for pace in paces]),
        (Mark("", plain("pipeline.mean")), [pace.mean for pace in paces]),
    ]
    beside = {(pace.stage, ""): ("", plain("pipeline.stays", rows=pace.stays)) for pace in paces}
    drawing.show(KEY, bars(drawing.plot((STAGE,), marks, series, "days", formula=how, beside=beside)), (STAGE, MONTH))


def _columns(lens: Lens) -> list[Column]:
    return [
        Column(plain("sales.stage"), lambda pace: _name(lens, pace.stage)),
        Column(plain("pipeline.month"), lambda pace: pace.month),
        Column(plain("pipeline.stays_left"), lambda pace: pace.stays, "count"),
        Column(plain("pipeline.median"), lambda pace: float(pace.median)),
        Column(plain("pipeline.mean"), lambda pace: round(float(pace.mean), 2)),
        Column(plain("pipeline.expected_days"), lambda pace: _expected(lens, pace.stage)),
    ]


def _expected(lens: Lens, stage: str) -> int | None:
    known = config().stages.stage(lens.kind, stage)
    return known.expected_days if known else None


def _months(me: Actor, lens: Lens, paces: Sequence[Pace], told: list[tuple[str, str]]) -> None:
    how = plain("pipeline.how_median")
    drawing.heading(me, f"{KEY}.months", t("pipeline.median_by_month"), how, told, paces, _columns(lens))
    months = sorted({pace.month for pace in paces})
    stages = list(dict.fromkeys(pace.stage for pace in paces))
    median: dict[tuple[str, str], Fraction] = {(pace.stage, pace.month): pace.median for pace in paces}
    marks = [time_mark(month, at) for at, month in enumerate(months)]
    series = [(Mark(stage, _name(lens, stage)), [median.get((stage, month)) for month in months]) for stage in stages]
    beside = {(pace.month, pace.stage): ("", plain("pipeline.stays", rows=pace.stays)) for pace in paces}
    shown = drawing.plot((MONTH, STAGE), marks, series, "days", formula=how, in_time=True, beside=beside)
    drawing.show(f"{KEY}.months", lines(shown), (STAGE, MONTH))


def _behind(me: Actor, lens: Lens, found: Sequence[Pace], code: str, told: list[tuple[str, str]]) -> None:
    stages = list(dict.fromkeys(pace.stage for pace in found))
    stage = said(STAGE) if said(STAGE) in stages else stages[-1]
    month = said(MONTH) if said(MONTH) in {pace.month for pace in found} else ""
    period = periods.period_of(month or code) or periods.ALL
    left = "pipeline.won_in" if stage == WON else "pipeline.left_in"
    title = plain(left, stage=step_name(lens.kind, stage), period=periods.title(month or code))
    columns = [
        Column(plain("pipeline.days"), lambda row: row.days, "count"),
        Column(plain("sales.on"), lambda row: row.on, "day"),
        Column(plain("pipeline.went_to"), lambda row: step_name(row.kind, row.after or WON), width=90),
        amount_column(plain("sales.expected_premium")),
    ]
    pace = next((pace for pace in found if (pace.stage, pace.month) == (stage, month)), None)
    told_of = t("pipeline.pace", rows=pace.stays, mean=count(pace.mean), median=count(pace.median)) if pace else None
    ask = bound(velocity_rows, lens, period, stage)
    cases(me, f"{KEY}.list", title, ask, columns, told, (STAGE, MONTH), note=told_of)
