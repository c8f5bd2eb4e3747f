"""What takes something away from an account: password, sessions, the account itself. Each asks once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.attempt import attempt
from components.forms import fields
from components.forms.draft import Draft, forget, opened, tell
from components.people.password import password_for, show_once
from components.words import Label, t
from db.access import Actor
from db.commands.disable_person import disable_person
from db.commands.end_sessions import end_sessions
from db.commands.reset_password import reset_password
from db.errors import Refusal
from db.periods import today
from db.queries.accounts import Holdings
from db.queries.people import PersonRow
from db.sign_in.passwords import hash_password


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
