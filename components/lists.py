"""The lists of a home: what is due today, with the form to do it in the same place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.activity_side import activity_side
from components.attempt import say_done, show_refusal
from components.columns import activity_columns, day_columns, overdue_columns, renewal_columns, sale_columns
from components.forms.close import close_form
from components.forms.lead_steps import claim_button
from components.forms.move import move_form
from components.lead_columns import short_lead_columns
from components.listing import Column, let_go, nothing, picking, table
from components.navigation import opens_here, page_at
from components.record_link import record_link
from components.words import Label, t
from db.access import Actor
from db.errors import Refusal
from db.memory import remembered
from db.periods import today
from db.queries import activities as work
from db.queries import leads as inquiries
from db.queries import opportunities as sales
from db.queries.activities import ActivityRow
from db.queries.evidence import kinds_done
from db.queries.opportunities import OpportunityRow
from db.queries.overdue_instalments import overdue_instalments
from db.queries.renewals_due import renewals_due
from db.session import ActorSession, reading

MOST, SHOWN = 50, 6
WHOLE: dict[str, tuple[str, dict[str, str]]] = {
    "open_activities": ("activities", {}),
    "own_pipeline": ("opportunities", {}),
    "stalled": ("opportunities", {"stalled": "1"}),
}
"""The page, and its address, on which the whole of a home's list stands."""


@dataclass(frozen=True)
class HomeList:
    """One list: what it asks for, and how it is drawn."""

    read: Callable[[ActorSession, Actor], Sequence[Any]]
    draw: Callable[[Actor, Sequence[Any]], None]
    person: Callable[[Any], str] | None = None  # whose login a row bears, where a filter by person narrows the list


def read_list(session: ActorSession, me: Actor, name: str, person: str = "") -> Sequence[Any]:
    """The rows of the list of that name; of one person where the list is by person and one is asked for."""
    rows = remembered(session, ("list", name, today()), lambda: LISTS[name].read(session, me))
    whose = LISTS[name].person
    return [row for row in rows if whose(row) == person] if whose and person else rows


def draw_list(me: Actor, name: str, rows: Sequence[Any]) -> None:
    """One list of a home: its rows, the way to their records, the form to do what is due."""
    say_done()
    LISTS[name].draw(me, rows)
    if len(rows) > SHOWN and name != "team_day":
        _rest(me, name, len(rows))


