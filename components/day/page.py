"""The page of a day: what is to do in the order of what is at stake, what else is due, the close; or the week."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from components.address import choose, said, say
from components.attempt import say_done
from components.cover_list import cover_list
from components.day.closing import closing, handing_in
from components.day.due import also_due
from components.day.head import heading, quota_line
from components.day.item import ended_item, open_item
from components.day.recurring import recurring_list
from components.day.week import week
from components.forms.add_to_day import add_form, log_form, repeat_form
from components.forms.panel import Action, panel
from components.listing import nothing
from components.words import plain, t
from db.access import Actor
from db.memory import remembered
from db.periods import BEGINNING, END, today
from db.queries.covers import covers
from db.queries.day_plan import DayOfPlan, day_plan
from db.queries.due_today import due_today
from db.session import reading

VIEWS = ("day", "week")
CARD_WIDTH = 340


def day_page(me: Actor) -> None:
    """The whole page, of the day that the address names."""
    say_done()
    day = asked_day()
    heading(day)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="turn"):
        view = choose(
            "view", t("day.view"), VIEWS, lambda name: plain(f"day.view_{name}"), default="day", segments=True
        )
        _turning(day, 7 if view == "week" else 1)
    if view == "week":
        week(me, day)
        return
    with reading(me) as session:
        plan = remembered(session, ("day_plan", day, today()), lambda: day_plan(session, me, day))
        due = remembered(session, ("due_today", day), lambda: due_today(session, me, day)) if day == today() else []
        standing = remembered(session, "own_covers", lambda: covers(session, me, people=[me.person_id]))
    _summary(plan)
    cover_list(me, standing, "plan.covers")
    _items(me, plan)
    also_due(me, plan, due)
    panel(
        me,
        "plan.actions",
        [
            Action("log_activity", t("day.log"), ":material/edit_note:", lambda: log_form(me)),
            Action("plan_activity", t("work.plan"), ":material/event:", lambda: add_form(me, day)),
            Action("add_recurring_visit", t("day.repeat"), ":material/event_repeat:", lambda: repeat_form(me)),
        ],
    )
    handing_in(me, plan)
    closing(me, plan)
    recurring_list(me)


def asked_day() -> date:
    """The day that the address names; today where it names none."""
    try:
        day = date.fromisoformat(said("day"))
    except ValueError:
        return today()
    return day if BEGINNING <= day < END - timedelta(40) else today()


def _turning(day: date, step: int) -> None:
    """A day or a week back and forth, and back to today."""
    names = (t("day.before"), t("day.after")) if step == 1 else (t("day.week_before"), t("day.week_after"))
    for way, name, icon in zip((-1, 1), names, (":material/chevron_left:", ":material/chevron_right:"), strict=True):
        other = day + timedelta(way * step)
        st.button(icon, key=f"plan.turn.{way}", help=name, type="tertiary", on_click=go_to, args=(other,))
    if day != today():
        st.button(t("day.to_today"), key="plan.today", type="tertiary", on_click=go_to, args=(today(),))


def go_to(day: date) -> None:
    """Show another day."""
    say(day="" if day == today() else day.isoformat())


def _summary(plan: DayOfPlan) -> None:
    at_stake = sum(item.stake or 0 for item in plan.open)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        quota_line(plan, at_stake)


def _items(me: Actor, plan: DayOfPlan) -> None:
    ended = [item for item in plan.items if not item.open]
    if not plan.open:
        nothing(t("day.all_done") if ended else t("day.nothing"))
    grid = st.grid(2, min_column_width=CARD_WIDTH, gap="xsmall", key="items")
    for item in plan.open:
        with grid.cell():
            open_item(me, item)
    if ended:
        with st.expander(
            t("day.finished", items=len(ended)), icon=":material/done_all:", key="plan.ended", on_change="rerun"
        ) as box:
            for item in ended if box.open else ():
                ended_item(me, item)
