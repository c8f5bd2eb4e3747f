"""The list of customers: search, filters, order, pages; a tap opens one, several can be dealt with at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from components.customer_filters import asked_of_list
from components.forms.customer import add_form
from components.forms.panel import Action, panel
from components.forms.several import several_panel
from components.list_file import Read, cells_of, file_menu
from components.listing import Column, nothing, opening, picking_many
from components.menu import downloads
from components.naming import code_name
from components.narrowing import Narrowing
from components.navigation import opens_here, page_at
from components.pager import page_of
from components.record_link import open_record
from components.words import plain, t
from db.access import Actor
from db.colleagues import sellers
from db.models.customers import Tier
from db.models.people import Role
from db.queries.customers import PAGE, Asked, CustomerRow, count_customers, customers, regions, searched, tier_shown
from db.session import reading


def customer_list(me: Actor) -> None:
    """The whole list page."""
    with reading(me) as session:
        colleagues, places = sellers(session, me), regions(session, me)
    narrowing = Narrowing(width=150)
    asked, sort = asked_of_list(me, colleagues, narrowing)
    with reading(me) as session:
        asked, more = searched(session, me, asked)
        total = count_customers(session, me, asked)
    panel(
        me,
        "customers.actions",
        [Action("add_customer", t("customers.add"), ":material/person_add:", lambda: add_form(me, colleagues, places))],
    )
    if opens_here(me, "duplicates") and (page := page_at("duplicates")) is not None:
        st.page_link(page, label=t("merges.twins"), icon=":material/join_inner:")
    if not total:
        nothing(t("customers.none") if asked != Asked() else t("customers.nobody"), ":material/search_off:")
        return
    if more:
        st.caption(t("search.too_many", rows=len(asked.ids or ())))
    _rows(me, asked, sort, total, narrowing)


def _rows(me: Actor, asked: Asked, sort: str, total: int, narrowing: Narrowing) -> None:
    above = st.container(horizontal=True, vertical_alignment="center", gap="small")
    table = st.container()
    offset = page_of("customers", total, PAGE, asked, sort)
    with reading(me) as session:
        rows = customers(session, me, asked, sort=sort, descending=sort == "since", offset=offset)
    with above:
        st.caption(f"{t('customers.count', rows=total)} · {t('customers.pick')}", width="stretch")
        several = st.toggle(t("bulk.choose"), key="customers.several")
        # The text, and not whom it found today.
        question = replace(asked, ids=None)
        file_menu(me, "customers", total, narrowing.told, _reader(me, asked, sort), lambda: _columns(me), question)
    with table:
        if several:
            _several(me, rows)
        elif tapped := opening("customers", rows, _columns(me), most=16):
            open_record("customer", tapped)


def _reader(me: Actor, asked: Asked, sort: str) -> Read:
    order = {"sort": sort, "descending": sort == "since"}
    return lambda session, limit, offset: customers(session, me, asked, **order, limit=limit, offset=offset)  # type: ignore[arg-type]


def _several(me: Actor, rows: Sequence[CustomerRow]) -> None:
    """The page's rows to tick, and what can be done with those that are."""
    above = st.container()
    ids = picking_many("customers", rows, _columns(me), most=16)
    with above:
        if not ids:
            st.caption(t("bulk.none"))
            return
        chosen = [row for row in rows if row.id in ids]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{t('bulk.chosen', rows=len(ids))}**", width="content")
            about = [(plain("bulk.export"), str(len(ids)))]
            sheet, title = partial(cells_of, chosen, _columns(me)), plain("page.customers")
            downloads(me, "customers.chosen", title, about, sheet, rows=len(ids), asked=sorted(ids))
        several_panel(me, ids)


def _columns(me: Actor) -> list[Column]:
    tier = (
        [Column(plain("customers.tier"), lambda row: plain("tier.high") if row.tier == Tier.HIGH else "", width=70)]
        if tier_shown(me)
        else []
    )
    owner = [] if me.role is Role.SALESPERSON else [Column(plain("customers.owner"), lambda row: row.owner, width=90)]
    return [
        Column(plain("customers.name"), lambda row: row.name, width=190),
        # The first two are what a phone has room for.
        Column(plain("customers.next_expiry"), lambda row: row.next_expiry, "day"),
        Column(plain("customers.in_force"), lambda row: row.in_force, "count"),
        *owner,
        *tier,
        Column(plain("customers.region"), lambda row: code_name("region", row.region), width=90),
        Column(plain("customers.kind"), lambda row: plain(f"customer_kind.{row.kind}"), width=80),
        Column(plain("customers.phone"), lambda row: row.phone),
        Column(plain("customers.known_since"), lambda row: row.since, "day"),
        Column(plain("customers.number"), lambda row: row.number),
    ]