def _rest(me: Actor, name: str, number: int) -> None:
    """That there is more than the table shows at once, and the way to all of it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        rows = f"{number}+" if number == MOST else str(number)
        st.caption(t("search.shown_of", rows=rows, shown=SHOWN), width="content")
        page, asked = WHOLE.get(name, ("", {}))
        if page and opens_here(me, page) and (file := page_at(page)) is not None:
            st.page_link(file, label=t("search.whole_list"), icon=":material/list:", query_params=asked)


def _open_activities(session: ActorSession, me: Actor) -> Sequence[Any]:
    asked = work.Asked(status="planned", person=me.login, until=today())
    return work.activities(session, me, asked, newest=False, limit=MOST)


def _own_pipeline(session: ActorSession, me: Actor) -> Sequence[Any]:
    return sales.opportunities(session, me, sales.Asked(), own=True, limit=MOST)


def _stalled(session: ActorSession, me: Actor) -> Sequence[Any]:
    return sales.opportunities(session, me, sales.Asked(stalled=True), own=True, limit=MOST)


def _team_day(session: ActorSession, me: Actor) -> Sequence[Any]:
    return work.team_day(session, me, today())


def _own_leads(session: ActorSession, me: Actor) -> Sequence[Any]:
    return inquiries.leads(session, me, inquiries.Asked(part="mine"), sort="waiting", limit=MOST)


def _pool(session: ActorSession, me: Actor) -> Sequence[Any]:
    return inquiries.leads(session, me, inquiries.Asked(part="pool"), sort="waiting", limit=MOST)


def _draw_leads(me: Actor, rows: Sequence[Any], key: str, none: Label) -> None:
    if not rows:
        nothing(none, ":material/inbox:")
        return
    above = st.container(horizontal=True, vertical_alignment="center")
    picked = picking(key, rows, short_lead_columns(), most=SHOWN)
    row = next((row for row in rows if row.id == picked), None)
    if row is not None:
        with above:
            record_link(me, "lead", row.id, row.name, ":material/arrow_forward:")
            claim_button(me, row)


def _draw_policies(me: Actor, rows: Sequence[Any], key: str, columns: Sequence[Column]) -> None:
    if not rows:
        nothing(t("lists.nothing_due"))
        return
    picked = picking(key, rows, columns, most=SHOWN)
    row = next((row for row in rows if row.id == picked), None)
    if row is not None:
        with st.container(horizontal=True):
            record_link(me, "customer", row.customer_id, row.customer, ":material/person:")
            record_link(me, "policy", row.policy_id, row.number, ":material/description:")


def _draw_days(_me: Actor, rows: Sequence[Any]) -> None:
    if rows:
        table("list.team_day", rows, day_columns())
    else:
        nothing(t("lists.nobody"), ":material/group_off:")


def activity_list(
    me: Actor,
    rows: Sequence[ActivityRow],
    key: str,
    *,
    person: bool,
    customer: bool = True,
    most: int = SHOWN,
    none: Label | None = None,
) -> None:
    """Activities; the picked one with its customer and the form that closes it."""
    picked = picking(key, rows, activity_columns(rows, customer=customer, person=person), most=most)
    if picked is None:
        if not rows:
            nothing(none or t("lists.nothing_open"))
        return
    try:
        with reading(me) as session:
            row = work.activity(session, me, picked)
    except Refusal as refusal:
        show_refusal(refusal)
        return
    with st.container(border=True):
        with st.container(horizontal=True):
            record_link(me, "activity", row.id, row.subject, ":material/event_note:")
            record_link(me, "customer", row.customer_id, row.customer, ":material/person:")
        activity_text(row)
        activity_side(me, row)
        if close_form(me, row, key):
            let_go(key)
            st.rerun()


def activity_text(row: ActivityRow) -> None:
    """What somebody wrote about an activity."""
    if row.outcome:
        st.text(row.outcome)


def sale_list(
    me: Actor, rows: Sequence[OpportunityRow], key: str, *, owner: bool, customer: bool = True, most: int = SHOWN
) -> None:
    """Opportunities; the picked one with its record and the form that moves it."""
    picked = picking(key, rows, sale_columns(customer=customer, owner=owner), most=most)
    if picked is None:
        if not rows:
            nothing(t("lists.no_sales"))
        return
    try:
        with reading(me) as session:
            row = sales.opportunity(session, me, picked)
            done = kinds_done(session, me, row)
    except Refusal as refusal:
        show_refusal(refusal)
        return
    with st.container(border=True):
        with st.container(horizontal=True):
            record_link(me, "opportunity", row.id, row.title, ":material/trending_up:")
            record_link(me, "customer", row.customer_id, row.customer, ":material/person:")
        if move_form(me, row, done, key):
            let_go(key)
            st.rerun()


LISTS: dict[str, HomeList] = {
    "due_renewals": HomeList(
        renewals_due, lambda me, rows: _draw_policies(me, rows, "list.due_renewals", renewal_columns())
    ),
    "overdue_instalments": HomeList(
        overdue_instalments, lambda me, rows: _draw_policies(me, rows, "list.overdue_instalments", overdue_columns())
    ),
    "open_activities": HomeList(
        _open_activities, lambda me, rows: activity_list(me, rows, "list.open_activities", person=False)
    ),
    "own_pipeline": HomeList(_own_pipeline, lambda me, rows: sale_list(me, rows, "list.own_pipeline", owner=False)),
    "stalled": HomeList(_stalled, lambda me, rows: sale_list(me, rows, "list.stalled", owner=True)),
    "team_day": HomeList(_team_day, _draw_days, person=lambda row: str(row.login)),
    "own_leads": HomeList(_own_leads, lambda me, rows: _draw_leads(me, rows, "list.own_leads", t("leads.none_mine"))),
    "pool": HomeList(_pool, lambda me, rows: _draw_leads(me, rows, "list.pool", t("leads.none_pool"))),
}
