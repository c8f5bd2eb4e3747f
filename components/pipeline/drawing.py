"""Charts of the reports: a click puts what the point stands for into the address, the same one again takes it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from components.address import PAGE, said, say
from components.charts.look import CONFIG, Drawn
from components.charts.plot import Mark, Number, Plot, Series
from components.listing import Column
from components.menu import downloads
from components.tiles import SEPARATOR
from components.words import Label, label, plain, t
from db.access import Actor

MEASURE = "pipeline"


def plot(
    by: tuple[str, ...],
    marks: Sequence[Mark],
    series: Sequence[tuple[Mark, Sequence[Number]]],
    unit: str,
    *,
    formula: str,
    in_time: bool = False,
    before: tuple[Mark, Sequence[Number]] | None = None,
    beside: Mapping[tuple[str, str], tuple[str, str]] | None = None,
) -> Plot:
    """A chart before it is drawn, what the address has picked standing out."""
    picked = frozenset((name, code) for name in by if (code := said(name)))
    drawn = tuple(Series(mark, MEASURE, tuple(values)) for mark, values in series)
    ghost = Series(before[0], MEASURE, tuple(before[1])) if before else None
    return Plot(by, tuple(marks), drawn, unit, in_time, {MEASURE: formula}, picked, ghost, beside or {})


def show(key: str, drawn: Drawn, by: tuple[str, ...]) -> None:
    """The chart; `by` are the names under which a click writes into the address."""
    st.plotly_chart(drawn, key=key, config=CONFIG, selection_mode="points", on_select=lambda: _clicked(key, by))


def _clicked(key: str, by: tuple[str, ...]) -> None:
    points = st.session_state[key]["selection"]["points"]
    told = next((point["customdata"][0] for point in points if point.get("customdata")), None)
    codes = dict(pair.split(":", 1) for pair in str(told or "").split(SEPARATOR)[1:])
    if codes and any(said(name) != code for name, code in codes.items()):
        say(**dict.fromkeys(by, ""), **{PAGE: ""})
        say(**codes)
    elif codes or not points:
        say(**dict.fromkeys(by, ""), **{PAGE: ""})


def heading(
    me: Actor,
    key: str,
    title: Label,
    how: str,
    about: list[tuple[str, str]],
    rows: Sequence[Any],
    columns: Sequence[Column],
) -> None:
    """What a part shows and, behind three dots, how it is worked out and the same as a file."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        st.markdown(t("view.tile_title", title=title), width="stretch")
        opened = st.popover(":material/more_horiz:", type="tertiary", key=f"{key}.menu", on_change="rerun")
    if opened.open:
        with opened:
            st.markdown(label(how))
            downloads(
                me,
                key,
                str(title),
                [(plain("pipeline.formula"), how), *about],
                lambda: sheet(rows, columns),
                rows=len(rows),
                menu=False,
            )


def sheet(rows: Sequence[Any], columns: Sequence[Column]) -> tuple[list[str], list[list[Any]]]:
    """Rows as a file has them, money to the fen."""
    return [column.title for column in columns], [[_cell(column, row) for column in columns] for row in rows]


def _cell(column: Column, row: Any) -> Any:
    cell = column.cell(row)
    return Decimal(round(cell * 100)) / 100 if column.kind == "yuan" and isinstance(cell, float | int) else cell
