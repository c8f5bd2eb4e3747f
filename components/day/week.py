"""A week of somebody's own plan: seven days beside each other, under each other on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from components.address import say
from components.day.item import ENDS, KINDS
from components.day.said import brief, free_day, lunar
from components.words import label
from db.access import Actor
from db.periods import today
from db.queries.day_plan import PlanItem, week_plan
from db.rules.calendar import calendar_day
from db.session import reading


def week(me: Actor, day: date) -> None:
    """The week of a day, from Monday on; a tap on a day opens it."""
    first = day - timedelta(day.weekday())
    with reading(me) as session:
        items = week_plan(session, me, first)
    for at, column in enumerate(st.columns(7, gap="xsmall")):
        on = first + timedelta(at)
        with column, st.container(border=True, gap="xsmall", key=f"week.{on}"):
            _day(on, [item for item in items if item.planned_on == on])


def _day(on: date, items: Sequence[PlanItem]) -> None:
    st.button(
        label(brief(on)), key=f"week.open.{on}", type="primary" if on == today() else "tertiary", on_click=_opens,
        args=(on,),
    )  # fmt: skip
    st.caption(label(lunar(on)))
    if special := free_day(calendar_day(on)):
        st.badge(special, color="red")
    for item in items:
        with st.container(horizontal=True, gap="xsmall", wrap=False):
            st.markdown(KINDS[item.kind] if item.open else ENDS[item.status], width="content")
            st.text(item.customer, width="stretch")


def _opens(on: date) -> None:
    say(day="" if on == today() else on.isoformat(), view="")
