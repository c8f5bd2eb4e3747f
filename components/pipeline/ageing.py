"""What stands open: stage by age, with the premium that waits there and what of it is stalled."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.address import choose, said
from components.charts.heat import heat
from components.charts.plot import Mark
from components.listing import Column, yuan
from components.pipeline import drawing
from components.pipeline.cases import amount_column, bound, cases
from components.pipeline.lens import about, lens_of
from components.stages import stage_name
from components.states import empty
from components.words import plain, short_money, t
from db.access import Actor
from db.pipeline import Lens, running
from db.queries.pipeline_ageing import Stand, age_classes, ageing, ageing_rows
from db.session import reading

STAGE, AGE, STALLED = "stage", "age", "stalled"
KEY = "pipeline.ageing"


def ageing_part(me: Actor) -> None:
    """A cell for each stage and age class; a click lists what stands there."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        lens = lens_of(me, "one")
        names = {"": plain("sales.all_of_them"), "1": plain("sales.only_stalled")}
        with st.container(width=140):
            stalled = choose(STALLED, t("form.choose"), [*names], names.__getitem__) == "1"
    with reading(me) as session:
        every = ageing(session, me, lens)
    found = [one for one in every if one.stalled] if stalled else every
    if not found:
        empty(t("pipeline.none_open"))
        return
    told = about(me, lens, "")
    _cells(me, lens, found, told, stalled=stalled)
    _behind(me, lens, found, told, stalled=stalled)


def _cells(me: Actor, lens: Lens, found: Sequence[Stand], told: list[tuple[str, str]], *, stalled: bool) -> None:
    how = plain("pipeline.how_ageing")
    drawing.heading(me, KEY, t("pipeline.by_age"), how, told, found, _columns(lens))
    cells = {(one.stage, str(one.age)): one for one in found}
    stages = _stages(lens, found)
    marks = [Mark(stage, stage_name(lens.kind, stage)) for stage in stages]
    series = [
        (Mark(str(at), class_name(at)), [_premium(cells.get((stage, str(at))), stalled=stalled) for stage in stages])
        for at in range(len(age_classes()))
    ]
    beside = {key: (_brief(one), _full(one)) for key, one in cells.items()}
    shown = drawing.plot((STAGE, AGE), marks, series, "yuan", formula=how, beside=beside)
    drawing.show(KEY, heat(shown), (STAGE, AGE))
    late, premium = sum(one.stalled for one in found), sum(one.stalled_premium for one in found)
    if late:
        st.caption(t("pipeline.stalled_in_all", rows=late, premium=short_money(premium)))


def _premium(one: Stand | None, *, stalled: bool) -> int | None:
    if one is None:
        return None
    return one.stalled_premium if stalled else one.premium


def _stages(lens: Lens, found: Sequence[Stand]) -> list[str]:
    """In their order; one that config.toml no longer has stands at the end until it is empty."""
    there = {one.stage for one in found}
    declared = running(lens.kind)
    return [*(stage for stage in declared if stage in there), *sorted(there - set(declared))]


def class_name(at: int) -> str:
    """An age class in days."""
    first, last = age_classes()[at]
    return (
        plain("pipeline.over_days", days=first - 1)
        if last is None
        else plain("pipeline.days_to", first=first, last=last)
    )


def _brief(one: Stand) -> str:
    return f"{one.count} · ⚠ {one.stalled}" if one.stalled else str(one.count)


def _full(one: Stand) -> str:
    return plain("pipeline.stand", rows=one.count, stalled=one.stalled, premium=short_money(one.stalled_premium))


def _columns(lens: Lens) -> list[Column]:
    return [
        Column(plain("sales.stage"), lambda one: stage_name(lens.kind, one.stage)),
        Column(plain("pipeline.age"), lambda one: class_name(one.age)),
        Column(plain("pipeline.number"), lambda one: one.count, "count"),
        Column(plain("sales.expected_premium"), lambda one: yuan(one.premium), "yuan"),
        Column(plain("pipeline.stalled_number"), lambda one: one.stalled, "count"),
        Column(plain("pipeline.stalled_premium"), lambda one: yuan(one.stalled_premium), "yuan"),
    ]


def _behind(me: Actor, lens: Lens, found: Sequence[Stand], told: list[tuple[str, str]], *, stalled: bool) -> None:
    stages = _stages(lens, found)
    stage = said(STAGE) if said(STAGE) in stages else stages[-1]
    age = int(said(AGE)) if said(AGE).isdecimal() and int(said(AGE)) < len(age_classes()) else None
    title = stage_name(lens.kind, stage)
    title = title if age is None else plain("pipeline.stands", stage=title, age=class_name(age))
    columns = [
        amount_column(plain("sales.expected_premium")),
        Column(plain("pipeline.days"), lambda row: row.days, "count"),
        Column(plain("pipeline.since_day"), lambda row: row.on, "day"),
    ]
    ask = bound(ageing_rows, lens, stage, age, stalled=stalled)
    cases(me, f"{KEY}.list", title, ask, columns, told, (STAGE, AGE))
