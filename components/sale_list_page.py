"""The opportunities as a list or on the board: filters, what they add up to, and the way to each."""

from __future__ import annotations

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.board.page import board_page
from components.columns import sale_columns
from components.listing import nothing, picking
from components.pager import page_of, search_box
from components.record_link import record_link
from components.sale_sheet import sale_sheet
from components.saved_filters import saved
from components.words import language, money, plain, t
from db.access import Actor, may
from db.colleagues import sellers
from db.config import config
from db.models.people import Role
from db.models.sales import Outcome, SaleKind
from db.queries import opportunities as sales
from db.queries.opportunities import PAGE, Asked, OpportunityRow
from db.session import reading

SORTS = ("close", "premium", "stage")
VIEWS = ("list", "board", "edit")
FILTERS = ("view", "kind", "stage", "outcome", "owner", "stalled", "slipped", "sort")


def sale_page(me: Actor) -> None:
    """The page as the address has it: the list, or the board."""
    say_done()
    offered = [view for view in VIEWS if view != "edit" or may(me, "change_opportunity")]
    names = {view: plain(f"sales.view_{view}") for view in offered}
    view = choose("view", t("sales.view"), offered, names.__getitem__, default="list", segments=True)
    asked, sort = _asked(me, view)
    if view == "board":
        board_page(me, asked)
    else:
        _list(me, asked, sort, edit=view == "edit")


def _list(me: Actor, asked: Asked, sort: str, *, edit: bool) -> None:
    """What the filters add up to, rows, and the way to the picked one."""
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
        if edit:
            sale_sheet(me, (asked, sort, offset), rows)
        else:
            _pick(me, rows)


def _pick(me: Actor, rows: list[OpportunityRow]) -> None:
    above = st.container()
    picked = picking("opportunities", rows, sale_columns(customer=True, owner=me.role is not Role.SALESPERSON), most=14)
    row = next((row for row in rows if row.id == picked), None)
    if row is not None:
        with above, st.container(horizontal=True):
            record_link(me, "opportunity", row.id, row.title, ":material/arrow_forward:")
            record_link(me, "customer", row.customer_id, row.customer, ":material/person:")


def _asked(me: Actor, view: str) -> tuple[Asked, str]:
    with reading(me) as session:
        people = {login: name for _id, login, name in sellers(session, me)}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        with st.container(width=240):
            search = search_box("opportunities", t("sales.search"))
        kinds = {kind.value: plain(f"sale_kind.{kind}") for kind in SaleKind}
        first = SaleKind.RELATIONSHIP.value if view == "board" else ""
        kind = _choice("kind", kinds, plain("sales.any_kind"), default=first)
        stage, outcome = ("", Outcome.OPEN.value) if view == "board" else _where(kind, closed=view == "list")
        owner = _choice("owner", people, plain("sales.any_owner")) if len(people) > 1 else ""
        stalled = _choice("stalled", {"1": plain("sales.only_stalled")}, plain("sales.all_of_them"))
        slipped = _choice("slipped", {"1": plain("sales.only_slipped")}, plain("sales.slipped_or_not"))
        sorts = {by: plain(f"sales.sort_{by}") for by in SORTS}
        sort = "close" if view == "board" else _choice("sort", sorts, "", default="close")
        saved(me, "opportunities", FILTERS, stays=("view",))
    return Asked(search, kind, stage, outcome, owner, stalled=bool(stalled), slipped=bool(slipped)), sort


def _where(kind: str, *, closed: bool) -> tuple[str, str]:
    """The stage, which the board shows side by side, and the outcome: what is edited is open."""
    stages = {stage.code: stage.name for each in SaleKind for stage in config().stages.of(kind or each)}
    stage = _choice("stage", {code: name[language()] for code, name in stages.items()}, plain("sales.any_stage"))
    if not closed:
        return stage, Outcome.OPEN.value
    outcomes = {**{code.value: plain(f"outcome.{code}") for code in Outcome}, "all": plain("sales.any_outcome")}
    return stage, _choice("outcome", outcomes, "", default="open")


def _choice(name: str, names: dict[str, str], everything: str, *, default: str = "") -> str:
    codes = [*names] if default else ["", *names]
    with st.container(width=140):
        return choose(name, t("form.choose"), codes, lambda code: names.get(code, everything), default=default)
