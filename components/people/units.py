"""The tree of units on a day, and what can be done about the one that is picked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import both_versions, opened, send
from components.forms.panel import Action, panel
from components.listing import nothing
from components.people.tree import draw, tree_of_a_day
from components.words import t
from db.access import Actor
from db.commands.add_unit import add_unit
from db.commands.change_unit import change_unit
from db.models.people import UnitKind
from db.periods import today
from db.queries.units import UnitRow, unit_tree
from db.rules.directory import BELOW, LONGEST_NAME, LONGEST_REGION
from db.session import reading


def unit_list(me: Actor) -> None:
    """The tree on a day; what can be done about a unit is done today."""
    with reading(me) as session:
        units = unit_tree(session, closed=True)
    opened = [unit for unit in units if unit.active]
    panel(
        me, "units.new", [Action("add_unit", t("people.add_unit"), ":material/domain_add:", lambda: _add(me, opened))]
    )
    rows, day = tree_of_a_day(me)
    if not rows:
        nothing(t("people.no_units"), ":material/account_tree:")
        return
    picked = draw(rows)
    unit = next((unit for unit in units if unit.id == picked), None)
    if unit is None or day != today():
        st.caption(t("people.pick_unit") if day == today() else t("people.pick_today"))
        return
    with st.container(border=True):
        st.text(unit.name)
        panel(me, f"units.{unit.id}", _actions(me, unit))


def _actions(me: Actor, unit: UnitRow) -> list[Action]:
    return [Action("change_unit", t("people.change_unit"), ":material/edit:", partial(_change_form, me, unit))]


def _add(me: Actor, units: Sequence[UnitRow]) -> bool:
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
