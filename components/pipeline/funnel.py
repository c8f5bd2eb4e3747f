"""The funnel of what was opened in a period, and of each cohort how far it came."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import period as periods
from components.address import said
from components.charts.flows import funnel as funnel_chart
from components.charts.heat import heat
from components.charts.plot import Mark
from components.listing import Column, table
from components.pipeline import drawing
from components.pipeline.cases import amount_column, bound, cases
from components.pipeline.lens import about, lens_of, period_of_sales, step_mark, step_name
from components.plots import time_mark
from components.states import empty
from components.words import percent, plain, t
from db.access import Actor
from db.buckets import Grain
from db.pipeline import Lens
from db.queries.pipeline_funnel import Cohort, Funnel, funnel, funnel_rows
from db.session import reading

STEP, COHORT = "step", "cohort"
KEY = "pipeline.funnel"
GRAINS = {"year": Grain.MONTH, "all": Grain.YEAR}


def funnel_part(me: Actor) -> None:
    """How many came to each stage, cohort by cohort."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        asked = period_of_sales(me, "quarter")
        lens = lens_of(me, "one")
    grain = GRAINS.get(periods.span_of(asked.code), Grain.MONTH)
    with reading(me) as session:
        found = funnel(session, me, lens, asked.period, grain)
    if not found.whole.opened:
        empty(t("pipeline.none_opened"))
        return
    told = about(me, lens, asked.code)
    left, right = st.columns(2, gap="medium")
    with left:
        _whole(me, lens, found, told)
    with right:
        _cohorts(me, lens, found, told)
    _behind(me, lens, found, asked.code, told)


def _whole(me: Actor, lens: Lens, found: Funnel, told: list[tuple[str, str]]) -> None:
    columns = _step_columns(lens, found)
    steps = list(range(len(found.steps)))
    how = plain("pipeline.how_funnel")
    drawing.heading(me, KEY, t("pipeline.reached"), how, told, steps, columns)
    marks = [step_mark(lens.kind, code) for code in found.steps]
    shown = drawing.plot((STEP,), marks, [(Mark("", ""), found.whole.reached)], "count", formula=how)
    drawing.show(KEY, funnel_chart(shown), (STEP, COHORT))
    table(f"{KEY}.steps", steps, columns)


def _step_columns(lens: Lens, found: Funnel) -> list[Column]:
    whole = found.whole
    return [
        Column(plain("sales.stage"), lambda step: step_name(lens.kind, found.steps[step]), width=90),
        Column(plain("pipeline.came"), lambda step: whole.reached[step], "count"),
        Column(plain("pipeline.conversion"), lambda step: percent(whole.conversion(step)), width=110),
        Column(plain("pipeline.share"), lambda step: percent(whole.share(step)), width=110),
    ]


def _cohorts(me: Actor, lens: Lens, found: Funnel, told: list[tuple[str, str]]) -> None:
    how = plain("pipeline.how_cohort")
    drawing.heading(
        me, f"{KEY}.cohorts", t("pipeline.by_cohort"), how, told, found.cohorts, _cohort_columns(lens, found)
    )
    marks = [time_mark(cohort.key, at) for at, cohort in enumerate(found.cohorts)]
    series = [
        (step_mark(lens.kind, code), [cohort.share(step) for cohort in found.cohorts])
        for step, code in enumerate(found.steps)
    ]
    beside = {
        (cohort.key, code): (
            str(cohort.reached[step]),
            plain("pipeline.of_opened", came=cohort.reached[step], opened=cohort.opened),
        )
        for cohort in found.cohorts
        for step, code in enumerate(found.steps)
    }
    shown = drawing.plot((COHORT, STEP), marks, series, "ratio", formula=how, beside=beside)
    drawing.show(f"{KEY}.cohorts", heat(shown), (STEP, COHORT))
    running = sum(cohort.still_open for cohort in found.cohorts)
    st.caption(t("pipeline.still_open", rows=running))


def _cohort_columns(lens: Lens, found: Funnel) -> list[Column]:
    def came(cohort: Cohort, step: int) -> int:
        return cohort.reached[step]

    steps = [
        Column(step_name(lens.kind, code), partial(came, step=step), "count") for step, code in enumerate(found.steps)
    ]
    return [
        Column(plain("pipeline.cohort"), lambda cohort: periods.title(cohort.key)),
        Column(plain("pipeline.opened"), lambda cohort: cohort.opened, "count"),
        *steps,
        Column(plain("pipeline.open_still"), lambda cohort: cohort.still_open, "count"),
    ]


def _behind(me: Actor, lens: Lens, found: Funnel, code: str, told: list[tuple[str, str]]) -> None:
    step = found.steps.index(said(STEP)) if said(STEP) in found.steps else 0
    cohort = said(COHORT) if said(COHORT) in {one.key for one in found.cohorts} else ""
    period = periods.period_of(cohort or code) or periods.ALL
    title = plain(
        "pipeline.came_to", stage=step_name(lens.kind, found.steps[step]), period=periods.title(cohort or code)
    )
    columns = [
        amount_column(plain("sales.expected_premium")),
        Column(plain("pipeline.opened_on"), lambda row: row.on, "day"),
    ]
    cases(me, f"{KEY}.list", title, bound(funnel_rows, lens, period, step), columns, told, (STEP, COHORT))
