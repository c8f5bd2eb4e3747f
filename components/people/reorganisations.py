"""Reorganisations: the guided form for a new one, what is planned and was done, and the account of the one picked."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.forms.panel import Action, panel
from components.listing import Column, nothing, picking, table
from components.people.reorganisation_ends import run_form, undo_form, withdraw_form
from components.people.reorganise import plan_form
from components.words import NOTHING, day, plain, t
from db.access import Actor
from db.models.reorganisations import ReorganisationState
from db.periods import today
from db.queries.reorganisation_lines import Check, account_of, lines_of
from db.queries.reorganisations import ReorganisationRow, one_reorganisation, reorganisations
from db.session import reading


def reorganisation_list(me: Actor) -> None:
    """The whole part of the page."""
    st.caption(t("reorganise.told"))
    new = Action("plan_reorganisation", t("reorganise.plan"), ":material/account_tree:", lambda: plan_form(me))
    panel(me, "reorganise.new", [new])
    with reading(me) as session:
        rows = reorganisations(session, me)
    if not rows:
        nothing(t("reorganise.none"), ":material/account_tree:")
        return
    picked = picking("reorganisations", rows, _columns(), most=10)
    if picked is None:
        st.caption(t("reorganise.pick"))
    else:
        _card(me, picked)


def _columns() -> list[Column]:
    return [
        Column(plain("reorganise.day"), lambda row: row.done_on or row.effective_on, "day"),
        Column(plain("reorganise.kind"), lambda row: plain(f"reorganise_kind.{row.kind}"), width=90),
        Column(plain("reorganise.state"), _state, width=90),
        Column(plain("reorganise.from"), _sources, width=180),
        Column(plain("reorganise.into"), lambda row: row.into, width=140),
        Column(plain("reorganise.people"), lambda row: row.people, "count"),
        Column(plain("field.reason"), lambda row: row.reason, width=200),
    ]


def _state(row: ReorganisationRow) -> str:
    late = row.state is ReorganisationState.PLANNED and row.effective_on < today()
    return plain("reorganise.late") if late else plain(f"reorganise_state.{row.state}")


def _sources(row: ReorganisationRow) -> str:
    return plain("staff.and").join(row.sources)


def _card(me: Actor, number: int) -> None:
    with reading(me) as session:
        row = one_reorganisation(session, me, number)
        lines = lines_of(session, me, number)
        account = account_of(session, me, number)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(f"{_sources(row)} → {row.into}", width="content")
            st.badge(t(f"reorganise_kind.{row.kind}"), color="blue")
            st.badge(_state(row), color="green" if row.state is ReorganisationState.DONE else "gray")
        st.text(_history(row))
        panel(me, f"reorganise.{row.id}", _actions(me, row))
        if account:
            _account(row, account)
        if lines:
            st.caption(t("reorganise.who"))
            table(f"reorganise.{row.id}.lines", lines, _line_columns(row), most=10)


def _history(row: ReorganisationRow) -> str:
    said = [plain("reorganise.planned", day=day(row.planned_on), by=row.planned_by or NOTHING, reason=row.reason)]
    if row.state is ReorganisationState.PLANNED:
        said.append(plain("reorganise.takes_effect", day=day(row.effective_on)))
    if row.done_on:
        said.append(plain("reorganise.was_done", day=day(row.done_on)))
    if row.ended_on:
        ended = plain(f"reorganise.was_{row.state}", day=day(row.ended_on), reason=row.ended_reason or NOTHING)
        said.append(ended)
    return "\n".join(said)


def _actions(me: Actor, row: ReorganisationRow) -> list[Action]:
    run = Action("run_reorganisation", t("reorganise.run"), ":material/play_arrow:", partial(run_form, me, row))
    withdraw = Action(
        "withdraw_reorganisation", t("reorganise.withdraw"), ":material/cancel:", partial(withdraw_form, me, row)
    )
    if row.state is ReorganisationState.PLANNED:
        return [run, withdraw] if row.effective_on <= today() else [withdraw]
    if row.state is ReorganisationState.DONE:
        return [Action("undo_reorganisation", t("reorganise.undo"), ":material/undo:", partial(undo_form, me, row))]
    return []


def _account(row: ReorganisationRow, account: list[Check]) -> None:
    """The figures of before and after: counts, and digests as whether they are the same."""
    st.caption(t("reorganise.account"))
    columns = [
        Column(plain("reorganise.figure"), lambda one: plain(f"reorganise_check.{one.name}"), width=230),
        Column(plain("reorganise.before"), _shown, width=100),
        Column(plain("reorganise.after"), lambda one: _shown(one, last=True), width=100),
        Column(plain("reorganise.same"), lambda one: "✓" if one.holds else "✗", width=60),
    ]
    table(f"reorganise.{row.id}.account", account, columns, most=12)


def _shown(one: Check, *, last: bool = False) -> str:
    value = one.after if last else one.before
    return f"{int(value):,}" if one.counted else value[:8]


def _line_columns(row: ReorganisationRow) -> list[Column]:
    return [
        Column(plain("people.name"), lambda one: one.name, width=130),
        Column(plain("people.role"), lambda one: plain(f"role.{one.role}"), width=120),
        Column(plain("reorganise.from"), lambda one: one.unit, width=150),
        Column(plain("reorganise.into"), lambda one: plain("reorganise.stayed") if one.stayed else row.into, width=170),
    ]
