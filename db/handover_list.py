"""The frozen list of a handover, taken from the tables themselves: what names the leaver, and whose customer it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from db.handover_sums import write_sums
from db.holders import customer_of, held_by, held_tables
from db.models.handovers import Handover, HandoverItem, HandoverLine
from db.periods import today
from db.run import WritingSession

ITEMS: Any = HandoverItem.__table__  # type: ignore[attr-defined]
LINES: Any = HandoverLine.__table__  # type: ignore[attr-defined]
OWNED = "ownership"
ENDING = frozenset({"ownership", "membership", "activity_participant"})
"""Tables whose rows may end in a handover, followed by others or by none; all others stay the same row."""


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


def holder(table: Any, number: Any) -> Any:
    """Who holds the row of that number, nobody where it is not open; looked up by the number whatever the database
    believes of how many rows there are.
    """
    held = sa.case((table.c.open == 1, table.c.person_id))
    return sa.select(held).where(table.c.id == number).correlate(ITEMS).scalar_subquery()


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


def _drop(session: WritingSession, handover: Handover, name: str) -> int:
    table, source, customer = _open_rows(name)
    mine = items_of(handover, name)
    gone = sa.delete(ITEMS).where(mine, holder(table, ITEMS.c.record_id).is_distinct_from(handover.leaver_id))
    dropped = int(session.trusted().execute(gone).rowcount)
    # Rows of a customer that was merged since hang on another.
    whose = sa.select(table.c.id, customer.label("customer_id")).select_from(source).subquery()
    other = (ITEMS.c.record_id == whose.c.id) & ITEMS.c.customer_id.is_distinct_from(whose.c.customer_id)
    session.trusted().execute(sa.update(ITEMS).where(mine, other).values(customer_id=whose.c.customer_id))
    return dropped


def _take(session: WritingSession, handover: Handover, name: str) -> int:
    table, source, customer = _open_rows(name)
    known = sa.select(ITEMS.c.record_id).where(items_of(handover, name))
    same = name not in ENDING
    becomes = table.c.id if same else sa.cast(sa.null(), sa.Integer)
    whose = (customer, table.c.person_id, sa.literal(int(same)), becomes)
    rows = (
        sa.select(sa.literal(handover.id), sa.literal(name), table.c.id, *whose)
        .select_from(source)
        .where(*held_by(table, handover.leaver_id), table.c.id.not_in(known))
    )
    names = ["handover_id", "record_table", "record_id", "customer_id", "person_id", "moved", "after_id"]
    return _inserted(session, sa.insert(ITEMS).from_select(names, rows))


def _inserted(session: WritingSession, rows: Any) -> int:
    """How many rows an INSERT made, which SQLAlchemy else keeps of changes alone."""
    return int(session.trusted().execute(rows.execution_options(preserve_rowcount=True)).rowcount)


def _lines(session: WritingSession, handover: Handover) -> tuple[int, int]:
    owned = sa.select(ITEMS.c.customer_id).where(items_of(handover, OWNED))
    mine = LINES.c.handover_id == handover.id
    gone = session.trusted().execute(sa.delete(LINES).where(mine, LINES.c.customer_id.not_in(owned))).rowcount
    known = sa.select(LINES.c.customer_id).where(mine)
    blank = {"handover_id": handover.id, "by_rule": 1, "premium": 0, "receivable": 0, "overdue": 0, "version": 1}
    # Who the customer is comes with the sums, see write_sums.
    texts = ("note", "number", "name")
    rows = sa.select(ITEMS.c.customer_id, *(sa.literal(value) for value in (*("",) * len(texts), *blank.values())))
    rows = rows.where(items_of(handover, OWNED), ITEMS.c.customer_id.not_in(known))
    return _inserted(session, sa.insert(LINES).from_select(["customer_id", *texts, *blank], rows)), int(gone)


def follow(session: WritingSession, handover: Handover) -> None:
    """What hangs on a customer of the list goes to the customer's successor."""
    successor = (
        sa.select(LINES.c.successor_id)
        .where(LINES.c.handover_id == handover.id, LINES.c.customer_id == ITEMS.c.customer_id)
        .correlate(ITEMS)
        .scalar_subquery()
    )
    listed = sa.select(LINES.c.customer_id).where(LINES.c.handover_id == handover.id)
    other = ITEMS.c.successor_id.is_distinct_from(successor)
    going = sa.update(ITEMS).where(ITEMS.c.handover_id == handover.id, ITEMS.c.customer_id.in_(listed), other)
    session.trusted().execute(going.values(successor_id=successor))
