"""The frozen list of a handover, taken from the tables themselves: what names the leaver, and whose customer it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.handover_sums import write_sums
from db.holders import customer_of, held_tables
from db.models.handovers import Handover, HandoverItem, HandoverLine
from db.periods import today
from db.run import WritingSession

ITEMS: Any = HandoverItem.__table__  # type: ignore[attr-defined]
LINES: Any = HandoverLine.__table__  # type: ignore[attr-defined]
OWNED = "ownership"


@dataclass(frozen=True)
class Changed:
    """How many customers and other rows a list has more, and fewer, than before."""

    customers_new: int
    customers_gone: int
    items_new: int
    items_gone: int

    def __bool__(self) -> bool:
        return any(vars(self).values())


def items_of(handover: Handover, table: str) -> Any:
    """The criteria of the leaver's own items of one table."""
    listed = (ITEMS.c.handover_id == handover.id) & (ITEMS.c.record_table == table)
    return listed & (ITEMS.c.person_id == handover.leaver_id)


def relist(session: WritingSession, handover: Handover) -> Changed:
    """Make the list equal to the tables: what is new comes in, what is gone goes; successors and notes stay."""
    gone, new = 0, 0
    for name in held_tables():
        gone += _drop(session, handover, name)
        new += _take(session, handover, name)
    # In this order: what is new of a customer that is listed already goes to the customer's successor.
    customers = _lines(session, handover)
    follow(session, handover)
    write_sums(session, handover.id or 0, today())
    return Changed(*customers, new, gone)


def _open_rows(name: str) -> tuple[Any, Any, Any]:
    """The rows of a table that name the leaver: the table, what to read from, and their customer's column."""
    table = held_tables()[name]
    source, customer = customer_of(name)
    return table, source, sa.cast(sa.null(), sa.Integer) if customer is None else customer


def _held_by(handover: Handover, table: Any) -> list[Any]:
    """The criteria of what the leaver holds; what they have as somebody's cover ends with it and goes to nobody."""
    held = [table.c.person_id == handover.leaver_id, table.c.open == 1]
    return [*held, table.c.cover_id.is_(None)] if "cover_id" in table.c else held


def _drop(session: WritingSession, handover: Handover, name: str) -> int:
    table, source, customer = _open_rows(name)
    there = (
        sa.select(sa.literal(1))
        .select_from(source)
        .where(table.c.id == ITEMS.c.record_id, *_held_by(handover, table))
        .where(customer.is_not_distinct_from(ITEMS.c.customer_id))
        .correlate(ITEMS)
    )
    gone = sa.delete(ITEMS).where(items_of(handover, name), ~sa.exists(there))
    return int(session.trusted().execute(gone).rowcount)


def _take(session: WritingSession, handover: Handover, name: str) -> int:
    table, source, customer = _open_rows(name)
    known = sa.select(ITEMS.c.record_id).where(items_of(handover, name))
    rows = (
        sa.select(sa.literal(handover.id), sa.literal(name), table.c.id, customer, table.c.person_id, sa.literal(0))
        .select_from(source)
        .where(*_held_by(handover, table), table.c.id.not_in(known))
    )
    names = ["handover_id", "record_table", "record_id", "customer_id", "person_id", "moved"]
    return int(session.trusted().execute(sa.insert(ITEMS).from_select(names, rows)).rowcount)


def _lines(session: WritingSession, handover: Handover) -> tuple[int, int]:
    owned = sa.select(ITEMS.c.customer_id).where(items_of(handover, OWNED))
    mine = LINES.c.handover_id == handover.id
    gone = session.trusted().execute(sa.delete(LINES).where(mine, LINES.c.customer_id.not_in(owned))).rowcount
    known = sa.select(LINES.c.customer_id).where(mine)
    blank = {"handover_id": handover.id, "by_rule": 1, "premium": 0, "receivable": 0, "overdue": 0, "version": 1}
    rows = sa.select(ITEMS.c.customer_id, sa.literal(""), *(sa.literal(value) for value in blank.values()))
    rows = rows.where(items_of(handover, OWNED), ITEMS.c.customer_id.not_in(known))
    made = session.trusted().execute(sa.insert(LINES).from_select(["customer_id", "note", *blank], rows))
    return int(made.rowcount), int(gone)


def follow(session: WritingSession, handover: Handover) -> None:
    """What hangs on a customer of the list goes to the customer's successor."""
    successor = (
        sa.select(LINES.c.successor_id)
        .where(LINES.c.handover_id == handover.id, LINES.c.customer_id == ITEMS.c.customer_id)
        .correlate(ITEMS)
        .scalar_subquery()
    )
    listed = sa.select(LINES.c.customer_id).where(LINES.c.handover_id == handover.id)
    follow = sa.update(ITEMS).where(ITEMS.c.handover_id == handover.id, ITEMS.c.customer_id.in_(listed))
    session.trusted().execute(follow.values(successor_id=successor))
