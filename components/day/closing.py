"""The plan is handed in, and the day closed in under a minute: what is open moves with one tap, then it is over."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from components.day.said import clock, near_days
from components.forms import fields
from components.forms.draft import Draft, opened, send
from components.forms.plan import hand_in_form
from components.listing import nothing
from components.words import language, short_money, t
from db.access import Actor
from db.commands.close_day import Move, close_day
from db.config import config
from db.periods import today
from db.queries.day_plan import DayOfPlan, PlanItem
from db.rights import may

BEGUN = "close_day.begun"


def handing_in(me: Actor, plan: DayOfPlan) -> None:
    """The form that hands the plan in; once it is in, when that was, what was in it, and what changed since."""
    if plan.handed_in is None:
        if plan.day >= today() and may(me, "submit_plan"):
            with st.container(border=True, key="hand_in"):
                st.caption(t("day.hand_in_why", cut_off=config().rules.day.cut_off))
                if hand_in_form(me, plan.day):
                    st.rerun()
        return
    stake = sum(item.stake or 0 for item in plan.planned)
    told = {"at": clock(plan.handed_in), "items": len(plan.planned), "amount": short_money(stake)}
    st.success(t("day.handed_in", **told), icon=":material/task_alt:")
    if plan.comment:
        st.text(plan.comment)
    with st.expander(t("day.what_was_in"), icon=":material/list_alt:"):
        for item in plan.planned:
            st.text(f"{item.customer} · {item.subject}")
    if plan.amendments:
        with st.expander(t("day.amendments"), icon=":material/history:", expanded=True):
            for one in plan.amendments:
                what = t(f"amended.{one.what}")
                shown = {"by": one.by, "at": clock(one.at), "subject": one.subject, "words": one.words}
                st.markdown(t("day.amended", what=what, **shown))


def closing(me: Actor, plan: DayOfPlan) -> None:
    """What is still open, each with its reason, and the one button that moves all and ends the day."""
    if plan.day != today() or not may(me, "close_day"):
        return
    if plan.closed and not plan.open:
        nothing(t("day.day_closed"), ":material/bedtime:")
        return
    box = st.expander(t("day.close"), icon=":material/bedtime:", key="plan.close", on_change="rerun")
    if box.open:
        st.session_state[BEGUN] = plan.day
    # Once begun it stays drawn, so that folding it loses nothing that was typed.
    if st.session_state.get(BEGUN) == plan.day:
        with box:
            if _close_form(me, plan):
                st.rerun()


def _close_form(me: Actor, plan: DayOfPlan) -> bool:
    versions = ",".join(f"{item.id}:{item.version}" for item in plan.open)
    draft = opened(f"close_day.{plan.day}.{versions}", 0, {"comment": ""}, probe="comment")
    (to_day, _name), *_later = near_days()
    with st.form(draft.widget("form"), border=False):
        comment = fields.text(draft, "comment", most=500)
        saved = fields.save(t("day.close_all", items=len(plan.open), day=to_day) if plan.open else t("day.close_none"))
        if plan.open:
            st.caption(t("day.close_why"))
        moves = tuple(_move(draft, item, to_day) for item in plan.open)
    order: dict[str, Any] = {"day": plan.day, "moves": moves, "comment": comment}
    return saved and send(draft, close_day, me, done=t("day.day_closed"), **order) is not None


def _move(draft: Draft, item: PlanItem, to_day: date) -> Move:
    """One line: the item, and the reason it begins with."""
    names = {one.code: one.name[language()] for one in config().rules.day.reasons}
    field = f"reason.{item.id}"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
        st.text(f"{item.customer} · {item.subject}", width="stretch")
        with st.container(width=140):
            reason = st.selectbox(
                fields.name_of("reason"),
                list(names),
                key=draft.widget(field),
                format_func=lambda code: names.get(code, code),
                placeholder=t("form.choose"),
                label_visibility="collapsed",
            )
    return Move(item.id, item.version, to_day, reason or "")
