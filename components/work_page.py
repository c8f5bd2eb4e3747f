"""Activities: what is open and what was done, and for a head the team's day."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from components.address import said, say
from components.attempt import say_done
from components.columns import activity_columns, day_columns
from components.forms.add_to_day import add_form, log_form
from components.forms.panel import Action, panel
from components.list_file import file_menu
from components.listing import nothing, opening, table
from components.narrowing import Narrowing
from components.navigation import opens_here, page_at
from components.pager import page_of
from components.record_link import open_record, record_link
from components.words import plain, t
from db.access import Actor
from db.colleagues import sellers
from db.models.people import Role
from db.models.work import ActivityKind, ActivityStatus
from db.periods import today
from db.queries.activities import PAGE, Asked, activities, count_activities, team_day
from db.session import reading

LEADERS = (Role.MANAGER, Role.DEPARTMENT_HEAD)
ADD = "add"


def work_page(me: Actor) -> None:
    """The whole page."""
    say_done()
    _add(me)
    with reading(me) as session:
        people = {login: name for _id, login, name in sellers(session, me)}
        days = team_day(session, me, today()) if me.role in LEADERS else []
    if opens_here(me, "day") and me.role is not Role.EXECUTIVE:
        record_link(me, "day", me.person_id, t("team.my_day"), ":material/today:")
    if days:
        st.markdown(f"**{t('work.day_of_team')}**")
        table("activities.team_day", days, day_columns(), most=8)
    narrowing = Narrowing(width=150)
    asked = _asked(people, narrowing)
    plan = page_at("plan")
    if plan is not None and opens_here(me, "plan"):
        st.page_link(plan, label=t("day.open_plan"), icon=":material/today:")
    with reading(me) as session:
        total = count_activities(session, me, asked)
    if total:
        _rows(me, asked, total, narrowing)
    else:
        nothing(t("work.none"), ":material/search_off:")


def _add(me: Actor) -> None:
    """What was done or is to be done with any customer; the address opens one of the forms once."""
    log = Action("log_activity", t("day.log"), ":material/edit_note:", lambda: log_form(me))
    plan = Action("plan_activity", t("work.plan"), ":material/event:", lambda: add_form(me, today()))
    asked = said(ADD)
    if asked:
        say(**{ADD: ""})
    panel(me, "activities.actions", [log, plan], asked=asked)


def _rows(me: Actor, asked: Asked, total: int, narrowing: Narrowing) -> None:
    """The rows, of which a tap opens one, and all of them as a file."""
    above = st.container(horizontal=True, vertical_alignment="center", gap="small")
    shown = st.container()
    offset = page_of("activities", total, PAGE, asked)
    newest, person = asked.status != ActivityStatus.PLANNED, me.role is not Role.SALESPERSON
    with reading(me) as session:
        rows = activities(session, me, asked, newest=newest, offset=offset)
    with above:
        st.caption(f"{t('work.count', rows=total)} · {t('work.pick')}", width="stretch")
        file_menu(
            me,
            "activities",
            total,
            narrowing.told,
            lambda session, limit, offset: activities(session, me, asked, newest=newest, limit=limit, offset=offset),
            lambda: activity_columns(None, customer=True, person=person),
            # As it was said, not the days it means today: "this week" is the same question tomorrow.
            (asked.status, asked.kind, asked.person, said("when")),
        )
    with shown:
        if tapped := opening("activities", rows, activity_columns(rows, customer=True, person=person), most=14):
            open_record("activity", tapped)


def _asked(people: dict[str, str], narrowing: Narrowing) -> Asked:
    statuses = {code.value: plain(f"activity_status.{code}") for code in ActivityStatus}
    kinds = {code.value: plain(f"activity_kind.{code}") for code in ActivityKind}
    spans = {"today": plain("work.day_today"), "week": plain("work.day_week")}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        status = narrowing.choice("status", {**statuses, "all": plain("work.any_status")}, default="planned")
        kind = narrowing.choice("kind", kinds, plain("work.any_kind"))
        when = narrowing.choice("when", spans, plain("work.any_day"))
        person = narrowing.choice("person", people, plain("work.any_person"))
    since = today() if when == "week" else None
    until = {"today": today(), "week": today() + timedelta(7)}.get(when)
    return Asked(status, kind, person, since, until)
