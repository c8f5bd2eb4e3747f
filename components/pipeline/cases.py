"""The opportunities behind a figure: how many, what they add up to, a page of them, the way to each, and a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from components.address import PAGE as AT
from components.address import said, say
from components.listing import Column, nothing, picking, yuan
from components.menu import downloads
from components.pager import page_of
from components.pipeline.drawing import sheet
from components.record_link import record_link
from components.stages import stage_name
from components.words import Label, label, money, plain, t
from db.access import Actor
from db.pipeline import PAGE, Behind, Case
from db.session import ActorSession, reading

MOST_EXPORTED = 50_000
Ask = Callable[..., Behind]
"""Asks for the rows with a session, the actor, `limit` and `offset`."""


def cases(
    me: Actor,
    key: str,
    title: str,
    ask: Ask,
    columns: Sequence[Column],
    about: list[tuple[str, str]],
    by: Sequence[str],
    *,
    note: Label | None = None,
    at_stake: bool = False,
) -> None:
    """The list under a chart; `by` are what the address has picked, which one button lets go.

    `at_stake`: what was won, lost, raised or lowered all adds to the total, so that it is no sum of premium.
    """
    code = said(AT)
    offset = (max(1, int(code)) - 1) * PAGE if code.isdecimal() else 0
    with reading(me) as session:
        found = ask(session, me, limit=PAGE, offset=offset)
        if not found.rows and offset:
            found = ask(session, me, limit=PAGE)
    _head(title, note or _counted(found, at_stake=at_stake), by)
    if not found.count:
        nothing(t("pipeline.none_behind"), ":material/search_off:")
        return
    ways = st.container(horizontal=True)
    shown = [*_shared()[:1], *columns, *_shared()[1:]]
    picked = picking(key, found.rows, shown, most=14)
    row = next((row for row in found.rows if row.id == picked), None)
    with ways:
        _ways(me, row)
    page_of(key, found.count, PAGE, title, *(said(name) for name in by))
    if found.count > MOST_EXPORTED:
        st.caption(t("rows.too_many", most=MOST_EXPORTED))
        return
    total = plain("pipeline.stake_in_all") if at_stake else plain("rows.total")
    told = [*about, (plain("pipeline.of"), title), (total, money(round(found.total)))]
    downloads(me, f"{key}.rows", title, told, partial(_sheet, me, ask, shown), rows=found.count)


def _ways(me: Actor, row: Case | None) -> None:
    """To the opportunity that is picked and to its customer."""
    if row is None:
        st.caption(t("rows.tap"))
        return
    record_link(me, "opportunity", row.id, row.title, ":material/arrow_forward:")
    record_link(me, "customer", row.customer_id, row.customer, ":material/person:")


def _counted(found: Behind, *, at_stake: bool) -> Label:
    key = "pipeline.count_at_stake" if at_stake else "pipeline.count"
    return t(key, rows=found.count, premium=money(round(found.total)))


def _head(title: str, note: Label, by: Sequence[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(t("view.tile_title", title=label(title)), width="content")
        st.caption(note, width="content")
        if any(said(name) for name in by):
            st.button(
                t("view.let_go"),
                key="pipeline.let_go",
                icon=":material/close:",
                type="tertiary",
                on_click=say,
                kwargs=dict.fromkeys((*by, AT), ""),
            )


def _sheet(me: Actor, ask: Ask, columns: Sequence[Column]) -> tuple[list[str], list[list[Any]]]:
    with reading(me) as session:
        return sheet(ask(session, me, limit=MOST_EXPORTED).rows, columns)


def _shared() -> tuple[Column, ...]:
    return (
        Column(plain("sales.title"), lambda row: row.title, width=150, pinned=True),
        Column(plain("pipeline.stage_now"), lambda row: stage_name(row.kind, row.stage), width=90),
        Column(plain("sales.expected_close"), lambda row: row.expected_close, "day"),
        Column(plain("customers.owner"), lambda row: row.owner, width=80),
        Column(plain("customers.name"), lambda row: row.customer, width=150),
    )


def amount_column(title: str) -> Column:
    """What a row adds to the figure."""
    return Column(title, lambda row: yuan(round(row.amount)), "yuan", 150)


def bound(report: Any, *asked: Any, **named: Any) -> Ask:
    """A report's rows with all that was asked but the page."""

    def ask(session: ActorSession, me: Actor, **page: int) -> Behind:
        found: Behind = report(session, me, *asked, **named, **page)
        return found

    return ask
