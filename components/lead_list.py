"""The list of leads: mine, the pool, the team's; filters, order, pages, files; a tap opens one, several are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.declared import line_names, region_name, source_name
from components.forms.lead import add_form
from components.forms.lead_steps import assign_form
from components.forms.panel import Action, panel
from components.forms.share_out import say_shared, share_out_form
from components.lead_columns import lead_columns
from components.list_file import file_menu
from components.listing import Column, nothing, opening, picking_many
from components.narrowing import Narrowing
from components.pager import page_of
from components.record_link import open_record
from components.words import Label, plain, t
from db.access import Actor
from db.colleagues import sellers
from db.config import config
from db.models.people import Role
from db.models.sales import LeadStatus
from db.queries.customers import regions
from db.queries.leads import PAGE, SORTS, Asked, LeadRow, count_leads, leads
from db.rights import may
from db.session import reading

PARTS = {Role.SALESPERSON: ("mine", "pool"), Role.EXECUTIVE: ("team", "pool")}
Colleague = tuple[int, str, str]


def lead_list(me: Actor) -> None:
    """The whole list page."""
    say_done()
    say_shared()
    with reading(me) as session:
        there, colleagues = regions(session, me), sellers(session, me)
    lines = line_names(me)
    narrowing = Narrowing()
    asked, sort = _asked(me, colleagues, lines, narrowing)
    with reading(me) as session:
        total = count_leads(session, me, asked)
    add = Action("add_lead", t("leads.add"), ":material/add_call:", lambda: add_form(me, colleagues, there))
    share = Action("assign_pool", t("leads.share_out"), ":material/groups_2:", lambda: share_out_form(me))
    panel(me, "leads.actions", [add, share] if asked.part == "pool" and total else [add])
    if not total:
        nothing(_none(asked), ":material/search_off:")
        return
    _rows(me, (asked, sort, total), narrowing, lines, colleagues)


def _none(asked: Asked) -> Label:
    if asked != Asked(part=asked.part) or asked.part == "team":
        return t("leads.none")
    return t("leads.none_mine") if asked.part == "mine" else t("leads.none_pool")


def _asked(
    me: Actor, colleagues: Sequence[Colleague], lines: Mapping[str, str], narrowing: Narrowing
) -> tuple[Asked, str]:
    parts = PARTS.get(me.role, ("team", "pool", "mine"))
    names = {part: plain(f"leads.{part}") for part in parts}
    names |= {"team": plain("leads.everybody")} if me.role is Role.EXECUTIVE else {}
    part = choose("part", t("form.choose"), parts, names.__getitem__, default=parts[0], segments=True)
    narrowing.tell("part", names[part])
    statuses = {"open": plain("leads.open"), **{code.value: plain(f"lead_status.{code}") for code in LeadStatus}}
    choice = narrowing.choice
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        search = narrowing.search("leads", t("leads.search"))
        status = "open"
        if part != "pool":
            status = choice("status", {**statuses, "all": plain("leads.any_status")}, default="open")
        coded = {one.code: source_name(one.code) for one in config().leads.sources}
        source = choice("source", coded, plain("leads.any_source"))
        placed = {one.code: region_name(one.code) for one in config().customers.regions}
        region = choice("region", placed, plain("leads.any_region"))
        line = choice("line", lines, plain("leads.any_line"))
        people = {login: name for _id, login, name in colleagues} if part == "team" else {}
        person = choice("person", people, plain("leads.any_person"))
        sort = choice("sort", {by: plain(f"leads.sort_{by}") for by in SORTS}, default="received")
    return Asked(part, search, status, source, region, line, person), sort


def _rows(
    me: Actor,
    question: tuple[Asked, str, int],
    narrowing: Narrowing,
    lines: Mapping[str, str],
    colleagues: Sequence[Colleague],
) -> None:
    """The rows of a page: a tap opens one, and who leads gives several at once."""
    asked, sort, total = question
    above, shown = st.container(horizontal=True, vertical_alignment="center", gap="small"), st.container()
    offset = page_of("leads", total, PAGE, asked, sort)
    with reading(me) as session:
        rows = leads(session, me, asked, sort=sort, offset=offset)
    with above:
        st.caption(f"{t('leads.count', rows=total)} · {t('leads.pick')}", width="stretch")
        several = may(me, "assign_lead") and st.toggle(t("bulk.choose"), key="leads.several")
        file_menu(
            me,
            "leads",
            total,
            narrowing.told,
            lambda session, limit, offset: leads(session, me, asked, sort=sort, limit=limit, offset=offset),
            lambda: lead_columns(lines, person=True),
            asked,
        )
    columns = lead_columns(lines, person=asked.part != "mine")
    with shown:
        if several:
            _several(me, rows, columns, colleagues)
        elif tapped := opening("leads", rows, columns, most=14):
            open_record("lead", tapped)


def _several(me: Actor, rows: Sequence[LeadRow], columns: Sequence[Column], colleagues: Sequence[Colleague]) -> None:
    """The page's rows to tick, and to whom those that are may be given."""
    above = st.container()
    chosen = picking_many("leads", rows, columns, most=14)
    given = [row for row in rows if row.id in chosen and row.open]
    with above:
        if not given:
            st.caption(t("leads.pick_many"))
        elif colleagues:
            with st.container(border=True):
                if assign_form(me, given, colleagues):
                    st.rerun()
