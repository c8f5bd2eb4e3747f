"""One item of a plan: who, why, what is at stake, and the few buttons that deal with it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.day.phone import phone_numbers
from components.day.said import ending, why
from components.forms.day import done_form, move_form
from components.record_link import record_link
from components.words import label, plain, short_money, t
from db.access import Actor
from db.models.work import ActivityKind, ActivityStatus
from db.periods import today
from db.queries.day_plan import PlanItem
from db.rights import may

KINDS = {
    ActivityKind.VISIT: ":material/directions_walk:",
    ActivityKind.CALL: ":material/call:",
    ActivityKind.MESSAGE: ":material/chat:",
    ActivityKind.MEETING: ":material/groups:",
    ActivityKind.SERVICE: ":material/handyman:",
    ActivityKind.CARE: ":material/favorite:",
}
ENDS = {
    ActivityStatus.DONE: ":material/check_circle:",
    ActivityStatus.MISSED: ":material/cancel:",
    ActivityStatus.CANCELLED: ":material/event_repeat:",
}
OPENED = "plan.opened"

Remarks = Callable[[Actor, PlanItem], None]
"""Draws what others say about an item, such as comments and companions, under it."""


def open_item(me: Actor, item: PlanItem, remarks: Remarks | None = None) -> None:
    """An item that is still to do, as a card."""
    with st.container(border=True, gap="xsmall", key=f"card.{item.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            record_link(me, "customer", item.customer_id, item.customer, KINDS[item.kind])
            if item.stake:
                st.badge(t("day.stake", amount=short_money(item.stake)), color="blue")
            _marks(item)
        reason = why(item)
        if reason is None:
            st.text(item.subject)
        else:
            st.markdown(reason)
        _buttons(me, item)
        if remarks is not None:
            remarks(me, item)


def _marks(item: PlanItem) -> None:
    if item.planned_on < today():
        st.badge(t("day.from_before", day=item.planned_on), color="orange")
    if item.moves:
        st.badge(t("day.moved", times=item.moves), color="orange", icon=":material/event_repeat:")
    if item.unplanned:
        st.badge(t("day.beside_plan"), color="gray")
    _covering(item)


def _covering(item: PlanItem) -> None:
    if item.covering:
        st.badge(t("covers.item", name=label(item.covering)), color="violet", icon=":material/swap_horiz:")


def _buttons(me: Actor, item: PlanItem) -> None:
    if not may(me, "close_activity"):
        return
    shown = {
        "done": (t("day.done"), ":material/check:"),
        "move": (t("day.move"), ":material/event:"),
        "call": (t("day.call"), ":material/call:"),
    }
    with st.container(horizontal=True, gap="xsmall"):
        for what, (name, icon) in shown.items():
            st.button(name, key=f"item.{what}.{item.id}", icon=icon, on_click=_opens, args=(item.id, what))
    opened = st.session_state.get(OPENED)
    if (opened == (item.id, "done") and done_form(me, item)) or (opened == (item.id, "move") and move_form(me, item)):
        _shut()
    elif opened == (item.id, "call"):
        # Shown for this run alone: what is revealed is kept nowhere.
        st.session_state.pop(OPENED)
        phone_numbers(me, item)


def _opens(number: int, what: str) -> None:
    chosen = (number, what)
    st.session_state[OPENED] = None if st.session_state.get(OPENED) == chosen else chosen


def _shut() -> None:
    st.session_state.pop(OPENED, None)
    st.rerun()


def ended_item(me: Actor, item: PlanItem, remarks: Remarks | None = None) -> None:
    """An item that is dealt with, on a line or two."""
    with st.container(gap=None, key=f"card.{item.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            record_link(me, "customer", item.customer_id, item.customer, ENDS[item.status])
            ended = label(ending(item.result) or plain(f"activity_status.{item.status}"))
            st.badge(ended, color="green" if item.status == ActivityStatus.DONE else "gray")
            if item.unplanned:
                st.badge(t("day.beside_plan"), color="gray")
            _covering(item)
            for fact in item.facts.split():
                st.badge(t(f"fact.{fact}"), color="violet")
        st.caption(label(" · ".join(part for part in (item.subject, item.outcome, item.next_step) if part)))
        if remarks is not None:
            remarks(me, item)
