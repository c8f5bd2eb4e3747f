"""What a reorganisation would come to, shown before it is ordered: who goes where, what goes along, what stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from components.forms.draft import Draft
from components.listing import Column, table
from components.words import Label, plain, t
from db.models.people import Role
from db.periods import today
from db.queries.goers import Goer


def preview(draft: Draft, goes: Sequence[Goer], into: str, when: date, rules: Sequence[str] = ()) -> None:
    """Names with what each holds, the sums that stay the same, the day, and the rules that name a unit that ends."""
    customers, leads = sum(one.customers for one in goes), sum(one.leads for one in goes)
    with st.container(border=True):
        st.markdown(t("reorganise.preview", people=len(goes), into=into, customers=customers, leads=leads, day=when))
        led_by = [one.name for one in goes if one.role is Role.MANAGER]
        if led_by:
            st.caption(t("reorganise.led_by", names=plain("staff.and").join(led_by)))
        table(draft.widget("preview"), goes, _columns(into), most=8)
        if rules:
            st.warning(t("reorganise.rules", rules="; ".join(rules)), icon=":material/rule_settings:")
        st.caption(t("reorganise.stays"))
        if when > today():
            st.caption(t("reorganise.by_itself"))


def _columns(into: str) -> list[Column]:
    return [
        Column(plain("people.name"), lambda one: one.name, width=110),
        Column(plain("people.role"), lambda one: plain(f"role.{one.role}"), width=110),
        Column(plain("reorganise.from"), lambda one: one.unit, width=130),
        Column(plain("reorganise.into"), lambda _one: into, width=130),
        Column(plain("reorganise.customers"), lambda one: one.customers, "count"),
        Column(plain("reorganise.leads"), lambda one: one.leads, "count"),
    ]


def sure(draft: Draft, into: str, goes: Sequence[Goer], when: date) -> bool:
    """The box to tick, and only then the button counts; what was ticked for another plan counts for nothing."""
    state, key, what = st.session_state, draft.widget("sure"), (into, when, [one.id for one in goes])
    if state.get(f"{key}.of") != what:
        state[f"{key}.of"], state[key] = what, False
    ticked = st.checkbox(t("reorganise.sure"), key=key)
    name = t("reorganise.at_once") if when <= today() else t("reorganise.plan_it")
    pressed = st.button(name, key=draft.widget("send"), type="primary", icon=":material/check:")
    if pressed and not ticked:
        st.info(t("people.tick_first"), icon=":material/check_box:")
    return bool(pressed and ticked)


def told(when: date) -> Label:
    """What is said once it is ordered."""
    return t("reorganise.done") if when <= today() else t("reorganise.is_planned", day=when)
