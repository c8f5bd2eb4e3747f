"""The lines of a handover: every customer with its figures, who takes it, and what they should know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from components.address import choose
from components.handover.line_forms import chosen_lines
from components.handover.totals import totals_table
from components.list_file import Read, file_menu
from components.listing import Column, nothing, picking_many, yuan
from components.pager import page_of
from components.words import plain, t
from db.access import Actor
from db.models.handovers import HandoverState
from db.queries.handover_lines import PAGE, LineRow, TotalRow, handover_lines
from db.queries.handovers import HandoverRow
from db.session import ActorSession, reading

SORTS = ("premium", "next_expiry", "overdue", "score", "name")
NOBODY = "none"
MOVED = (HandoverState.DONE, HandoverState.CLOSED)


@dataclass(frozen=True)
class Narrowed:
    """Whose lines are listed, `NOBODY` or everybody's where empty, in which order, and how many they are."""

    successor: str
    sort: str
    total: int

    @property
    def asked(self) -> dict[str, Any]:
        """The same as the query takes it."""
        undecided = self.successor == NOBODY
        successor = None if undecided or not self.successor else int(self.successor)
        return {"successor_id": successor, "undecided": undecided, "sort": self.sort}


def lines_part(me: Actor, row: HandoverRow, totals: Sequence[TotalRow], *, leads: bool) -> None:
    """The sums by successor, the table in the order asked for, and under it what can be done with the ticked lines."""
    if row.state == HandoverState.DRAFT:
        nothing(t("handovers.no_lines_yet"), ":material/inventory:")
        return
    if row.decided and leads:
        totals_table("handover.lines.totals", totals, most=6)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        narrowed = _narrowed(totals, "score" if row.leaver_id == me.person_id else SORTS[0])
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
    with above:
        changes = row.state == HandoverState.FROZEN and (leads or row.leaver_id == me.person_id)
        hints = (
            [t("handovers.pick_line")]
            if changes
            else [t("handovers.pick_read")]
            if any(line.opens for line in rows)
            else []
        )
        st.caption(" · ".join([t("handovers.line_count", rows=narrowed.total), *hints]), width="stretch")
        if hints:
            told = [(plain("handovers.leaver"), row.leaver)]
            asked = (row.id, narrowed.asked)
            file_menu(me, "handover", narrowed.total, told, _for_file(read), lambda: line_columns(row), asked)
    with shown:
        scored = any(line.score is not None for line in rows)
        columns = line_columns(row, scored=scored)
        if row.leaver_id == me.person_id and scored:
            # What the leaver works through, within a phone's width.
            columns.sort(key=lambda column: column.title not in (plain("handovers.customer"), plain("handovers.score")))
        ticked = picking_many("handover.lines", rows, columns, most=14)
    chosen = [line for line in rows if line.id in ticked]
    with under:
        if chosen:
            chosen_lines(me, row, chosen, narrowed.asked, narrowed.total, leads=leads)


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


def line_columns(row: HandoverRow, *, scored: bool = True) -> list[Column]:
    """The lines of a handover as a table has them; without completeness where it was not worked out."""
    columns = [
        Column(plain("handovers.customer"), lambda line: line.customer or plain("rows.hidden"), width=190),
        Column(plain("handovers.successor"), lambda line: line.successor or plain("handovers.nobody_yet"), width=90),
        Column(plain("handovers.premium"), lambda line: yuan(line.premium), "yuan", 170),
        Column(plain("handovers.next_expiry"), lambda line: line.next_expiry, "day", 110),
        Column(plain("handovers.overdue_yuan"), lambda line: yuan(line.overdue), "yuan", 120),
        Column(plain("handovers.receivable_yuan"), lambda line: yuan(line.receivable), "yuan", 130),
        *([Column(plain("handovers.score"), lambda line: line.score, "count", 100)] if scored else []),
        Column(plain("handovers.how"), _how, width=80),
        Column(plain("handovers.note"), lambda line: line.note, width=200),
    ]
    contact = Column(plain("handovers.first_contact"), lambda line: line.first_contact_on, "day", 110)
    return [columns[0], contact, *columns[1:]] if row.state in MOVED else columns


def _how(line: LineRow) -> str:
    if line.successor_id is None:
        return ""
    return plain("handovers.by_rule") if line.by_rule else plain("handovers.by_hand")
