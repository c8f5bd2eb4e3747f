"""A list as a file: every row that its filters find, not only the page, in the words of who looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from components.listing import Column
from components.menu import Sheet, downloads
from components.words import plain, t
from db.access import Actor
from db.rights import may
from db.session import ActorSession, reading

MOST_EXPORTED, STEP = 20_000, 500
Read = Callable[[ActorSession, int, int], Sequence[Any]]
"""So many rows of a list, from an offset on: (session, limit, offset)."""


def file_menu(
    me: Actor,
    key: str,
    total: int,
    told: Sequence[tuple[str, str]],
    read: Read,
    columns: Callable[[], Sequence[Column]],
    asked: object,
) -> None:
    """The menu of a list with its two files; `asked` is what narrows it, by which a request for them is known."""
    if not may(me, "export_rows"):
        return
    menu = st.popover(
        t("lists.export"), icon=":material/download:", type="tertiary", key=f"export.{key}", on_change="rerun"
    )
    if not menu.open:
        return
    with menu:
        if total > MOST_EXPORTED:
            st.caption(t("rows.too_many", most=MOST_EXPORTED))
            return
        st.caption(t("lists.export_all", rows=total))
        about = [*told, (plain("lists.rows"), str(total))]
        sheet = partial(sheet_of, me, read, columns)
        downloads(me, key, plain(f"page.{key}"), about, sheet, rows=total, asked=asked, menu=False)


def sheet_of(me: Actor, read: Read, columns: Callable[[], Sequence[Column]]) -> Sheet:
    """All rows, read in steps within one transaction."""
    rows = list[Any]()
    with reading(me) as session:
        for offset in range(0, MOST_EXPORTED, STEP):
            found = read(session, STEP, offset)
            rows += found
            if len(found) < STEP:
                break
    return cells_of(rows, columns())


def cells_of(rows: Sequence[Any], columns: Sequence[Column]) -> Sheet:
    """The rows as a file has them: money exact, yes and no in words."""
    return [column.title for column in columns], [[_cell(column, row) for column in columns] for row in rows]


def _cell(column: Column, row: Any) -> Any:
    cell = column.cell(row)
    if column.kind == "yuan" and cell is not None:
        return Decimal(round(float(cell) * 100)).scaleb(-2)  # type: ignore[arg-type]
    return plain("draft.yes" if cell else "draft.no") if column.kind == "flag" else cell
