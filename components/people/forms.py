"""What can be done about a person: each form gives one order, and what takes something away asks once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components.attempt import attempt
from components.forms import fields
from components.forms.draft import Draft, both_versions, forget, opened, send, tell
from components.people.password import password_for, show_once
from components.words import Label, plain, t
from db.access import Actor
from db.commands.add_person import add_person
from db.commands.change_person import change_person
from db.commands.change_role import change_role
from db.commands.disable_person import disable_person
from db.commands.enable_person import enable_person
from db.commands.end_sessions import end_sessions
from db.commands.move_person import move_person
from db.commands.reset_password import reset_password
from db.errors import Refusal
from db.models.people import Role
from db.periods import today
from db.queries.accounts import Holdings
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
        order["name"] = fields.text(draft, "name", most=LONGEST_NAME)
        order["role"] = _role(draft)
        order["unit_id"] = _unit(draft, units)
        order["email"] = fields.text(draft, "email", most=LONGEST_EMAIL)
        saved = fields.save(t("people.add"))
    if not saved:
        return False
    if order["unit_id"] is None:
        st.error(t("people.choose_unit"), icon=":material/block:")
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
        name = fields.text(draft, "name", most=LONGEST_NAME)
        email = fields.text(draft, "email", most=LONGEST_EMAIL)
        saved = fields.save()
    order: dict[str, Any] = {"person_id": person.id, "version": draft.version, "name": name, "email": email}
    return saved and send(draft, change_person, me, done=t("people.changed"), **order) is not None


def move_form(me: Actor, person: PersonRow, units: Units) -> bool:
    """Another unit, from today on. The place that is left stands for the version."""
    base = {"unit_id": person.unit_id}
    draft = opened(f"move_person.{person.id}", person.placement_id or 0, base, probe="unit_id")
    both_versions(draft, person.placement_id or 0, {})
    with st.form(draft.widget("form"), border=False):
        unit = _unit(draft, units)
        st.caption(t("people.move_hint"))
        saved = fields.save(t("people.move"))
    if not saved or unit is None:
        return False
    order: dict[str, Any] = {
        "person_id": person.id,
        "unit_id": unit,
        "placement_id": draft.version or None,
        "today": today(),
    }
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


def reset_form(me: Actor, person: PersonRow) -> bool:
    """A new one-time password; the old one and every session end."""
    draft = opened(f"reset_password.{person.id}", 0, {"drop_code": False}, probe="drop_code")
    with st.form(draft.widget("form"), border=False):
        st.markdown(t("people.reset_hint", name=person.name))
        drop = st.checkbox(t("people.drop_code"), key=draft.widget("drop_code"))
        sure = fields.save(t("people.reset"))
    if not sure:
        return False
    password = password_for(draft.key)
    order: dict[str, Any] = {"password_hash": hash_password(password), "keep_second_factor": not drop}
    if not _done(draft, reset_password, me, t("people.was_reset", name=person.name), person_id=person.id, **order):
        return False
    show_once(person.login, password)
    return True


def sign_out_form(me: Actor, person: PersonRow) -> bool:
    """Every session of the person ends."""
    draft = opened(f"end_sessions.{person.id}", 0, {"sure": False}, probe="sure")
    if not _sure(draft, t("people.sign_out_hint", name=person.name), t("people.sign_out")):
        return False
    return _done(draft, end_sessions, me, t("people.signed_out", name=person.name), person_id=person.id)


def disable_form(me: Actor, person: PersonRow, held: Holdings) -> bool:
    """The account ends; who holds anything is told what, before trying."""
    if held:
        st.warning(t("people.hand_over_first", name=person.name, **vars(held)), icon=":material/inventory_2:")
    draft = opened(f"disable_person.{person.id}", person.version, {"sure": False}, probe="sure")
    if draft.version != person.version:
        forget(draft)
        st.rerun()
    if not _sure(draft, t("people.disable_hint", name=person.name), t("people.disable")):
        return False
    order: dict[str, Any] = {"person_id": person.id, "version": draft.version, "today": today()}
    return _done(draft, disable_person, me, t("people.disabled", name=person.name), **order)


def enable_form(me: Actor, person: PersonRow, units: Units) -> bool:
    """The account and a place again."""
    draft = opened(f"enable_person.{person.id}", person.version, {"unit_id": None}, probe="unit_id")
    both_versions(draft, person.version, {})
    with st.form(draft.widget("form"), border=False):
        unit = _unit(draft, units)
        saved = fields.save(t("people.enable"))
    if not saved or unit is None:
        return False
    order: dict[str, Any] = {"person_id": person.id, "version": draft.version, "unit_id": unit, "today": today()}
    return send(draft, enable_person, me, done=t("people.enabled", name=person.name), **order) is not None


def _sure(draft: Draft, hint: Label, name: Label) -> bool:
    """What will happen, a box to tick, and only then the button counts."""
    with st.form(draft.widget("form"), border=False):
        st.markdown(hint)
        sure = st.checkbox(t("people.sure"), key=draft.widget("sure"))
        pressed = st.form_submit_button(name, icon=":material/warning:")
    if pressed and not sure:
        st.info(t("people.tick_first"), icon=":material/check_box:")
    return bool(pressed and sure)


def _done(draft: Draft, command: Callable[..., Any], me: Actor, done: Label, **order: Any) -> bool:
    """Give an order whose answer may be nothing; whether it was carried out."""
    refusals: list[Refusal] = []
    attempt(command, me, key=draft.key, done=done, refused=refusals.append, **order)
    if refusals:
        tell(refusals[0])
        return False
    forget(draft)
    return True


def _role(draft: Draft) -> Any:
    return fields.choice(draft, "role", list(ROLES), lambda role: plain(f"role.{role}"))


def _unit(draft: Draft, units: Units) -> Any:
    names = {unit.id: "\u2003" * unit.depth + unit.name for unit in units}
    return fields.choice(draft, "unit_id", list(names), names.__getitem__)
