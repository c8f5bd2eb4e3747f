"""Activities: what is open and what was done, and for a head the team's day."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.columns import day_columns
from components.listing import table
from components.lists import activity_list
from components.navigation import opens_here, page_at
from components.pager import page_of
from components.record_link import record_link
from components.words import plain, t
from db.access import Actor
from db.colleagues import sellers
from db.models.people import Role
from db.models.work import ActivityKind, ActivityStatus
from db.periods import today
from db.queries.activities import PAGE, Asked, activities, count_activities, team_day
from db.session import reading

LEADERS = (Role.MANAGER, Role.DEPARTMENT_HEAD)


def work_page(me: Actor) -> None:
    """The whole page."""
    say_done()
    with reading(me) as session:
        people = {login: name for _id, login, name in sellers(session, me)}
        days = team_day(session, me, today()) if me.role in LEADERS else []
    if opens_here(me, "day") and me.role is not Role.EXECUTIVE:
        record_link(me, "day", me.person_id, t("team.my_day"), ":material/today:")
    if days:
        st.markdown(f"**{t('work.day_of_team')}**")
        table("activities.team_day", days, day_columns(), most=8)
    asked = _asked(people)
    plan = page_at("plan")
    if plan is not None and opens_here(me, "plan"):
        st.page_link(plan, label=t("day.open_plan"), icon=":material/today:")
    with reading(me) as session:
        total = count_activities(session, me, asked)
    st.caption(t("work.count", rows=total))
    shown = st.container()
    offset = page_of("activities", total, PAGE, asked)
    newest = asked.status != ActivityStatus.PLANNED
    with reading(me) as session:
        rows = activities(session, me, asked, newest=newest, offset=offset) if total else []
    with shown:
        person = me.role is not Role.SALESPERSON
        activity_list(me, rows, "activities", person=person, most=14, none=t("work.none"))


def _asked(people: dict[str, str]) -> Asked:
    statuses = {code.value: plain(f"activity_status.{code}") for code in ActivityStatus}
    kinds = {code.value: plain(f"activity_kind.{code}") for code in ActivityKind}
    spans = {"today": plain("work.day_today"), "week": plain("work.day_week")}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        status = _choice("status", {**statuses, "all": plain("work.any_status")}, "", default="planned")
        kind = _choice("kind", kinds, plain("work.any_kind"))
        when = _choice("when", spans, plain("work.any_day"))
        person = _choice("person", people, plain("work.any_person")) if len(people) > 1 else ""
    since = today() if when == "week" else None
    until = {"today": today(), "week": today() + timedelta(7)}.get(when)
    return Asked(status, kind, person, since, until)


def _choice(name: str, names: dict[str, str], everything: str, *, default: str = "") -> str:
    codes = [*names] if default else ["", *names]
    with st.container(width=150):
        return choose(name, t("form.choose"), codes, lambda code: names.get(code, everything), default=default)
