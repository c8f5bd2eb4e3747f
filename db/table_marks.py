"""Which tables were written: a count for each, raised in the very transaction that writes it.

Whatever is worked out from some tables stands as long as their counts stand, for every process of the database.
"""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from db.models.search import PinnedRecord, RecentRecord, SavedFilter
from db.models.sign_in import KnownBrowser, SignInSession, SignInTicket, Throttle, Viewing
from db.models.system import Audit, AuditEnd, CommandKey, Lease, TableMark

MARKS: Any = TableMark.__table__  # type: ignore[attr-defined]
UNFELT = frozenset(
    str(model.__tablename__)
    for model in (
        *(Audit, AuditEnd, CommandKey, KnownBrowser, Lease, SignInSession, SignInTicket, TableMark, Throttle),
        *(PinnedRecord, RecentRecord, SavedFilter, Viewing),
    )
)
"""Tables that nothing is remembered of: signing in, coming back, or opening a record makes no answer old."""

SLOTS = 16
EVERY = "*"
"""What a statement that is written as text may have written."""
_WRITTEN, _SLOT = "written", "slot"
_COUNTS = sa.select(MARKS.c.name, sa.func.sum(MARKS.c.value)).group_by(MARKS.c.name)


def counts(connection: sa.Connection) -> dict[str, int]:
    """How often each table was written, as the transaction of the connection sees it."""
    return {name: int(value) for name, value in connection.execute(_COUNTS)}


def raise_with_writes(engine: Any) -> None:
    """Let every transaction of an engine that writes raise the counts of what it wrote."""
    event.listen(engine, "before_execute", _note)
    event.listen(engine, "commit", raise_counts)
    event.listen(engine, "rollback", _forget)


def note_every(connection: sa.Connection) -> None:
    """Say that this transaction writes in a way that is not seen here, such as COPY."""
    connection.info.setdefault(_WRITTEN, set()).add(EVERY)


def _note(connection: sa.Connection, clause: Any, *_given: Any) -> None:
    if isinstance(clause, sa.UpdateBase):
        table: Any = clause.table
        connection.info.setdefault(_WRITTEN, set()).add(str(table.name))
    elif isinstance(clause, sa.TextClause):
        note_every(connection)


def _forget(connection: sa.Connection) -> None:
    connection.info.pop(_WRITTEN, None)


def raise_counts(connection: sa.Connection) -> None:
    """Raise the counts of what was written up to now: at the commit, or before something that others wait for."""
    written = connection.info.pop(_WRITTEN, set())
    written = (set(SQLModel.metadata.tables) if EVERY in written else written) - UNFELT
    if not written:
        return
    slot = connection.info.setdefault(_SLOT, secrets.randbelow(SLOTS)) if connection.dialect.name != "sqlite" else 0
    raised = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(MARKS)
    raised = raised.on_conflict_do_update(index_elements=["name", "slot"], set_={"value": MARKS.c.value + 1})
    # From anywhere: the counts of tables that were thrown away and made again are never those of before.
    first = secrets.randbelow(2**40)
    # In one order, so that two writers of one slot do not wait for each other.
    connection.execute(raised, [{"name": name, "slot": slot, "value": first} for name in sorted(written)])
    connection.info.pop(_WRITTEN, None)
