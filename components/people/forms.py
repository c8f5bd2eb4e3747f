"""What can be done about a person: each form gives one order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.forms import fields
from components.forms.draft import Draft, both_versions, opened, send
from components.people.password import password_for, show_once
from components.words import plain, t
from db.access import Actor
from db.commands.add_person import add_person
from db.commands.change_person import change_person
from db.commands.change_role import change_role
from db.commands.enable_person import enable_person
from db.commands.move_person import move_person
from db.commands.plan_reorganisation import plan_reorganisation
from db.models.people import Role
from db.models.reorganisations import ReorganisationKind
from db.periods import today
from db.queries.people import PersonRow
from db.queries.units import UnitRow
from db.rules.directory import LONGEST_EMAIL, LONGEST_NAME, ROLES
from db.sign_in.passwords import hash_password

Units = Sequence[UnitRow]


def add_form(me: Actor, units: Units) -> bool:
    """Somebody new, with a one-time password."""
    base = {"login": "", "name": "", "role": Role.SALESPERSON, "unit_id": None, "email": ""}
    draft = opened("add_person", 0, base, probe="login")
    with st.form(draft.widget("form"), border=False):
        order: dict[str, Any] = {"login": fields.text(draft, "login", most=64)}
        order["name"] = fields.text(draft, "name", most=LONGEST_NAME, title=t("people.name"))
        order["role"] = _role(draft)
        order["unit_id"] = _unit(draft, units)
        order["email"] = fields.text(draft, "email", most=LONGEST_EMAIL)
        saved = fields.save(t("people.add"))
    if not saved or not _chosen(order["unit_id"]):
        return False
    password = password_for(draft.key)
    order |= {"password_hash": hash_password(password), "today": today()}
    if send(draft, add_person, me, done=t("people.added", name=order["name"]), **order) is None:
        return False
    show_once(str(order["login"]).strip(), password)
    return True


def change_form(me: Actor, person: PersonRow) -> bool:
    """Name and e-mail address."""
    base = {"name": person.name, "email": person.email or ""}
    draft = opened(f"change_person.{person.id}", person.version, base, probe="name")
    both_versions(draft, person.version, base)
    with st.form(draft.widget("form"), border=False):
        name = fields.text(draft, "name", most=LONGEST_NAME, title=t("people.name"))
        email = fields.text(draft, "email", most=LONGEST_EMAIL)
        saved = fields.save()
    order: dict[str, Any] = {"person_id": person.id, "version": draft.version, "name": name, "email": email}
    return saved and send(draft, change_person, me, done=t("people.changed"), **order) is not None


def move_form(me: Actor, person: PersonRow, units: Units) -> bool:
    """Another unit, from today on or from a day to come. The place that is left stands for the version."""
    base = {"unit_id": person.unit_id, "effective_on": today(), "reason": ""}
    draft = opened(f"move_person.{person.id}", person.placement_id or 0, base, probe="unit_id")
    both_versions(draft, person.placement_id or 0, {})
    with st.form(draft.widget("form"), border=False):
        unit, day, reason = fields.beside(
            lambda: _unit(draft, units),
            lambda: fields.day(draft, "effective_on"),
            lambda: fields.text(draft, "reason", hint=plain("people.move_reason")),
        )
        st.caption(t("people.move_hint"))
        saved = fields.save(t("people.move"))
    if not saved or not _chosen(unit):
        return False
    if day and day != today():
        order: dict[str, Any] = {"kind": ReorganisationKind.PERSON, "people_ids": [person.id], "into_id": unit}
        done = t("people.move_planned", name=person.name, day=day)
        return send(draft, plan_reorganisation, me, done=done, effective_on=day, reason=reason, **order) is not None
    order = {"person_id": person.id, "unit_id": unit, "placement_id": draft.version or None, "today": today()}
    return send(draft, move_person, me, done=t("people.moved", name=person.name), **order) is not None


def role_form(me: Actor, person: PersonRow) -> bool:
    """Another role, from the next click on."""
    draft = opened(f"change_role.{person.id}", person.version, {"role": person.role}, probe="role")
    both_versions(draft, person.version, {})
    with st.form(draft.widget("form"), border=False):
        role = _role(draft)
        st.caption(t("people.role_hint"))
        saved = fields.save(t("people.give_role"))
    order: dict[str, Any] = {"person_id": person.id, "version": draft.version, "role": role}
    return saved and send(draft, change_role, me, done=t("people.role_given", name=person.name), **order) is not None


def enable_form(me: Actor, person: PersonRow, units: Units) -> bool:
    """The account and a place again."""
    draft = opened(f"enable_person.{person.id}", person.version, {"unit_id": None}, probe="unit_id")
    both_versions(draft, person.version, {})
    with st.form(draft.widget("form"), border=False):
        unit = _unit(draft, units)
        saved = fields.save(t("people.enable"))
    if not saved or not _chosen(unit):
        return False
    order: dict[str, Any] = {"person_id": person.id, "version": draft.version, "unit_id": unit, "today": today()}
    return send(draft, enable_person, me, done=t("people.enabled", name=person.name), **order) is not None


def _chosen(unit: Any) -> bool:
    """Whether a unit was chosen; says so where none was."""
    if unit is None:
        st.error(t("people.choose_unit"), icon=":material/block:")
    return unit is not None


def _role(draft: Draft) -> Any:
    return fields.choice(draft, "role", list(ROLES), lambda role: plain(f"role.{role}"))


def _unit(draft: Draft, units: Units) -> Any:
    names = {unit.id: "\u2003" * unit.depth + unit.name for unit in units}
    return fields.choice(draft, "unit_id", list(names), names.__getitem__)
