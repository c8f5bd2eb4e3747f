"""What each successor gets and holds already."""

from __future__ import annotations

from collections.abc import Sequence

from components.listing import Column, nothing, table, yuan
from components.words import plain, t
from db.queries.handover_lines import TotalRow


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
