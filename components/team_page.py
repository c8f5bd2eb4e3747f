"""The team's week: who stands out first, who has not handed in today's plan, and each person's day a click away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.cover_list import cover_list
from components.listing import Column, nothing, picking, table
from components.lists import activity_list
from components.person_day import day_asked, day_picker, person_day_card
from components.record_link import record_link
from components.words import count, plain, t
from db.access import Actor
from db.memory import remembered
from db.periods import today
from db.queries.activities import Asked, activities
from db.queries.covers import covers
from db.queries.team import WORKDAYS, DayCount, PersonWeek, monday, team_week
from db.session import reading

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_JOINED = 20


def team_page(me: Actor) -> None:
    """The whole page."""
    say_done()
    day = day_asked()
    with reading(me) as session:
        weeks = remembered(session, ("team_week", monday(day), today()), lambda: team_week(session, me, day))
        joined = activities(
            session, me, Asked(status="planned", companion_id=me.person_id), newest=False, limit=MOST_JOINED
        )
        standing = remembered(session, "covers", lambda: covers(session, me))
    if not weeks:
        nothing(t("lists.nobody"), ":material/group_off:")
        return
    shown = _of_units(weeks)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("team.week", first=monday(day), last=monday(day) + timedelta(6)), width="content")
        day_picker("week", day, 7)
    if monday(day) == monday(today()):
        _without_plan(shown)
    picked = picking("team.week", shown, _columns(), most=14)
    st.caption(t("team.legend"))
    who = next((week for week in shown if week.id == picked), None)
    if who is None:
        st.caption(t("team.pick"))
    else:
        with st.container(border=True):
            record_link(me, "day", who.id, t("team.open_day", name=who.name), ":material/open_in_new:")
            person_day_card(me, who.id, day)
    if standing:
        st.markdown(f"**{t('covers.team')}**")
        cover_list(me, standing, "team.covers")
    if joined:
        st.markdown(f"**{t('team.i_come_along')}**")
        activity_list(me, joined, "team.joined", person=True)


def _of_units(weeks: Sequence[PersonWeek]) -> list[PersonWeek]:
    """For who leads several teams: the teams first, then the people of one of them or of all."""
    units = {str(week.unit_id): week.unit for week in sorted(weeks, key=lambda week: week.unit_id)}
    if len(units) < 2:
        return list(weeks)
    rows = [(name, _sum(weeks, code)) for code, name in units.items()]
    columns = [Column(plain("team.unit"), lambda row: row[0], width=130), *_sums(lambda row: row[1])]
    table("team.units", rows, columns, most=8)
    with st.container(width=220):
        chosen = choose("unit", t("team.unit"), ["", *units], lambda code: units.get(code, plain("team.every_unit")))
    return [week for week in weeks if chosen in ("", str(week.unit_id))]


def _sum(weeks: Sequence[PersonWeek], unit: str) -> DayCount:
    return sum((week.total for week in weeks if str(week.unit_id) == unit), DayCount())


def _without_plan(weeks: Sequence[PersonWeek]) -> None:
    """Who owes today's plan and has not handed it in yet; on a working day only."""
    number = today().weekday()
    owing = [week for week in weeks if week.plans]
    missing = [week.name for week in owing if not week.days[number].settled]
    if number >= WORKDAYS or not owing:
        return
    if not missing:
        st.success(t("team.all_in"), icon=":material/task_alt:")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="without_plan"):
        st.caption(t("team.not_in", people=len(missing)), width="content")
        for name in missing[:12]:
            st.badge(t("team.name", name=name), color="orange")
        if len(missing) > 12:
            st.caption(f"+{count(len(missing) - 12)}", width="content")


def _sums(of: Callable[[Any], DayCount]) -> list[Column]:
    """The week's numbers."""
    names = ("planned", "done", "missed", "open", "unplanned", "effective")
    return [Column(plain(f"team.{name}"), _number(of, name), "count") for name in names]


def _number(of: Callable[[Any], DayCount], name: str) -> Callable[[Any], int]:
    return lambda row: int(getattr(of(row), name))


def _columns() -> list[Column]:
    """A person, why they stand out, the week, and each of its days."""
    who = Column(plain("work.person"), lambda week: week.name, width=90, pinned=True)
    whole = Column(plain("team.whole_week"), lambda week: _written(week.total), width=105)
    why = Column(plain("team.attention"), _reasons, width=300)
    days = [Column(plain(f"weekday.{name}"), _cell(number), width=78) for number, name in enumerate(WEEKDAYS)]
    return [who, whole, why, *days, *_sums(lambda week: week.total)]


def _reasons(week: PersonWeek) -> str:
    return " · ".join(plain(f"outlier.{reason}") for reason in week.reasons)


def _cell(number: int) -> Callable[[Any], str]:
    return lambda week: _written(week.days[number])


def _written(day: DayCount) -> str:
    """Done of planned, then what was missed, what came beside the plan, and visits that learned something."""
    signs = (("✗", day.missed), ("+", day.unplanned), ("★", day.effective))
    more = [f"{sign}{many}" for sign, many in signs if many]
    away = [plain("covers.away")] if day.away else []
    return " ".join([*away, f"{day.done}/{day.planned}", *more]) if day.planned or more else "".join(away)
