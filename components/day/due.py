"""What is due beyond the plan: listed with its why, each taken in by a tap; and the button that makes the plan."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.attempt import attempt
from components.day.said import why
from components.record_link import record_link
from components.words import t
from db.access import Actor
from db.commands.make_plan import make_plan
from db.commands.take_due import take_due
from db.config import config
from db.queries.day_plan import DayOfPlan
from db.rules.due import Due

SHOWN = 20


def also_due(me: Actor, plan: DayOfPlan, due: Sequence[Due]) -> None:
    """What the plan has no room for; where it has room, it is made by a button."""
    if not due:
        return
    if len(plan.planned) + len(plan.open) < config().rules.day.items and not plan.closed:
        st.button(t("day.make"), key="plan.make", icon=":material/auto_awesome:", on_click=_make, args=(me,))
    box = st.expander(
        t("day.also_due", items=len(due)), icon=":material/low_priority:", key="plan.due", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.caption(t("day.also_why"))
        for one in due[:SHOWN]:
            _line(me, one)
        if len(due) > SHOWN:
            st.caption(t("day.more", items=len(due) - SHOWN))


def _line(me: Actor, one: Due) -> None:
    with st.container(gap=None, border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            record_link(me, "customer", one.customer_id, one.customer, ":material/person:")
            st.button(
                t("day.take"), key=f"take.{one.cause}.{one.cause_id}", icon=":material/add:", on_click=_take,
                args=(me, one),
            )  # fmt: skip
        if reason := why(one):
            st.caption(reason)


def _make(me: Actor) -> None:
    made = attempt(make_plan, me)
    if made is not None:
        st.toast(t("day.made", items=made.items), icon=":material/check:")


def _take(me: Actor, one: Due) -> None:
    attempt(take_due, me, done=t("day.taken"), cause=one.cause, cause_id=one.cause_id)
