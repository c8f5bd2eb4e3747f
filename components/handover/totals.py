"""What each successor gets and holds already, and what was found when the list was frozen."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.handover.checks import table_name
from components.listing import Column, nothing, table, yuan
from components.words import plain, t
from db.access import Actor
from db.queries.handover_lines import InventoryRow, TotalRow, inventory
from db.queries.handovers import HandoverRow
from db.session import reading


def totals_table(key: str, totals: Sequence[TotalRow], *, most: int = 14) -> None:
    """A successor a row; the totals move along with every choice."""
    if not totals:
        nothing(t("handovers.no_lines_yet"), ":material/inventory:")
        return
    columns = [
        Column(plain("handovers.successor"), lambda one: one.successor or plain("handovers.nobody_yet"), width=120),
        Column(plain("handovers.customers"), lambda one: one.customers, "count"),
        Column(plain("handovers.premium"), lambda one: yuan(one.premium), "yuan", 160),
        Column(plain("handovers.overdue_yuan"), lambda one: yuan(one.overdue), "yuan", 140),
        Column(plain("handovers.renewals"), lambda one: one.renewals, "count", 110),
        Column(plain("handovers.signed"), lambda one: one.signed, "flag"),
        Column(plain("handovers.holds_now"), lambda one: one.held if one.successor_id else None, "count", 110),
    ]
    table(key, totals, columns, most=most)


def inventory_part(me: Actor, row: HandoverRow) -> None:
    """Every kind of record that named the leaver, with how many."""
    with reading(me) as session:
        found = inventory(session, me, row.id)
    if not found:
        nothing(t("handovers.no_lines_yet"), ":material/inventory:")
        return
    st.caption(t("handovers.inventory_told"))
    columns = [
        Column(plain("handovers.record"), _record, width=240),
        Column(plain("handovers.records"), lambda one: one.count, "count"),
        Column(plain("handovers.moved"), lambda one: one.moved, "count"),
    ]
    table("handover.inventory", found, columns, most=20)


def _record(one: InventoryRow) -> str:
    return table_name(one.record_table)
