"""The directory: everybody by login, searched and narrowed; the one picked opens under the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.address import choose
from components.forms.panel import Action, panel
from components.listing import Column, nothing, picking
from components.pager import page_of, search_box
from components.people.card import person_card
from components.people.forms import add_form
from components.people.password import shown_password
from components.words import Label, plain, t
from db.access import Actor
from db.models.people import Role
from db.queries.people import PAGE, count_people, people
from db.queries.units import UnitRow, unit_tree
from db.rules.directory import ROLES
from db.session import reading

STATES = {"active": 1, "disabled": 0, "all": None}


def directory(me: Actor) -> None:
    """The list with its filters, the form for somebody new, and the person who was picked."""
    with reading(me) as session:
        units = unit_tree(session)
    asked = _asked(units)
    with reading(me) as session:
        total = count_people(session, **asked)
    shown_password()
    new = Action("add_person", t("people.add"), ":material/person_add:", lambda: add_form(me, units))
    panel(me, "people.new", [new])
    if not total:
        nothing(t("people.nobody"), ":material/search_off:")
        return
    st.caption(t("people.count", people=total))
    table = st.container()
    offset = page_of("people", total, PAGE, asked)
    with reading(me) as session:
        rows = people(session, **asked, offset=offset)
    with table:
        picked = picking("people", rows, _columns(), most=PAGE)
    if picked is None:
        st.caption(t("people.pick"))
    else:
        person_card(me, picked, units)


def _asked(units: Sequence[UnitRow]) -> dict[str, Any]:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        with st.container(width=240):
            search = search_box("people", t("people.search"))
        unit = _choice("unit", t("people.unit"), ["", *(unit.code for unit in units)], _unit_names(units))
        names = {role.value: plain(f"role.{role}") for role in ROLES} | {"": plain("people.any_role")}
        role = _choice("role", t("people.role"), ["", *(role.value for role in ROLES)], names)
        states = {state: plain(f"people_state.{state}") for state in STATES}
        state = _choice("state", t("people.state"), list(STATES), states, default="active")
    return {
        "search": search,
        "units": _with_those_below(units, unit),
        "role": Role(role) if role else None,
        "active": STATES[state],
    }


def _choice(name: str, title: Label, codes: Sequence[str], names: dict[str, str], *, default: str = "") -> str:
    with st.container(width=170):
        return choose(name, title, codes, lambda code: names[code], default=default)


def _unit_names(units: Sequence[UnitRow]) -> dict[str, str]:
    return {unit.code: unit_name(unit) for unit in units} | {"": plain("people.any_unit")}


def unit_name(unit: UnitRow) -> str:
    """A unit in a list of choices, set in by its level."""
    return "\u2003" * unit.depth + unit.name


def _with_those_below(units: Sequence[UnitRow], code: str) -> list[int]:
    """The unit of that code and all below it; none is no filter."""
    found: list[int] = []
    for unit in units:
        if unit.code == code or unit.parent_id in found:
            found.append(unit.id)
    return found


def _columns() -> list[Column]:
    return [
        Column(plain("people.name"), lambda row: row.name, width=120),
        Column(plain("people.login"), lambda row: row.login, width=130),
        Column(plain("people.role"), lambda row: plain(f"role.{row.role}"), width=140),
        Column(plain("people.unit"), lambda row: row.unit_name, width=160),
        Column(plain("people.joined_on"), lambda row: row.joined_on, "day"),
        Column(plain("people.state"), _state, width=80),
        Column(plain("people.email"), lambda row: row.email),
    ]


def _state(row: Any) -> str:
    return plain("people_state.active") if row.active else plain("people_state.disabled")
