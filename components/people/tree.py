"""The tree of units drawn as one, on a chosen day."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from components.listing import Column, picking
from components.words import plain, t
from db.access import Actor
from db.periods import today
from db.queries.units_on import UnitOn, units_on
from db.session import reading

BLANK, LINE, FORK, LAST = "\u2003\u2003", "│\u2003", "├─ ", "└─ "


def tree_of_a_day(me: Actor) -> tuple[list[UnitOn], date]:
    """The tree on the day that is chosen above it, with closed units if they are asked for."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen: Any = st.date_input(
            t("people.on_day"), today(), key="units.day", format="YYYY-MM-DD", width=170, min_value=date(1950, 1, 1)
        )
        closed = st.toggle(t("people.with_closed"), key="units.closed")
    day = chosen or today()
    if day != today():
        said = t("people.on_day_past") if day < today() else t("people.on_day_ahead")
        st.caption(said, help=None)
    with reading(me) as session:
        return units_on(session, me, day, closed=closed), day


def draw(units: list[UnitOn]) -> int | None:
    """The tree as a list of which one can be picked."""
    return picking("units", units, _columns(), most=24)


def _columns() -> list[Column]:
    return [
        Column(plain("people.unit"), lambda row: drawn(row) + row.name, width=220),
        Column(plain("people.placed"), lambda row: row.people, "count"),
        Column(plain("people.below"), lambda row: row.below, "count", 125),
        Column(plain("people.leads_it"), lambda row: plain("staff.and").join(row.leaders), width=130),
        Column(plain("field.region"), lambda row: row.region, width=90),
        Column(plain("field.code"), lambda row: row.code, width=100),
        Column(plain("field.kind"), lambda row: plain(f"unit_kind.{row.kind}"), width=80),
        Column(plain("people.state"), _state, width=90),
    ]


def drawn(unit: UnitOn) -> str:
    """The lines before its name."""
    if not unit.branch:
        return ""
    return "".join(BLANK if last else LINE for last in unit.branch[:-1]) + (LAST if unit.branch[-1] else FORK)


def _state(unit: UnitOn) -> str:
    if unit.opens:
        return plain("unit_state.opens")
    return plain("unit_state.open") if unit.open else plain("unit_state.closed")
