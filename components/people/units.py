"""The tree of units: how many people each has, and what can be done about the one that is picked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import both_versions, opened, send
from components.forms.panel import Action, panel
from components.listing import Column, nothing, picking
from components.words import plain, t
from db.access import Actor
from db.commands.add_unit import add_unit
from db.commands.change_unit import change_unit
from db.models.people import UnitKind
from db.queries.units import UnitRow, unit_tree
from db.rules.directory import BELOW, LONGEST_NAME, LONGEST_REGION
from db.session import reading


def unit_list(me: Actor) -> None:
    """The tree, with closed units if they are asked for."""
    closed = st.toggle(t("people.with_closed"), key="units.closed")
    with reading(me) as session:
        units = unit_tree(session, closed=closed)
    new = Action("add_unit", t("people.add_unit"), ":material/domain_add:", lambda: _add_form(me, units))
    panel(me, "units.new", [new])
    if not units:
        nothing(t("people.no_units"), ":material/account_tree:")
        return
    picked = picking("units", units, _columns(), most=14)
    unit = next((unit for unit in units if unit.id == picked), None)
    if unit is None:
        st.caption(t("people.pick_unit"))
        return
    with st.container(border=True):
        st.text(unit.name)
        panel(me, f"units.{unit.id}", _actions(me, unit))


def _columns() -> list[Column]:
    return [
        Column(plain("people.unit"), lambda row: "\u2003" * row.depth + row.name, width=240),
        Column(plain("field.code"), lambda row: row.code, width=100),
        Column(plain("field.kind"), lambda row: plain(f"unit_kind.{row.kind}"), width=80),
        Column(plain("people.placed"), lambda row: row.people, "count"),
        Column(plain("people.below"), lambda row: row.below, "count"),
        Column(plain("field.region"), lambda row: row.region, width=100),
        Column(plain("people.state"), _state, width=80),
    ]


def _state(unit: UnitRow) -> str:
    return plain("unit_state.open") if unit.active else plain("unit_state.closed")


def _actions(me: Actor, unit: UnitRow) -> list[Action]:
    return [Action("change_unit", t("people.change_unit"), ":material/edit:", partial(_change_form, me, unit))]


def _add_form(me: Actor, units: Sequence[UnitRow]) -> bool:
    """The kind follows from the unit above: a department under the company, a team under a department."""
    above = {unit.id: unit for unit in units if unit.active and unit.kind is not UnitKind.TEAM}
    draft = opened("add_unit", 0, {"code": "", "name": "", "parent_id": None, "region": ""}, probe="code")
    with st.form(draft.widget("form"), border=False):
        names = {number: "\u2003" * unit.depth + unit.name for number, unit in above.items()}
        parent = fields.choice(draft, "parent_id", list(names), names.__getitem__)
        order: dict[str, Any] = {"name": fields.text(draft, "name", most=LONGEST_NAME)}
        order["code"] = fields.text(draft, "code", most=24)
        order["region"] = fields.text(draft, "region", most=LONGEST_REGION)
        saved = fields.save(t("people.add_unit"))
    if not saved:
        return False
    if parent is None:
        st.error(t("people.choose_parent"), icon=":material/block:")
        return False
    kind = next(kind for kind, under in BELOW.items() if under == above[parent].kind)
    order |= {"parent_id": parent, "kind": kind.value}
    return send(draft, add_unit, me, done=t("people.unit_added"), **order) is not None


def _change_form(me: Actor, unit: UnitRow) -> bool:
    base = {"name": unit.name, "region": unit.region or ""}
    draft = opened(f"change_unit.{unit.id}", unit.version, base, probe="name")
    both_versions(draft, unit.version, base)
    with st.form(draft.widget("form"), border=False):
        name = fields.text(draft, "name", most=LONGEST_NAME)
        region = fields.text(draft, "region", most=LONGEST_REGION)
        active = st.toggle(t("unit_state.open"), value=bool(unit.active), key=draft.widget("active"))
        st.caption(t("people.close_hint"))
        saved = fields.save()
    order: dict[str, Any] = {
        "unit_id": unit.id,
        "version": draft.version,
        "name": name,
        "region": region,
        "active": int(active),
    }
    return saved and send(draft, change_unit, me, done=t("people.unit_changed"), **order) is not None
