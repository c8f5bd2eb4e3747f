"""The list of leads: mine, the pool, the team's; filters, order, pages, export; claiming and giving several at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.declared import line_names, region_name, source_name
from components.forms.lead import add_form
from components.forms.lead_steps import assign_form, claim_button, share_out_button
from components.forms.panel import Action, panel
from components.lead_columns import lead_columns
from components.listing import Cell, nothing, picking, picking_many
from components.menu import downloads
from components.pager import page_of, search_box
from components.record_link import record_link
from components.words import Label, plain, t
from db.access import Actor, may
from db.colleagues import sellers
from db.config import config
from db.models.people import Role
from db.models.sales import LeadStatus
from db.queries.customers import regions
from db.queries.leads import PAGE, SORTS, Asked, LeadRow, count_leads, leads
from db.session import reading

MOST_EXPORTED, STEP = 20_000, 500
PARTS = {Role.SALESPERSON: ("mine", "pool"), Role.EXECUTIVE: ("team", "pool")}
Colleague = tuple[int, str, str]


def lead_list(me: Actor) -> None:
    """The whole list page."""
    say_done()
    with reading(me) as session:
        there, colleagues = regions(session, me), sellers(session, me)
    lines = line_names(me)
    asked, sort = _asked(me, colleagues, lines)
    with reading(me) as session:
        total = count_leads(session, me, asked)
    add = Action("add_lead", t("leads.add"), ":material/add_call:", lambda: add_form(me, colleagues, there))
    panel(me, "leads.actions", [add])
    if asked.part == "pool" and total:
        share_out_button(me)
    if not total:
        nothing(_none(asked), ":material/search_off:")
        return
    _rows(me, asked, sort, total, lines, colleagues)


def _none(asked: Asked) -> Label:
    if asked != Asked(part=asked.part) or asked.part == "team":
        return t("leads.none")
    return t("leads.none_mine") if asked.part == "mine" else t("leads.none_pool")


def _asked(me: Actor, colleagues: Sequence[Colleague], lines: Mapping[str, str]) -> tuple[Asked, str]:
    parts = PARTS.get(me.role, ("team", "pool", "mine"))
    names = {part: plain(f"leads.{part}") for part in parts}
    names |= {"team": plain("leads.everybody")} if me.role is Role.EXECUTIVE else {}
    part = choose("part", t("form.choose"), parts, names.__getitem__, default=parts[0], segments=True)
    statuses = {"open": plain("leads.open"), **{code.value: plain(f"lead_status.{code}") for code in LeadStatus}}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        with st.container(width=240):
            search = search_box("leads", t("leads.search"))
        status = "open"
        if part != "pool":
            status = _choice("status", {**statuses, "all": plain("leads.any_status")}, "", default="open")
        coded = {one.code: source_name(one.code) for one in config().leads.sources}
        source = _choice("source", coded, plain("leads.any_source"))
        placed = {one.code: region_name(one.code) for one in config().customers.regions}
        region = _choice("region", placed, plain("leads.any_region")) if placed else ""
        line = _choice("line", lines, plain("leads.any_line")) if len(lines) > 1 else ""
        people = {login: name for _id, login, name in colleagues}
        person = _choice("person", people, plain("leads.any_person")) if part == "team" and len(people) > 1 else ""
        sort = _choice("sort", {by: plain(f"leads.sort_{by}") for by in SORTS}, "", default="received")
    return Asked(part, search, status, source, region, line, person), sort


def _choice(name: str, names: Mapping[str, str], everything: str, *, default: str = "") -> str:
    with st.container(width=140):
        codes = [*names] if default else ["", *names]
        return choose(name, t("form.choose"), codes, lambda code: names.get(code, everything), default=default)


def _rows(
    me: Actor, asked: Asked, sort: str, total: int, lines: Mapping[str, str], colleagues: Sequence[Colleague]
) -> None:
    above = st.container()
    shown = st.container()
    offset = page_of("leads", total, PAGE, asked, sort)
    with reading(me) as session:
        rows = leads(session, me, asked, sort=sort, offset=offset)
    many = may(me, "assign_lead")
    columns = lead_columns(lines, person=asked.part != "mine")
    with shown:
        picked = picking("leads", rows, columns, most=14) if not many else None
        chosen = picking_many("leads", rows, columns, most=14) if many else [picked]
    with above:
        _chosen(me, [row for row in rows if row.id in chosen], colleagues if many else ())
        with st.container(horizontal=True, vertical_alignment="center"):
            hint = t("leads.pick_many") if many else t("leads.pick")
            st.caption(f"{t('leads.count', rows=total)} · {hint}", width="stretch")
            with st.popover(t("customers.export"), icon=":material/download:", type="tertiary"):
                about = [(plain("leads.status"), asked.status), (plain("leads.source"), source_name(asked.source))]
                downloads(me, "leads", plain("page.leads"), about, lambda: sheet_of(me, asked, sort))


def _chosen(me: Actor, rows: Sequence[LeadRow], colleagues: Sequence[Colleague]) -> None:
    """What can be done with the rows that were ticked or tapped."""
    if len(rows) == 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            record_link(me, "lead", rows[0].id, rows[0].name, ":material/arrow_forward:")
            claim_button(me, rows[0])
    given = [row for row in rows if row.open]
    if given and colleagues:
        with st.container(border=True):
            if assign_form(me, given, colleagues):
                st.rerun()


def sheet_of(me: Actor, asked: Asked, sort: str) -> tuple[list[str], list[list[Cell]]]:
    """What the question finds, not only the page that is shown; phones stay masked."""
    columns, rows = lead_columns(line_names(me), person=True), list[LeadRow]()
    with reading(me) as session:
        for offset in range(0, MOST_EXPORTED, STEP):
            found = leads(session, me, asked, sort=sort, limit=STEP, offset=offset)
            rows += found
            if len(found) < STEP:
                break
    return [column.title for column in columns], [[column.cell(row) for column in columns] for row in rows]
