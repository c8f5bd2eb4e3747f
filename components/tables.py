"""Tables: figures side by side, rows behind a figure, lists that others declare."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from zlib import crc32

import pyarrow as pa
import streamlit as st

from components.address import pick
from components.charts.plot import Number
from components.gather import Drawing
from components.naming import dimension_name, name_of
from components.pictures import made_once
from components.plots import table_of
from components.record_link import record_link
from components.states import empty
from components.words import NOTHING, TIMES, language, percent, plain, t, words
from db.access import Actor
from db.config import config
from db.config_shape import Stage
from db.drill import Drill, DrillRow
from db.metrics import METRICS
from db.queries.open_balances import OpenBalance

ROW = 35
MOST_ROWS = 12
MOST_DRILLED = 25
RECORDS = {
    "premium_event": "policy",
    "policy": "policy",
    "endorsement": "policy",
    "opportunity": "opportunity",
    "stage_change": "opportunity",
}
"""The page that the record of an entry is opened on, by where the entry comes from."""


def figure_table(shown: Drawing, tile: int) -> None:
    """A row for each mark, a column for each figure; a click on a row picks it."""
    codes, cells = made_once(shown, "table", lambda: _cells(shown))
    if not codes:
        empty()
        return
    names = list(shown.chart.names)
    dimension = shown.chart.by[0]
    key = f"tile.{tile}"

    def clicked() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and codes[rows[0]] is not None:
            pick(tile, names[0], {dimension: str(codes[rows[0]])})

    st.dataframe(
        cells,
        key=key,
        hide_index=True,
        height=min(len(codes), MOST_ROWS) * ROW + ROW + 3,
        column_config={
            dimension: st.column_config.TextColumn(dimension_name(dimension), pinned=True),
            **{name: _column(name, cells) for name in names},
        },
        on_select=clicked if shown.chart.drill != "none" else "ignore",
        selection_mode="single-row",
        placeholder=NOTHING,
    )


def _cells(shown: Drawing) -> tuple[list[str | None], pa.Table]:
    """The codes of the rows, and what stands in them."""
    figures, marks = table_of(shown)
    columns: dict[str, list[Any]] = {shown.chart.by[0]: [mark.name for mark in marks]}
    for name, figure in zip(shown.chart.names, figures, strict=True):
        found = {row.keys[0]: row.value for row in figure.rows}
        nothing = 0 if METRICS[name].unit in ("yuan", "count") else None
        columns[name] = _cells_of([found.get(mark.code or "", nothing) for mark in marks], METRICS[name].unit)
    return [mark.code for mark in marks], pa.table(columns)


def _cells_of(values: list[Number], unit: str) -> list[Any]:
    """A column's cells; one with ratios that a card tells as so many times holds them as a card writes them."""
    if unit == "ratio" and any(value is not None and abs(Fraction(value)) >= TIMES for value in values):
        return [None if value is None else percent(Fraction(value)) for value in values]
    return [plainly(value, unit) for value in values]


def _column(name: str, cells: pa.Table) -> Any:
    if pa.types.is_string(cells.schema.field(name).type):
        return st.column_config.TextColumn(name_of(name), alignment="right")
    return figure_column(name_of(name), METRICS[name].unit)


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
    return st.column_config.NumberColumn(title, format=written.get(unit, "%,d"))


def drill_table(actor: Actor, drill: Drill, key: str) -> None:
    """The entries behind a figure, as many as were asked for; a masked customer stays masked.

    A tap on one shows the way to its customer and its record, above, where it is seen.
    """
    if not drill.rows:
        empty()
        return
    unit = drill.metric.unit
    names = drill_columns(drill)
    rows = [drill_cells(row, unit) for row in drill.rows]
    days = {name for name in names if name in (plain("rows.day"), plain("overdue.since"))}
    counts = {name for name in names if name == plain("overdue.days")}
    frame = pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})
    ways = st.container(horizontal=True, gap="small")
    # Under a key of its rows: a selection made on one page must not stand for a row of the next.
    shown = st.dataframe(
        frame,
        key=f"{key}.{crc32(repr([row.row_id for row in drill.rows]).encode())}",
        hide_index=True,
        height=min(len(rows), MOST_DRILLED) * ROW + ROW + 3,
        column_config={
            **{name: st.column_config.TextColumn(name) for name in names},
            **{name: st.column_config.DateColumn(name, format="YYYY-MM-DD") for name in days},
            **{name: st.column_config.NumberColumn(name, format="%,d") for name in counts},
            names[-1]: figure_column(names[-1], unit),
        },
        on_select="rerun",
        selection_mode=["single-row", "single-cell", "single-column"],
        placeholder="",
    )
    with ways:
        chosen = shown["selection"]
        picked = [*chosen["rows"], *(row for row, _column in chosen["cells"])]
        _ways(actor, drill.rows[picked[0]] if picked and picked[0] < len(rows) else None)


def _ways(actor: Actor, row: DrillRow | None) -> None:
    """The customer and the record of an entry, as links."""
    if row is None:
        st.caption(t("rows.tap"))
    elif row.hidden or row.customer_id is None:
        st.caption(t("rows.no_way"))
    else:
        record_link(actor, "customer", row.customer_id, row.customer, ":material/person:")
        page = RECORDS.get(row.source)
        if page and row.record_id is not None:
            record_link(actor, page, row.record_id, row.record, ":material/description:")


def drill_columns(drill: Drill) -> list[str]:
    """The heads of the entries' columns, or of the balances'."""
    amount = plain(f"rows.{drill.metric.unit}")
    if any(isinstance(row, OpenBalance) for row in drill.rows):
        late = [plain("overdue.since"), plain("overdue.days")] if drill.rows[0].source == "policy" else []
        return [plain("rows.record"), plain("rows.customer"), *late, amount]
    return [
        plain("rows.day"),
        plain("rows.source"),
        plain("rows.what"),
        plain("rows.record"),
        plain("rows.customer"),
        amount,
    ]


def drill_cells(row: DrillRow, unit: str) -> list[Any]:
    """One entry as a table shows it."""
    customer = plain("rows.hidden") if row.hidden else row.customer or ""
    if isinstance(row, OpenBalance):
        late = [row.since, row.overdue_days] if row.source == "policy" else []
        return [row.record or "", customer, *late, plainly(row.amount, unit)]
    return [row.day, plain(f"source.{row.source}"), what_of(row), row.record or "", customer, plainly(row.amount, unit)]


def what_of(row: DrillRow) -> str:
    """What kind of entry it is, in words where the code list has them."""
    if f"entry.{row.what}" in words():
        return plain(f"entry.{row.what}")
    stage = next((s for s in every_stage() if s.code == row.what), None)
    return stage.name[language()] if stage else row.what


def every_stage() -> list[Stage]:
    """The stages of all kinds of sale."""
    return list(config().stages.every)
