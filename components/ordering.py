"""A tap on the head of a column puts the rows that are shown in its order: up, down, and as they came.

Streamlit sorts by such a tap itself where columns cannot be selected, and then takes the tap for one on the first row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import streamlit as st

Row = TypeVar("Row")


def in_order(key: str, rows: Sequence[Row], columns: Sequence[Any]) -> list[Row]:
    """The rows as the table of that key is ordered now; what is empty comes last, whichever way."""
    title, down = st.session_state.get(_place(key)) or ("", False)
    cell = next((column.cell for column in columns if column.title == title), None)
    if cell is None:
        return list(rows)
    known = [row for row in rows if cell(row) not in (None, "")]
    empty = [row for row in rows if cell(row) in (None, "")]
    return [*sorted(known, key=cell, reverse=down), *empty]


def reorder(key: str, widget: str) -> None:
    """Take a tap on a head, if it was one."""
    tapped = st.session_state[widget]["selection"]["columns"]
    if tapped:
        title, before = tapped[0], st.session_state.get(_place(key))
        ways: dict[Any, tuple[str, bool] | None] = {(title, False): (title, True), (title, True): None}
        st.session_state[_place(key)] = ways.get(before, (title, False))


def _place(key: str) -> str:
    return f"{key}.order"
