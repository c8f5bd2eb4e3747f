"""The opportunities as a list or on the board: filters, what they add up to, files, and the way to each."""

from __future__ import annotations

from functools import partial
from typing import TypedDict

import streamlit as st

from components.address import choose
from components.attempt import say_done
from components.board.page import board_page
from components.columns import sale_columns
from components.list_file import file_menu
from components.listing import nothing, opening
from components.narrowing import Narrowing
from components.pager import page_of
from components.record_link import open_record
from components.sale_sheet import sale_sheet
from components.saved_filters import saved
from components.words import language, money, plain, t
from db.access import Actor
from db.colleagues import sellers
from db.config import config
from db.models.people import Role
from db.models.sales import Outcome, SaleKind
from db.queries import opportunities as sales
from db.queries.opportunities import PAGE, Asked
from db.rights import may
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
    narrowing = Narrowing()
    asked, sort = _asked(me, view, narrowing)
    if view == "board":
        board_page(me, asked)
    else:
        _list(me, asked, sort, narrowing, edit=view == "edit")


def _list(me: Actor, asked: Asked, sort: str, narrowing: Narrowing, *, edit: bool) -> None:
    """What the filters add up to, their file, and the rows: a tap opens one."""
    with reading(me) as session:
        total, premium = sales.count_opportunities(session, me, asked)
    if not total:
        nothing(t("sales.none"), ":material/search_off:")
        return
    columns = partial(sale_columns, customer=True, owner=me.role is not Role.SALESPERSON)
    order: Order = {"sort": sort, "descending": sort == "premium"}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        counted = t("sales.count", rows=total, premium=money(premium))
        st.caption(counted if edit else f"{counted} · {t('sales.pick')}", width="stretch")
        file_menu(
            me,
            "opportunities",
            total,
            narrowing.told,
            lambda session, limit, offset: sales.opportunities(session, me, asked, **order, limit=limit, offset=offset),
            columns,
            asked,
        )
    shown = st.container()
    offset = page_of("opportunities", total, PAGE, asked, sort)
    with reading(me) as session:
        rows = sales.opportunities(session, me, asked, **order, offset=offset)
    with shown:
        if edit:
            sale_sheet(me, (asked, sort, offset), rows)
        elif tapped := opening("opportunities", rows, columns(), most=14):
            open_record("opportunity", tapped)


class Order(TypedDict):
    """How the list is ordered."""

    sort: str
    descending: bool


def _asked(me: Actor, view: str, narrowing: Narrowing) -> tuple[Asked, str]:
    with reading(me) as session:
        people = {login: name for _id, login, name in sellers(session, me)}
    choice = narrowing.choice
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        search = narrowing.search("opportunities", t("sales.search"))
        kinds = {kind.value: plain(f"sale_kind.{kind}") for kind in SaleKind}
        first = SaleKind.RELATIONSHIP.value if view == "board" else ""
        kind = choice("kind", kinds, plain("sales.any_kind"), default=first)
        where = ("", Outcome.OPEN.value) if view == "board" else _where(narrowing, kind, closed=view == "list")
        owner = choice("owner", people, plain("sales.any_owner"))
        stalled = choice("stalled", {"1": plain("sales.only_stalled")}, plain("sales.all_of_them"), least=1)
        slipped = choice("slipped", {"1": plain("sales.only_slipped")}, plain("sales.slipped_or_not"), least=1)
        sorts = {by: plain(f"sales.sort_{by}") for by in SORTS}
        sort = "close" if view == "board" else choice("sort", sorts, default="close")
        saved(me, "opportunities", FILTERS, stays=("view",))
    return Asked(search, kind, *where, owner, stalled=bool(stalled), slipped=bool(slipped)), sort


def _where(narrowing: Narrowing, kind: str, *, closed: bool) -> tuple[str, str]:
    """The stage, which the board shows side by side, and the outcome: what is edited is open."""
    stages = {stage.code: stage.name for each in SaleKind for stage in config().stages.of(kind or each)}
    named = {code: name[language()] for code, name in stages.items()}
    stage = narrowing.choice("stage", named, plain("sales.any_stage"))
    if not closed:
        return stage, Outcome.OPEN.value
    outcomes = {**{code.value: plain(f"outcome.{code}") for code in Outcome}, "all": plain("sales.any_outcome")}
    return stage, narrowing.choice("outcome", outcomes, default="open")
