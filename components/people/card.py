"""One person: who it is, how they sign in, what they hold, where they worked, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import streamlit as st

from components.forms.panel import Action, panel
from components.listing import Column, table
from components.people import ending, forms, seeing
from components.sight import sight_facts
from components.words import NOTHING, day, plain, t
from db.access import Actor
from db.models.people import Role
from db.periods import zone
from db.queries.accounts import Holdings, SignInState, holdings, sign_in_state
from db.queries.people import PersonRow, person_row, places
from db.queries.reorganisations import ReorganisationRow, planned_for
from db.queries.units import UnitRow
from db.session import reading


def person_card(me: Actor, person_id: int, units: Sequence[UnitRow]) -> None:
    """The card of the person who was picked."""
    with reading(me) as session:
        person = person_row(session, person_id)
        state = sign_in_state(session, person_id)
        held = holdings(session, person_id)
        worked = places(session, person_id)
        planned = planned_for(session, me, person_id)
    with st.container(border=True):
        _head(person)
        _facts(person, state, held, planned)
        panel(me, f"people.{person.id}", _actions(me, person, held, units))
        _sight(me, person)
        if worked:
            with st.expander(t("people.places"), icon=":material/history:"):
                table(f"people.places.{person.id}", worked, _place_columns())


def _sight(me: Actor, person: PersonRow) -> None:
    """Counted only for who asks: in the person's own name, it takes as long as their list of customers."""
    if not person.active:
        return
    title = t("sight.person")
    with st.expander(title, icon=":material/visibility:", key=f"sight.{person.id}.open", on_change="rerun") as box:
        if box.open:
            sight_facts(me, person.id)


def _head(person: PersonRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(person.name, width="content")
        st.badge(t(f"role.{person.role}"), color="blue")
        if not person.active:
            st.badge(t("people_state.disabled"), icon=":material/block:", color="gray")


def _facts(person: PersonRow, state: SignInState, held: Holdings, planned: ReorganisationRow | None) -> None:
    lines = {
        plain("people.login"): person.login,
        plain("people.unit"): person.unit_name or plain("people.no_unit"),
        plain("people.email"): person.email or NOTHING,
        plain("people.joined_on"): day(person.joined_on),
        plain("people.password"): _password_state(state),
        plain("people.code"): plain("people.code_on") if state.has_code else plain("people.code_off"),
        plain("people.last_seen"): moment(state.last_seen_at),
        plain("people.held"): plain("people.held_counts", **vars(held)) if held else plain("people.held_nothing"),
    }
    if planned:
        lines[plain("people.planned")] = plain("people.planned_to", day=planned.effective_on, into=planned.into)
    if person.left_on:
        lines[plain("people.left_on")] = day(person.left_on)
    with st.container(horizontal=True, gap="medium"):
        for name, value in lines.items():
            with st.container(width="content", gap=None):
                st.caption(name)
                st.text(value)


def _password_state(state: SignInState) -> str:
    if not state.has_password:
        return plain("people.password_none")
    return plain("people.password_once") if state.must_change else plain("people.password_own")


def moment(at: datetime | None) -> str:
    """An instant as the business zone reads it."""
    return f"{at.astimezone(zone()):%Y-%m-%d %H:%M}" if at else NOTHING


def _actions(me: Actor, person: PersonRow, held: Holdings, units: Sequence[UnitRow]) -> list[Action]:
    if not person.active:
        name = t("people.enable")
        return [Action("enable_person", name, ":material/how_to_reg:", partial(forms.enable_form, me, person, units))]
    return [
        Action("change_person", t("people.change"), ":material/edit:", partial(forms.change_form, me, person)),
        Action(
            "move_person", t("people.move"), ":material/drive_file_move:", partial(forms.move_form, me, person, units)
        ),
        Action("change_role", t("people.give_role"), ":material/badge:", partial(forms.role_form, me, person)),
        Action("reset_password", t("people.reset"), ":material/key:", partial(ending.reset_form, me, person)),
        Action("end_sessions", t("people.sign_out"), ":material/logout:", partial(ending.sign_out_form, me, person)),
        *_see_as(me, person),
        Action(
            "disable_person", t("people.disable"), ":material/block:", partial(ending.disable_form, me, person, held)
        ),
    ]


def _see_as(me: Actor, person: PersonRow) -> list[Action]:
    if person.id == me.person_id or person.role is Role.ADMIN:
        return []
    return [Action("see_as", t("seeing.action"), ":material/visibility:", partial(seeing.see_as_form, me, person))]


def _place_columns() -> list[Column]:
    def at(index: int) -> Any:
        return lambda row: row[index]

    return [
        Column(plain("people.unit"), at(2), width=200),
        Column(plain("people.since"), at(0), "day"),
        Column(plain("people.until"), at(1), "day"),
    ]
