"""Whether what runs is enough for what is left of the target, by unit and by person."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import streamlit as st

from components.address import PAGE as AT
from components.address import PERIOD, choose, said, say
from components.asked import as_asked
from components.charts.bars import bars
from components.charts.plot import Mark, briefly
from components.filters import period_picker
from components.listing import Column, table, yuan
from components.menu import downloads
from components.naming import dimension_name, formula_of, name_of
from components.pager import page_of
from components.pipeline import drawing
from components.pipeline.lens import OF_WHOM, about, lens_of
from components.stages import in_language
from components.states import empty
from components.tables import drill_cells, drill_columns, drill_table
from components.words import label, money, percent, plain, t
from db.access import Actor
from db.measure import measure
from db.metrics import METRICS
from db.periods import Period, today, year
from db.pipeline import PAGE, Lens
from db.queries.choices import choices
from db.queries.pipeline_coverage import coverage_rows
from db.session import reading

CARDS = ("signed_target", "signed_premium", "target_left", "weighted_pipeline", "coverage")
DRAWN = "weighted_pipeline"
KEY = "pipeline.coverage"
BY, WHOM = "by", "whom"
MOST_EXPORTED = 50_000


@dataclass(frozen=True)
class Line:
    """One unit or person: the figures by their names; None where there is none."""

    code: str
    name: str
    values: dict[str, Fraction | None]


def coverage_part(me: Actor) -> None:
    """The cards of the whole, a bar and a line for each unit or person, and the opportunities behind a bar."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        asked = as_asked("month", said(PERIOD), {}, None, (year(today().year - 2).start, today()))
        period_picker(asked, "month")
        lens = lens_of(me, "none")
        by = _by(me)
    lines, whole = _figures(me, lens, asked.period, by)
    _cards(whole)
    if not lines:
        empty(t("pipeline.none_open"))
        return
    told = about(me, lens, asked.code)
    title = t("pipeline.figure_by", figure=name_of(DRAWN), by=dimension_name(by))
    drawing.heading(me, KEY, title, _formulas(), told, lines, _columns(by))
    marks = [Mark(line.code or None, line.name) for line in lines]
    series = [(Mark("", name_of(DRAWN)), [line.values[DRAWN] for line in lines])]
    beside = {(line.code, ""): ("", _covers(line)) for line in lines}
    shown = drawing.plot((WHOM,), marks, series, "yuan", formula=formula_of(DRAWN), beside=beside)
    drawing.show(KEY, bars(shown), (WHOM,))
    table(f"{KEY}.lines", lines, _columns(by))
    _behind(me, lens, by, lines, told)


def _formulas() -> str:
    """How what is drawn is worked out, and the coverage that the table and the file have beside it."""
    return " · ".join(f"{name_of(name)}: {formula_of(name)}" for name in (DRAWN, "coverage"))


def _covers(line: Line) -> str:
    left, part = line.values["target_left"], line.values["coverage"]
    return plain("pipeline.covers", left=briefly(left, "yuan"), coverage=percent(part))


def _by(me: Actor) -> str:
    with reading(me) as session:
        several = [name for name in OF_WHOM if len(choices(session, me, name)) > 1]
    offered = several or ["salesperson"]
    with st.container(width=140):
        return choose(BY, t("figures.by"), offered, dimension_name, default=offered[0])


def _figures(me: Actor, lens: Lens, period: Period, by: str) -> tuple[list[Line], dict[str, Fraction | None]]:
    """A line for each code that has anything, the largest weighted pipeline first; and the figures of all."""
    where = dict(lens.where)
    with reading(me) as session:
        found = {name: measure(session, me, name, by=[by], period=period, where=where) for name in CARDS}
        whole = {name: measure(session, me, name, period=period, where=where).total for name in CARDS}
    names = {row.keys[0]: in_language(*row.labels[0]) for figure in found.values() for row in figure.rows}
    values = {name: {row.keys[0]: row.value for row in figure.rows} for name, figure in found.items()}
    lines = [Line(code, name, {each: values[each].get(code) for each in CARDS}) for code, name in names.items()]
    return sorted(lines, key=lambda line: -(line.values[DRAWN] or 0)), whole


def _cards(whole: dict[str, Fraction | None]) -> None:
    grid = st.grid(len(CARDS), min_column_width=150, border=True, gap="xsmall", key=f"{KEY}.cards")
    for name, value in whole.items():
        with grid.cell():
            st.metric(label(name_of(name)), briefly(value, METRICS[name].unit), help=label(formula_of(name)))


def _columns(by: str) -> list[Column]:
    def amount(name: str) -> Column:
        return Column(name_of(name), lambda line: yuan(round(line.values[name] or 0)), "yuan", 130)

    return [
        Column(dimension_name(by), lambda line: line.name, width=130, pinned=True),
        Column(name_of("coverage"), lambda line: percent(line.values["coverage"]), width=100),
        *(amount(name) for name in CARDS[:-1]),
    ]


def _behind(me: Actor, lens: Lens, by: str, lines: list[Line], told: list[tuple[str, str]]) -> None:
    """The open opportunities behind the bar that was clicked, or behind all of them."""
    picked = next((line for line in lines if line.code and line.code == said(WHOM)), None)
    where = tuple(sorted({**dict(lens.where), **({by: picked.code} if picked else {})}.items()))
    code = said(AT)
    offset = (max(1, int(code)) - 1) * PAGE if code.isdecimal() else 0
    with reading(me) as session:
        found = coverage_rows(session, me, where, limit=PAGE, offset=offset)
    title = picked.name if picked else plain("pipeline.all_open")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(t("view.tile_title", title=label(title)), width="content")
        st.caption(t("pipeline.count", rows=found.count, premium=money(found.total)), width="content")
        if picked:
            st.button(
                t("view.let_go"), key="pipeline.let_go", icon=":material/close:", type="tertiary",
                on_click=say, kwargs={WHOM: "", AT: ""},
            )  # fmt: skip
    drill_table(me, found, f"{KEY}.list")
    page_of(f"{KEY}.list", found.count, PAGE, title)

    def rows() -> tuple[list[str], list[list[object]]]:
        with reading(me) as session:
            every = coverage_rows(session, me, where, limit=MOST_EXPORTED)
        return drill_columns(every), [drill_cells(row, "yuan") for row in every.rows]

    downloads(me, f"{KEY}.rows", title, [*told, (plain("pipeline.of"), title)], rows, rows=found.count)
