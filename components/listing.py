"""Rows as a table in which one can be picked; what is picked stays picked though the rows move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal
from zlib import crc32

import pyarrow as pa
import streamlit as st

from components.ordering import in_order, reorder
from components.words import Label, language

ROW, MOST_ROWS = 35, 12
Cell = str | float | int | bool | date | None
Kind = Literal["text", "yuan", "day", "count", "flag"]


@dataclass(frozen=True)
class Column:
    """One column: its title, what it shows of a row, and how that is written."""

    title: str
    cell: Callable[[Any], Cell]
    kind: Kind = "text"
    width: int | None = None
    pinned: bool = False


def yuan(fen: int | None) -> float | None:
    """Fen as a table's cell holds money."""
    return None if fen is None else fen / 100


def frame_of(rows: Sequence[Any], columns: Sequence[Column]) -> pa.Table:
    """The rows as a frame with the columns' titles."""
    # As Arrow, which goes to the browser as it is: by way of pandas it takes ten times as long.
    return pa.table({column.title: [column.cell(row) for row in rows] for column in columns})


def table(key: str, rows: Sequence[Any], columns: Sequence[Column], *, most: int = MOST_ROWS) -> None:
    """Rows to look at."""
    st.dataframe(
        frame_of(rows, columns),
        key=key,
        hide_index=True,
        height=_height(rows, most),
        column_config=_config(columns),
        placeholder="",
    )


def picking(key: str, rows: Sequence[Any], columns: Sequence[Column], *, most: int = MOST_ROWS) -> int | None:
    """Rows of which one can be picked; answers its id, also when the last row has just gone from behind its form."""
    rows = in_order(key, rows, columns)
    state, ids = st.session_state, [int(row.id) for row in rows]
    widget = f"{key}.{crc32(repr(ids).encode())}"
    if state.get(f"{key}.widget") not in state:
        state.pop(f"{key}.picked", None)
    state[f"{key}.widget"] = widget
    if not ids and f"{key}.picked" not in state:
        return None
    st.dataframe(
        frame_of(rows, columns),
        key=widget,
        hide_index=True,
        height=_height(rows, most),
        column_config=_config(columns),
        on_select=partial(_pick, key, widget, ids),
        selection_mode=["single-row", "single-cell", "single-column"],
        placeholder="",
    )
    picked = state.get(f"{key}.picked")
    return int(picked) if picked is not None else None


def opening(key: str, rows: Sequence[Any], columns: Sequence[Column], *, most: int = MOST_ROWS) -> int | None:
    """Rows of which a tap means to open one: its id, in the run right after the tap alone."""
    picking(key, rows, columns, most=most)
    tapped = st.session_state.pop(f"{key}.tapped", None)
    let_go(key)
    return int(tapped) if tapped is not None else None


def picking_many(key: str, rows: Sequence[Any], columns: Sequence[Column], *, most: int = MOST_ROWS) -> list[int]:
    """Rows of which several can be ticked, and one tapped; answers the ids, in the order of the rows."""
    rows = in_order(key, rows, columns)
    ids = [int(row.id) for row in rows]
    widget = f"{key}.many.{crc32(repr(ids).encode())}"
    chosen = st.dataframe(
        frame_of(rows, columns),
        key=widget,
        hide_index=True,
        height=_height(rows, most),
        column_config=_config(columns),
        on_select=partial(reorder, key, widget),
        selection_mode=["multi-row", "single-cell", "single-column"],
        placeholder="",
    )["selection"]
    places = chosen["rows"] or [row for row, _column in chosen["cells"]]
    return [ids[at] for at in sorted(set(places)) if at < len(ids)]


def let_go(key: str) -> None:
    """Nothing is picked any more."""
    st.session_state.pop(f"{key}.picked", None)


def _pick(key: str, widget: str, ids: list[int]) -> None:
    reorder(key, widget)
    chosen = st.session_state[widget]["selection"]
    if chosen["columns"]:
        return
    # A tap anywhere in a row means the row.
    rows = [*chosen["rows"], *(row for row, _column in chosen["cells"])]
    picked = ids[rows[0]] if rows and rows[0] < len(ids) else None
    st.session_state[f"{key}.picked"] = st.session_state[f"{key}.tapped"] = picked


def _height(rows: Sequence[Any], most: int) -> int:
    return (min(len(rows), most) + 1) * ROW + 3


def _config(columns: Sequence[Column]) -> dict[str, Any]:
    return {column.title: _column(column) for column in columns}


def _column(column: Column) -> Any:
    kinds = st.column_config
    if column.kind == "yuan":
        return kinds.NumberColumn(format="%,.2f", width=column.width)
    if column.kind == "count":
        return kinds.NumberColumn(format="%,d", width=column.width or "small")
    if column.kind == "day":
        return kinds.DateColumn(format="YYYY-MM-DD" if language() == "zh" else "D MMM YYYY", width=column.width)
    if column.kind == "flag":
        return kinds.CheckboxColumn(width="small")
    return kinds.TextColumn(width=column.width, pinned=column.pinned or None)


def nothing(sentence: Label, icon: str = ":material/check_circle:") -> None:
    """A list without rows says so calmly."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(icon, width="content")
        st.caption(sentence, width="content")
