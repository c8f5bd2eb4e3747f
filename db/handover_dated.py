"""Moves the dated rows of a handover: ownership and membership end, and the successors' begin, on one day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from db.handover_list import ITEMS, LINES, items_of
from db.models.customers import Membership, Ownership
from db.models.handovers import Handover
from db.periods import today
from db.run import WritingSession

OWNERSHIP: Any = Ownership.__table__  # type: ignore[attr-defined]
MEMBERS: Any = Membership.__table__  # type: ignore[attr-defined]


def ids_of(handover: Handover, name: str, *criteria: Any) -> Any:
    """Ids of the rows that the leaver's items of one table name."""
    return sa.select(ITEMS.c.record_id).where(items_of(handover, name), *criteria)


def move_owners(session: WritingSession, handover: Handover, said: str) -> None:
    """Each customer of the list is its successor's from today on."""
    connection = session.trusted()
    ended = sa.update(OWNERSHIP).where(OWNERSHIP.c.id.in_(ids_of(handover, "ownership")))
    connection.execute(ended.values(valid_to=today()))
    taken = sa.select(LINES.c.customer_id, LINES.c.successor_id, sa.literal(today(), sa.Date), sa.literal(said))
    taken = taken.where(LINES.c.handover_id == handover.id)
    names = ["customer_id", "person_id", "valid_from", "reason"]
    connection.execute(sa.insert(OWNERSHIP).from_select(names, taken))
    now_owned = (
        sa.select(OWNERSHIP.c.id)
        .where(OWNERSHIP.c.customer_id == ITEMS.c.customer_id, OWNERSHIP.c.open == 1)
        .correlate(ITEMS)
        .scalar_subquery()
    )
    connection.execute(sa.update(ITEMS).where(items_of(handover, "ownership")).values(after_id=now_owned, moved=1))


def move_members(session: WritingSession, handover: Handover, said: str) -> None:
    """A membership goes on with the successor, unless they own the customer or are a member of it already."""
    connection = session.trusted()
    ended = sa.update(MEMBERS).where(MEMBERS.c.id.in_(ids_of(handover, "membership")))
    connection.execute(ended.values(valid_to=today(), version=MEMBERS.c.version + 1))

    def held_by_successor(table: Any) -> Any:
        same = (table.c.customer_id == ITEMS.c.customer_id) & (table.c.person_id == ITEMS.c.successor_id)
        return sa.select(table.c.id).where(same, table.c.open == 1).correlate(ITEMS)

    there = sa.exists(held_by_successor(OWNERSHIP)) | sa.exists(held_by_successor(MEMBERS))
    mine = items_of(handover, "membership")
    connection.execute(sa.update(ITEMS).where(mine).values(moved=sa.case((there, 0), else_=1)))
    begun = sa.select(
        MEMBERS.c.customer_id, ITEMS.c.successor_id, MEMBERS.c.can_write, sa.literal(today(), sa.Date),
        sa.literal(said), sa.literal(1), MEMBERS.c.until,
    ).join(MEMBERS, MEMBERS.c.id == ITEMS.c.record_id)  # fmt: skip
    names = ["customer_id", "person_id", "can_write", "valid_from", "reason", "version", "until"]
    connection.execute(sa.insert(MEMBERS).from_select(names, begun.where(mine, ITEMS.c.moved == 1)))
    after = held_by_successor(MEMBERS).scalar_subquery()
    connection.execute(sa.update(ITEMS).where(mine, ITEMS.c.moved == 1).values(after_id=after))
