"""The list of opportunities: filters, what they add up to, and the way to each."""

from __future__ import annotations

import streamlit as st

from components.address import choose
from components.columns import sale_columns
from components.listing import nothing, picking
from components.pager import page_of, search_box
from components.record_link import record_link
from components.stages import in_language
from components.words import money, plain, t
from db.access import Actor
from db.colleagues import sellers
from db.config import config
from db.models.people import Role
from db.models.sales import Outcome, SaleKind
from db.queries import opportunities as sales
from db.queries.opportunities import PAGE, Asked, OpportunityRow
from db.session import reading

SORTS = ("close", "premium", "stage")


def sale_page(me: Actor) -> None:
    """The list page: filters, what they add up to, rows, and the form to move the picked one."""
    asked, sort = _asked(me)
    with reading(me) as session:
        total, premium = sales.count_opportunities(session, me, asked)
    if not total:
        nothing(t("sales.none"), ":material/search_off:")
        return
    st.caption(t("sales.count", rows=total, premium=money(premium)))
    shown = st.container()
    offset = page_of("opportunities", total, PAGE, asked, sort)
    with reading(me) as session:
        rows = sales.opportunities(session, me, asked, sort=sort, descending=sort == "premium", offset=offset)
    with shown:
        _pick(me, rows)


def _pick(me: Actor, rows: list[OpportunityRow]) -> None:
    above = st.container()
    picked = picking("opportunities", rows, sale_columns(customer=True, owner=me.role is not Role.SALESPERSON), most=14)
    row = next((row for row in rows if row.id == picked), None)
    if row is not None:
        with above, st.container(horizontal=True):
            record_link(me, "opportunity", row.id, row.title, ":material/arrow_forward:")
            record_link(me, "customer", row.customer_id, row.customer, ":material/person:")


def _asked(me: Actor) -> tuple[Asked, str]:
    with reading(me) as session:
        people = {login: name for _id, login, name in sellers(session, me)}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        with st.container(width=240):
            search = search_box("opportunities", t("sales.search"))
        kinds = {kind.value: plain(f"sale_kind.{kind}") for kind in SaleKind}
        kind = _choice("kind", kinds, plain("sales.any_kind"))
        stages = {stage.code: stage.name for each in SaleKind for stage in config().stages.of(kind or each)}
        names = {code: in_language(name["zh"], name["en"]) for code, name in stages.items()}
        stage = _choice("stage", names, plain("sales.any_stage"))
        outcomes = {**{code.value: plain(f"outcome.{code}") for code in Outcome}, "all": plain("sales.any_outcome")}
        outcome = _choice("outcome", outcomes, "", default="open")
        owner = _choice("owner", people, plain("sales.any_owner")) if len(people) > 1 else ""
        stalled = _choice("stalled", {"1": plain("sales.only_stalled")}, plain("sales.all_of_them"))
        sort = _choice("sort", {by: plain(f"sales.sort_{by}") for by in SORTS}, "", default="close")
    return Asked(search, kind, stage, outcome, owner, stalled=bool(stalled)), sort


def _choice(name: str, names: dict[str, str], everything: str, *, default: str = "") -> str:
    codes = [*names] if default else ["", *names]
    with st.container(width=140):
        return choose(name, t("form.choose"), codes, lambda code: names.get(code, everything), default=default)
