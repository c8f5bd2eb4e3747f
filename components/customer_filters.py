"""What the list of customers is narrowed to: a search and codes, in its address, and kept under a name if wanted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.address import choose, said
from components.naming import code_name
from components.narrowing import Narrowing
from components.saved_filters import saved
from components.stages import in_language
from components.words import plain, t
from db.access import Actor
from db.models.customers import CustomerKind, Tier
from db.queries.choices import choices
from db.queries.customers import Asked, regions, tags, tags_shown, tier_shown
from db.session import reading

FILTERS = ("tier", "region", "owner", "kind", "tag", "line", "expiry", "sort")
LESS_USED = ("kind", "line", "expiry", "tag")
WINDOWS = ("30", "60", "90")
SORTS = ("name", "number", "since")
Colleague = tuple[int, str, str]


def asked_of_list(me: Actor, colleagues: Sequence[Colleague], narrowing: Narrowing) -> tuple[Asked, str]:
    """The question as the address has it, with the widgets that change it, and the order."""
    choice = narrowing.choice
    with reading(me) as session:
        places, marks = regions(session, me), tags(session, me) if tags_shown(me) else []
        lines = {line.code: in_language(line.zh, line.en) for line in choices(session, me, "line")}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        search = narrowing.search("customers", t("customers.search"))
        tiers = {tier.value: plain(f"tier.{tier}") for tier in Tier} if tier_shown(me) else {}
        tier = choice("tier", tiers, plain("customers.any_tier"))
        areas = {code: code_name("region", code) for code in places}
        region = choice("region", areas, plain("customers.any_region"))
        owner = choice("owner", {login: name for _id, login, name in colleagues}, plain("customers.any_owner"))
        number = sum(bool(said(name)) for name in LESS_USED)
        with st.popover(
            t("filters.more_on", rows=number) if number else t("filters.more"), icon=":material/tune:", type="tertiary"
        ):
            kinds = {kind.value: plain(f"customer_kind.{kind}") for kind in CustomerKind}
            kind = choice("kind", kinds, plain("customer_filter.any_kind"))
            line = choice("line", lines, plain("customer_filter.any_line"))
            expiry = choice("expiry", _windows(), plain("customer_filter.any_expiry"))
            tag = choice("tag", dict(zip(marks, marks, strict=True)), plain("customer_filter.any_tag"))
        sort = _sort(search)
        saved(me, "customers", FILTERS)
    return Asked(search, tier, region, owner, kind, tag, line, int(expiry or 0)), sort


def _windows() -> dict[str, str]:
    return {days: plain("customer_filter.expiry", days=int(days)) for days in WINDOWS}


def _sort(search: str) -> str:
    """The order; what a search has found stands by how well it fits, unless another order is chosen."""
    names = {by: plain(f"customers.sort_{by}") for by in SORTS}
    if search:
        names = {"fit": plain("customer_filter.sort_fit"), **names}
    with st.container(width=150):
        return choose("sort", t("customers.sort"), [*names], names.__getitem__, default=next(iter(names)))
