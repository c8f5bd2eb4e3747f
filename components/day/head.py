"""The head of a day: which day it is in both calendars, how far it has come, and the profile it should reach."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components.day.said import clock, dated, free_day
from components.words import label, language, short_money, t
from db.config import config
from db.periods import today
from db.queries.day_plan import DayOfPlan
from db.rules.calendar import calendar_day
from db.rules.cut_off import is_locked


def heading(day: date) -> None:
    """The title, the date with its lunar day, and what is special about it."""
    st.subheader(t("day.title") if day == today() else t("day.title_of", day=day), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.caption(dated(day), width="content")
        if special := free_day(calendar_day(day)):
            st.badge(label(special), icon=":material/celebration:", color="red")


def quota_line(plan: DayOfPlan, at_stake: int) -> None:
    """Whether the plan is in, how much is done, what is at stake, and each kind of contact against the profile."""
    _state(plan)
    st.badge(t("day.progress", done=len(plan.done), open=len(plan.open)), color="gray")
    if at_stake:
        st.badge(t("day.at_stake", amount=short_money(at_stake)), color="blue")
    aim = config().rules.day.aim
    if aim is None or plan.day > today():
        return
    st.caption(t("day.quota", name=aim.name[language()]), width="content")
    for kind, number in aim.kinds.items():
        done = sum(item.kind == kind for item in plan.done)
        shown = t("day.quota_kind", kind=t(f"activity_kind.{kind}"), done=done, aim=number)
        st.badge(shown, color="green" if done >= number else "gray")


def _state(plan: DayOfPlan) -> None:
    if plan.closed:
        st.badge(t("day.closed_at", at=clock(plan.closed)), icon=":material/bedtime:", color="green")
    elif plan.handed_in and is_locked(plan.day, plan.day, plan.handed_in):
        st.badge(t("day.in_late", at=clock(plan.handed_in)), icon=":material/task_alt:", color="orange")
    elif plan.handed_in:
        st.badge(t("day.in_at", at=clock(plan.handed_in)), icon=":material/task_alt:", color="green")
    else:
        st.badge(t("day.not_in"), icon=":material/pending:", color="orange")
