"""Tables: figures side by side, rows behind a figure, lists that others declare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import streamlit as st

from components.address import pick
from components.charts.plot import Number
from components.gather import Drawing
from components.plots import dimension_name, name_of, table_of
from components.states import empty
from components.words import label, language, plain, t
from db.access import Actor
from db.config_shape import Chart
from db.drill import Drill
from db.metrics import METRICS

ROW = 35
MOST_ROWS = 12


def figure_table(shown: Drawing, tile: int) -> None:
    """A row for each mark, a column for each figure; a click on a row picks it."""
    figures, marks = table_of(shown)
    if not marks:
        empty()
        return
    names = list(shown.chart.names)
    dimension = shown.chart.by[0]
    columns: dict[str, list[Any]] = {dimension: [mark.name for mark in marks]}
    for name, figure in zip(names, figures, strict=True):
        found = {row.keys[0]: row.value for row in figure.rows}
        columns[name] = [plainly(found.get(mark.code or ""), METRICS[name].unit) for mark in marks]
    key = f"tile.{tile}"
    codes = [mark.code for mark in marks]

    def clicked() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and codes[rows[0]] is not None:
            pick(tile, names[0], {dimension: str(codes[rows[0]])})

    st.dataframe(
        pd.DataFrame(columns),
        key=key,
        hide_index=True,
        height=min(len(marks), MOST_ROWS) * ROW + ROW + 3,
        column_config={
            dimension: st.column_config.TextColumn(label(dimension_name(dimension)), pinned=True),
            **{name: figure_column(name_of(name), METRICS[name].unit) for name in names},
        },
        on_select=clicked if shown.chart.drill != "none" else "ignore",
        selection_mode="single-row",
    )


def plainly(value: Number, unit: str) -> float | int | None:
    """A figure as a cell holds it: yuan, per cent, or the number."""
    if value is None:
        return None
    if unit == "yuan":
        return float(Fraction(value) / 100)
    return float(Fraction(value) * 100) if unit == "ratio" else int(value) if unit == "count" else float(value)


def figure_column(title: str, unit: str) -> Any:
    """How a column of figures of that unit is written."""
    written = {"yuan": "%,.2f", "ratio": "%.2f%%", "days": "%.1f"}
    return st.column_config.NumberColumn(label(title), format=written.get(unit, "%,d"))


def drill_table(drill: Drill, key: str) -> None:
    """The entries behind a figure, as many as were asked for."""
    if not drill.rows:
        empty()
        return
    columns = {column.name: [row[at] for row in drill.rows] for at, column in enumerate(drill.columns)}
    shown = {name: [cell(value) for value in values] for name, values in columns.items()}
    st.dataframe(pd.DataFrame(shown), key=key, hide_index=True, column_config={})


def cell(value: Any) -> Any:
    """A value as a table shows it."""
    return value
