"""The lines of a handover: every customer with its figures, who takes it, and what they should know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from components.address import choose
from components.handover.line_columns import line_columns
from components.handover.line_forms import chosen_lines
from components.handover.line_gaps import lacking, tells_gaps
from components.handover.totals import totals_table
from components.list_file import Read, file_menu
from components.listing import nothing, picking_many
from components.pager import page_of
from components.words import Label, plain, t
from db.access import Actor
from db.models.handovers import HandoverState
from db.queries.completeness import completeness
from db.queries.handover_lines import PAGE, LineRow, TotalRow, count_lines, handover_lines
from db.queries.handovers import HandoverRow
from db.session import ActorSession, reading

SORTS = ("premium", "next_expiry", "overdue", "score", "name")
NOBODY = "none"


@dataclass(frozen=True)
class Narrowed:
    """Whose lines are listed, `NOBODY` or everybody's where empty, in which order, how many they are, and which gap
    their customers have.
    """

    successor: str
    sort: str
    total: int
    gap: str = ""
    customers: tuple[int, ...] | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """The same as the query takes it."""
        undecided = self.successor == NOBODY
        successor = None if undecided or not self.successor else int(self.successor)
        return {
            "successor_id": successor,
            "undecided": undecided,
            "sort": self.sort,
            "customers": self.customers,
        }


def lines_part(me: Actor, row: HandoverRow, totals: Sequence[TotalRow], *, leads: bool) -> None:
    """The sums by successor, the table in the order asked for, and under it what can be done with the ticked lines."""
    if row.state == HandoverState.DRAFT:
        nothing(t("handovers.no_lines_yet"), ":material/inventory:")
        return
    if row.decided and leads:
        totals_table("handover.lines.totals", totals, most=6)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        narrowed = _narrowed(totals, "score" if row.leaver_id == me.person_id else SORTS[0])
        if tells_gaps(me, row, leads=leads):
            narrowed = _lacking(me, row, narrowed)
    if not narrowed.total:
        nothing(t("handovers.no_lines"))
        return
    _table(me, row, narrowed, leads=leads)


def _table(me: Actor, row: HandoverRow, narrowed: Narrowed, *, leads: bool) -> None:
    def read(session: ActorSession, limit: int, offset: int) -> list[LineRow]:
        return handover_lines(session, me, row.id, limit=limit, offset=offset, **narrowed.asked)

    above, shown, under = st.container(horizontal=True, vertical_alignment="center"), st.container(), st.container()
    offset = page_of("handover.lines", narrowed.total, PAGE, narrowed)
    with reading(me) as session:
        rows = read(session, PAGE, offset)
        opened = [line.customer_id for line in rows if line.opens] if tells_gaps(me, row, leads=leads) else []
        scores = completeness(session, me, opened)
    hint = _hint(me, row, rows, leads=leads)
    with above:
        st.caption(" · ".join([t("handovers.line_count", rows=narrowed.total), *hint]), width="stretch")
        if hint:
            told = [(plain("handovers.leaver"), row.leaver)]
            asked = (row.id, narrowed.asked)
            file_menu(me, "handover", narrowed.total, told, _for_file(read), lambda: line_columns(row), asked)
    with shown:
        scored = any(line.score is not None for line in rows)
        columns = line_columns(row, scored=scored, by=narrowed.sort, now=scores)
        ticked = picking_many("handover.lines", rows, columns, most=14)
    with under:
        if chosen := [line for line in rows if line.id in ticked]:
            chosen_lines(me, row, chosen, (narrowed.asked, narrowed.total), scores, leads=leads)


def _hint(me: Actor, row: HandoverRow, rows: Sequence[LineRow], *, leads: bool) -> list[Label]:
    """What ticking a row is good for, if anything."""
    if row.state == HandoverState.FROZEN and (leads or row.leaver_id == me.person_id):
        return [t("handovers.pick_line")]
    return [t("handovers.pick_read")] if any(line.opens for line in rows) else []


def _lacking(me: Actor, row: HandoverRow, narrowed: Narrowed) -> Narrowed:
    """The same, of the customers that lack something, where that is asked for."""
    gap, customers = lacking(me, row)
    if customers is None:
        return narrowed
    narrowed = replace(narrowed, gap=gap, customers=customers)
    with reading(me) as session:
        asked = {name: value for name, value in narrowed.asked.items() if name != "sort"}
        return replace(narrowed, total=count_lines(session, me, row.id, **asked))


def _for_file(read: Read) -> Read:
    """The same rows without the names that are known only to sign for them."""

    def kept(session: ActorSession, limit: int, offset: int) -> list[LineRow]:
        return [line if line.opens else replace(line, customer=None) for line in read(session, limit, offset)]

    return kept


def _narrowed(totals: Sequence[TotalRow], first: str) -> Narrowed:
    names = {str(one.successor_id or NOBODY): one.successor or plain("handovers.nobody_yet") for one in totals}
    numbers = {str(one.successor_id or NOBODY): one.customers for one in totals}
    every = {"": plain("handovers.any_successor"), **names}
    chosen = ""
    with st.container(width=200):
        if len(names) > 1:
            chosen = choose("successor", t("handovers.successor"), [*every], every.__getitem__)
    with st.container(width=220):
        sorts = {by: plain(f"handover_sort.{by}") for by in SORTS}
        sort = choose("sort", t("handovers.sort"), SORTS, sorts.__getitem__, default=first)
    return Narrowed(chosen, sort, numbers[chosen] if chosen else sum(numbers.values()))
