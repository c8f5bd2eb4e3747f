"""One person's day, drawn the same for that person and for whoever leads them: items, plan, words, tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import streamlit as st

from components.address import said, say
from components.cover_list import cover_list
from components.facts import facts
from components.forms.cover import cover_form
from components.forms.panel import Action, panel
from components.forms.task import task_form
from components.lists import activity_list
from components.people.card import moment
from components.refused import not_found
from components.talk import talk
from components.words import label, plain, t
from db.access import Actor
from db.errors import Denied
from db.models.talk import About
from db.models.work import ActivityStatus
from db.periods import today
from db.queries.comments import comments
from db.queries.covers import covers
from db.queries.team import PersonDay, person_day
from db.session import reading

DAY = "day"


def day_asked() -> date:
    """The day that the address names; today where it names none."""
    try:
        return date.fromisoformat(said(DAY))
    except ValueError:
        return today()


def day_picker(key: str, day: date, step: int) -> None:
    """Two arrows that go on by so many days, and the way back to today."""
    ways = (("earlier", ":material/chevron_left:", -step), ("later", ":material/chevron_right:", step))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False, width="content"):
        for name, icon, way in ways:
            there = day + timedelta(way)
            said_as = "" if there == today() else there.isoformat()
            help_ = t("period.earlier") if way < 0 else t("period.later")
            st.button(icon, key=f"{key}.{name}", type="tertiary", help=help_, on_click=say, kwargs={DAY: said_as})
        if day != today():
            st.button(t("team.today"), key=f"{key}.today", type="tertiary", on_click=say, kwargs={DAY: ""})


def person_day_card(me: Actor, person_id: int, day: date) -> None:
    """The whole day of somebody."""
    try:
        with reading(me) as session:
            found = person_day(session, me, person_id, day)
            said_of_plan = comments(session, me, About.PLAN, found.plan_id) if found.plan_id else []
            standing = covers(session, me, people=[person_id])
    except Denied:
        not_found(me, "team", person_id)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(t("team.day_of", name=label(found.name), day=day), width="content")
        _plan_badge(found)
        day_picker(f"day.{person_id}", day, 1)
    facts(f"day.facts.{person_id}", _counts(found, day))
    if found.comment:
        st.text(found.comment)
    cover_list(me, standing, f"day.covers.{person_id}")
    rows = [row if row.subject else replace(row, subject=plain("rows.hidden")) for row in found.items]
    activity_list(me, rows, f"day.items.{person_id}", person=False, most=12, none=t("team.empty_day"))
    if found.plan_id is not None:
        st.markdown(f"**{t('team.about_plan')}**")
        talk(me, About.PLAN, found.plan_id, said_of_plan)
    panel(me, f"day.{person_id}.tasks", _actions(me, found, day))


def _actions(me: Actor, found: PersonDay, day: date) -> list[Action]:
    who, own = found.person_id, found.person_id == me.person_id
    name = t("covers.i_am_away") if own else t("covers.who_is")
    cover = Action("begin_cover", name, ":material/swap_horiz:", lambda: cover_form(me, who, found.name))
    if own:
        return [cover]
    task = t("team.hand_out")
    form = partial(task_form, me, who, found.login, day)
    return [Action("assign_task", task, ":material/assignment_add:", form), cover]


def _plan_badge(found: PersonDay) -> None:
    if found.submitted_at is not None:
        st.badge(t("team.plan_in", at=moment(found.submitted_at)), icon=":material/task_alt:", color="green")
    else:
        st.badge(t("team.no_plan"), icon=":material/pending_actions:", color="gray")


def _counts(found: PersonDay, day: date) -> list[tuple[str, str]]:
    """The same numbers as in the grid of the week."""
    of_day = [row for row in found.items if row.planned_on == day and not row.unplanned]
    planned = [row for row in of_day if row.status != ActivityStatus.CANCELLED]
    done = [row for row in found.items if row.status == ActivityStatus.DONE]
    counts = {
        "team.planned": len(planned),
        "team.done": sum(row.status == ActivityStatus.DONE for row in planned),
        "team.missed": sum(row.status == ActivityStatus.MISSED for row in planned),
        "team.open": sum(row.status == ActivityStatus.PLANNED for row in planned),
        "team.unplanned": sum(row.done_on == day and bool(row.unplanned or row.planned_on != day) for row in done),
        "team.effective": sum(row.done_on == day and row.kind == "visit" and row.new_fact == 1 for row in done),
    }
    return [(plain(name), str(number)) for name, number in counts.items()]
