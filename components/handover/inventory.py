"""What was found when the list was taken: every kind of record with how many, and each kind's records one by one."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.address import choose, say
from components.handover.checks import table_name
from components.listing import Column, nothing, opening
from components.navigation import opens_here
from components.pager import page_of
from components.record_link import open_record
from components.words import plain, t
from db.access import Actor
from db.queries.handover_lines import inventory
from db.queries.handover_records import PAGE, RecordRow, along_counts, along_records, held_records
from db.queries.handovers import HandoverRow
from db.session import reading

SHOWN_BY = {
    "ownership": "customer",
    "membership": "customer",
    "activity_participant": "activity",
    "milestone": "project",
    "project_risk": "project",
    "claim": "policy",
}
"""The page that shows a record; of others, the page of their own name."""


@dataclass(frozen=True)
class Kind:
    """One kind of record; what goes along with a customer is not counted as moved."""

    id: int
    table: str
    count: int
    moved: int | None


def inventory_part(me: Actor, row: HandoverRow) -> None:
    """The kinds, and under them the records of the one that is chosen."""
    kinds = _kinds(me, row)
    if not kinds:
        nothing(t("handovers.no_lines_yet"), ":material/inventory:")
        return
    st.caption(t("handovers.inventory_told"))
    columns = [
        Column(plain("handovers.record"), lambda one: table_name(one.table), width=190),
        Column(plain("handovers.records"), lambda one: one.count, "count"),
        Column(plain("handovers.moved"), lambda one: one.moved, "count"),
    ]
    if tapped := opening("handover.inventory", kinds, columns, most=20):
        say(kind=next(one.table for one in kinds if one.id == tapped), page="")
        st.rerun()
    names = {one.table: table_name(one.table) for one in kinds if one.count}
    if names:
        with st.container(width=260):
            chosen = choose("kind", t("handovers.record"), [*names], names.__getitem__)
        _records(me, row, next(one for one in kinds if one.table == chosen))


def _kinds(me: Actor, row: HandoverRow) -> list[Kind]:
    with reading(me) as session:
        held, along = inventory(session, me, row.id), along_counts(session, me, row.id)
    rows: list[tuple[str, int, int | None]] = [(one.record_table, one.count, one.moved) for one in held]
    rows += [(table, number, None) for table, number in along.items() if held and number]
    return [Kind(number, *one) for number, one in enumerate(rows, 1)]


def _records(me: Actor, row: HandoverRow, kind: Kind) -> None:
    under = st.container()
    offset = page_of("handover.records", kind.count, PAGE, kind.table)
    asked = held_records if kind.moved is not None else along_records
    with reading(me) as session:
        rows = asked(session, me, row.id, kind.table, limit=PAGE, offset=offset)
    page = SHOWN_BY.get(kind.table, kind.table)
    with under:
        if opens_here(me, page) and any(one.opens for one in rows):
            st.caption(t("handovers.pick"))
        tapped = opening(f"handover.records.{kind.table}", rows, _columns(kind.table, rows))
    target = next((one.opens for one in rows if one.id == tapped), None)
    if target is not None and opens_here(me, page):
        open_record(page, target)


def _columns(table: str, rows: list[RecordRow]) -> list[Column]:
    """A lead has no customer, and a customer is called nothing else."""
    hidden = plain("rows.hidden")
    customer = Column(plain("handovers.customer"), lambda one: one.customer or hidden, width=170)
    what = Column(table_name(table), lambda one: _what(one) or hidden, width=190)
    return [
        *([what] if any(one.what for one in rows) else []),
        *([customer] if table != "lead" else []),
        Column(plain(f"record_day.{table}"), lambda one: one.on, "day", 120),
        Column(plain("handovers.successor"), lambda one: one.successor or plain("handovers.nobody_yet"), width=110),
    ]


def _what(row: RecordRow) -> str | None:
    """Planned work is called by what it is for, as in other lists."""
    return f"{plain(f'cause.{row.cause}')} · {row.what}" if row.cause else row.what
