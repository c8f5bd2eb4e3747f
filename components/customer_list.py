"""The list of customers: search, filters, order, pages, export."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.address import choose
from components.forms.customer import add_form
from components.forms.panel import Action, panel
from components.listing import Cell, Column, nothing, picking
from components.menu import downloads
from components.naming import code_name
from components.pager import page_of, search_box
from components.record_link import record_link
from components.words import plain, t
from db.access import Actor
from db.colleagues import sellers
from db.models.customers import Tier
from db.models.people import Role
from db.queries.customers import PAGE, Asked, CustomerRow, count_customers, customers, regions, tier_shown
from db.session import reading

SORTS = ("name", "number", "since")
MOST_EXPORTED, STEP = 20_000, 500
Colleague = tuple[int, str, str]


def customer_list(me: Actor) -> None:
    """The whole list page."""
    with reading(me) as session:
        places, colleagues = regions(session, me), sellers(session, me)
    asked, sort = _asked(me, places, colleagues)
    with reading(me) as session:
        total = count_customers(session, me, asked)
    panel(
        me,
        "customers.actions",
        [Action("add_customer", t("customers.add"), ":material/person_add:", lambda: add_form(me, colleagues, places))],
    )
    if not total:
        nothing(t("customers.none") if asked != Asked() else t("customers.nobody"), ":material/search_off:")
        return
    _rows(me, asked, sort, total)


def _asked(me: Actor, places: Sequence[str], colleagues: Sequence[Colleague]) -> tuple[Asked, str]:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        with st.container(width=240):
            search = search_box("customers", t("customers.search"))
        tier = _tier() if tier_shown(me) else ""
        region = _choice("region", places, plain("customers.any_region"), _regions(places)) if len(places) > 1 else ""
        logins = {login: name for _id, login, name in colleagues}
        owner = _choice("owner", [*logins], plain("customers.any_owner"), logins) if len(logins) > 1 else ""
        with st.container(width=150):
            sort = choose("sort", t("customers.sort"), SORTS, lambda by: plain(f"customers.sort_{by}"), default="name")
    return Asked(search, tier, region, owner), sort


def _regions(places: Sequence[str]) -> dict[str, str]:
    return {code: code_name("region", code) for code in places}


def _tier() -> str:
    names = {tier.value: plain(f"tier.{tier}") for tier in Tier}
    return _choice("tier", [*names], plain("customers.any_tier"), names)


def _choice(name: str, codes: Sequence[str], everything: str, names: dict[str, str] | None = None) -> str:
    with st.container(width=150):
        return choose(name, t("form.choose"), ["", *codes], lambda code: (names or {}).get(code, code) or everything)


def _rows(me: Actor, asked: Asked, sort: str, total: int) -> None:
    above = st.container(horizontal=True, vertical_alignment="center", gap="small")
    table = st.container()
    offset = page_of("customers", total, PAGE, asked, sort)
    with reading(me) as session:
        rows = customers(session, me, asked, sort=sort, descending=sort == "since", offset=offset)
    with table:
        picked = picking("customers", rows, _columns(me), most=16)
    row = next((row for row in rows if row.id == picked), None)
    with above:
        if row is None:
            st.caption(f"{t('customers.count', rows=total)} · {t('customers.pick')}", width="stretch")
        else:
            with st.container(width="stretch"):
                record_link(me, "customer", row.id, row.name, ":material/arrow_forward:")
        with st.popover(t("customers.export"), icon=":material/download:", type="tertiary"):
            about = [(plain(f"customers.{name}"), value) for name, value in vars(asked).items() if value]
            downloads(me, "customers", plain("page.customers"), about, lambda: sheet_of(me, asked, sort))


def _columns(me: Actor) -> list[Column]:
    tier = (
        [Column(plain("customers.tier"), lambda row: plain("tier.high") if row.tier == Tier.HIGH else "", width=70)]
        if tier_shown(me)
        else []
    )
    owner = [] if me.role is Role.SALESPERSON else [Column(plain("customers.owner"), lambda row: row.owner, width=90)]
    return [
        Column(plain("customers.name"), lambda row: row.name, width=190),
        *tier,
        *owner,
        Column(plain("customers.in_force"), lambda row: row.in_force, "count"),
        Column(plain("customers.next_expiry"), lambda row: row.next_expiry, "day"),
        Column(plain("customers.region"), lambda row: code_name("region", row.region), width=90),
        Column(plain("customers.kind"), lambda row: plain(f"customer_kind.{row.kind}"), width=80),
        Column(plain("customers.phone"), lambda row: row.phone),
        Column(plain("customers.known_since"), lambda row: row.since, "day"),
        Column(plain("customers.number"), lambda row: row.number),
    ]


def sheet_of(me: Actor, asked: Asked, sort: str) -> tuple[list[str], list[list[Cell]]]:
    """What the question finds, not only the page that is shown; phones stay masked."""
    columns, rows = _columns(me), list[CustomerRow]()
    with reading(me) as session:
        for offset in range(0, MOST_EXPORTED, STEP):
            found = customers(session, me, asked, sort=sort, descending=sort == "since", limit=STEP, offset=offset)
            rows += found
            if len(found) < STEP:
                break
    return [column.title for column in columns], [[column.cell(row) for column in columns] for row in rows]
