"""What has to be the same before and after a handover, or nothing after it: looked at before it is committed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from db.handover_annex import list_digest
from db.handover_dated import OWNERSHIP
from db.handover_list import ITEMS, LINES, holder, items_of
from db.handover_sight import unreadable
from db.handover_sums import worth_now
from db.holders import held_by, held_tables
from db.models.handovers import Handover
from db.models.policies import Credit
from db.run import WritingSession

Figures = dict[str, Any]
EQUAL = ("customers", "items", "premium_in_force", "receivable", "overdue_premium", "credit")
"""The same before and after; amounts in fen, credit as a digest of who is credited with how much."""
NONE_LEFT = ("held", "unreadable")
"""Nothing after: open rows that name the leaver, and rows that their successor cannot read."""


def before(session: WritingSession, handover: Handover, people: Sequence[int]) -> Figures:
    """The figures of what the leaver holds, from the tables themselves."""
    owned = sa.select(OWNERSHIP.c.customer_id).where(OWNERSHIP.c.person_id == handover.leaver_id, OWNERSHIP.c.open == 1)
    tables = {name: _count(session, ITEMS, items_of(handover, name)) for name in held_tables()}
    return {
        "customers": _count(session, OWNERSHIP, OWNERSHIP.c.customer_id.in_(owned), OWNERSHIP.c.open == 1),
        "items": sum(tables.values()),
        "held": held(session, handover.leaver_id),
        "by_table": tables,
        "credit": credited(session, [handover.leaver_id, *people]),
        **worth_now(session, handover.id or 0, owned),
    }


def after(session: WritingSession, handover: Handover, people: Sequence[int]) -> Figures:
    """The same figures of what the successors hold of it now, and what each of them has taken."""
    owned = (
        sa.select(OWNERSHIP.c.customer_id)
        .join(LINES, (LINES.c.customer_id == OWNERSHIP.c.customer_id) & (LINES.c.handover_id == handover.id))
        .where(OWNERSHIP.c.open == 1, OWNERSHIP.c.person_id == LINES.c.successor_id)
    )
    tables = {name: _arrived(session, handover, name) for name in held_tables()}
    return {
        "customers": _count(session, OWNERSHIP, OWNERSHIP.c.customer_id.in_(owned), OWNERSHIP.c.open == 1),
        "items": sum(tables.values()),
        "held": held(session, handover.leaver_id),
        "unreadable": unreadable(session, handover),
        "by_table": tables,
        "credit": credited(session, [handover.leaver_id, *people]),
        **worth_now(session, handover.id or 0, owned),
        "successors": _taken(session, handover),
        "items_digest": items_digest(session, handover),
        # Certificates from before the list was sealed lack it, by which they are told.
        "list_digest": list_digest(session, handover.id or 0),
    }


def broken(first: Figures, last: Figures) -> list[str]:
    """The invariants that do not hold."""
    return [name for name in EQUAL if first[name] != last[name]] + [name for name in NONE_LEFT if last[name]]


def held(session: WritingSession, person_id: int) -> int:
    """How many open rows name a person, in all tables."""
    return sum(_count(session, table, *held_by(table, person_id)) for table in held_tables().values())


def _count(session: WritingSession, table: Any, *criteria: Any) -> int:
    counted = sa.select(sa.func.count()).select_from(table).where(*criteria)
    return int(session.trusted().execute(counted).scalar_one())


def _arrived(session: WritingSession, handover: Handover, name: str) -> int:
    """Items that their successor holds as an open row, or that ended because the successor had the same already."""
    table, mine = held_tables()[name], items_of(handover, name)
    taken = (ITEMS.c.moved == 1) & (holder(table, ITEMS.c.after_id) == ITEMS.c.successor_id)
    ended = (ITEMS.c.moved == 0) & holder(table, ITEMS.c.record_id).is_(None)
    return _count(session, ITEMS, mine, taken | ended)


def credited(session: WritingSession, people: Sequence[int]) -> str:
    """A digest of how much these people are credited with, in how many rows."""
    credit: Any = Credit.__table__  # type: ignore[attr-defined]
    sums = (sa.func.sum(credit.c[name]) for name in ("amount", "share", "leads"))
    rows = sa.select(credit.c.person_id, sa.func.count(), *sums).where(col(Credit.person_id).in_(people))
    found = session.trusted().execute(rows.group_by(credit.c.person_id).order_by(credit.c.person_id)).all()
    told = json.dumps([[int(value) for value in row] for row in found])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _taken(session: WritingSession, handover: Handover) -> list[dict[str, int]]:
    sums = {name: sa.func.coalesce(sa.func.sum(LINES.c[name]), 0) for name in ("premium", "overdue", "policies")}
    of = {"customers": sa.func.count(), **sums}
    lines = sa.select(LINES.c.successor_id, *of.values()).where(LINES.c.handover_id == handover.id)
    taken = {row[0]: row[1:] for row in session.trusted().execute(lines.group_by(LINES.c.successor_id))}
    items = sa.select(ITEMS.c.successor_id, sa.func.count()).where(
        ITEMS.c.handover_id == handover.id, ITEMS.c.person_id == handover.leaver_id
    )
    counted = {row[0]: row[1] for row in session.trusted().execute(items.group_by(ITEMS.c.successor_id))}
    return [
        {"person_id": person, "items": counted[person]}
        | {name: int(value) for name, value in zip(of, taken.get(person, (0,) * len(of)), strict=True)}
        for person in sorted(counted)
    ]


def items_digest(session: WritingSession, handover: Handover) -> str:
    """The hash of every item and where it went, in one order."""
    names = ("record_table", "record_id", "successor_id", "moved", "after_id")
    rows = sa.select(*(ITEMS.c[name] for name in names)).where(ITEMS.c.handover_id == handover.id)
    summed = hashlib.sha256()
    # By number alone: databases order text in ways of their own.
    for row in session.trusted().execute(rows.order_by(ITEMS.c.id)).yield_per(10_000):
        summed.update(repr(tuple(row)).encode())
    return summed.hexdigest()
