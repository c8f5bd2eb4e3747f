"""Follows the chain of the audit from its first row to its last, and says where it was broken first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from db.access import SYSTEM
from db.anchors import BROKEN, anchor_of, write_anchor
from db.chain import COLUMNS, NOTHING, End, Link, chain_key, end_seal, same, seal_of
from db.commands.anchor_audit import anchor_audit
from db.engine import database
from db.run import run
from db.sealing import AUDIT, END, end_of, locked_end, write_end
from db.session import ActorSession, reading

BATCH = 5_000
END_ROW = sa.select(END).where(END.c.id == 1)
_ROWS = sa.select(*(AUDIT.c[name] for name in COLUMNS), AUDIT.c.seal).order_by(AUDIT.c.id)


class Break(StrEnum):
    """In which way the chain is broken."""

    ROW = "row"
    BASE = "base"
    END = "end"
    CUT = "cut"
    AHEAD = "ahead"
    ANCHOR = "anchor"
    NO_ANCHOR = "no_anchor"


BESIDE = frozenset({Break.AHEAD, Break.ANCHOR, Break.NO_ANCHOR})
"""The rows hang together, and only the file beside the keys says otherwise."""


@dataclass(frozen=True)
class AuditCheck:
    """What was found: so many rows hang together up to `last`; `broken` says how the next one does not."""

    rows: int
    last: Link
    broken: Break | None = None
    row: int = 0
    """The first row that is not as it was written, or the last one that is known to have been there."""


def check_audit() -> AuditCheck:
    """The whole audit as of one moment, in as little memory as one batch."""
    # Before the rows, which the file never runs ahead of.
    there = anchor_of(database().url)
    with reading(SYSTEM) as session:
        connection = session.trusted()
        kept = connection.execute(END_ROW).first()
        end = end_of(kept) if kept else End()
        walk = Walk(end, there)
        with rows_of(connection) as rows:
            found = walk.along(rows)
    if found is not None:
        return found
    if kept and not same(kept.seal, end_seal(chain_key(), end)):
        return walk.broken(Break.END, walk.last.id)
    return walk.at_its_end()


def accept_end(found: AuditCheck) -> None:
    """Let the file beside the keys agree with a chain that holds in itself; the audit notes it."""
    url = database().url
    there = anchor_of(url)
    run(anchor_audit, SYSTEM, rows=found.rows, anchored=there.id if there else None)
    write_anchor(url, kept_end().last)


def kept_end() -> End:
    """Where the database says that the chain ends."""
    with reading(SYSTEM) as session:
        kept = session.trusted().execute(END_ROW).first()
    return end_of(kept) if kept else End()


def take_over_chain(session: ActorSession) -> None:
    """Begin the chain anew behind rows that another installation's key sealed; they are covered as a whole."""
    (end, *_rest), digest = locked_end(session), ""
    with rows_of(session.trusted()) as rows:
        for row in rows:
            digest = seal_of(chain_key(), digest, row[:-1])
    write_end(session.trusted(), End(base=end.last, digest=digest, last=end.last))


def rows_of(connection: sa.Connection, last: int | None = None) -> sa.CursorResult[Any]:
    """All rows, or those up to one, to be closed by whoever stops before the last."""
    wanted = _ROWS if last is None else _ROWS.where(AUDIT.c.id <= last)
    return connection.execute(wanted, execution_options={"yield_per": BATCH})


class Walk:
    """The way along the rows, with what is known of them from elsewhere."""

    def __init__(self, end: End, there: Link | None) -> None:
        self.end, self.there, self.key = end, there, chain_key()
        self.rows, self.last, self.before = 0, end.base, ""
        self.contradicts = False

    def broken(self, how: Break, row: int) -> AuditCheck:
        """What holds up to here, and how the next row does not."""
        return AuditCheck(self.rows, self.last, how, row)

    def along(self, rows: Iterable[Any]) -> AuditCheck | None:
        """The first row that does not follow; None if all do."""
        for row in rows:
            *told, kept = row
            if told[0] <= self.end.base.id and self.rows == 0:
                self.before = seal_of(self.key, self.before, told)
                continue
            seal = seal_of(self.key, self.last.seal, told)
            if not same(seal, kept):
                return self.broken(Break.ROW, told[0])
            self.rows, self.last = self.rows + 1, Link(told[0], seal)
            self.contradicts |= self.there is not None and self.there.id == told[0] and self.there.seal != seal
        return None

    def at_its_end(self) -> AuditCheck:
        """Whether what hangs together is all there was."""
        there = self.there
        if self.before != self.end.digest:
            return self.broken(Break.BASE, self.end.base.id)
        if self.last != self.end.last:
            return self.broken(Break.CUT, self.end.last.id)
        if there == BROKEN or self.contradicts:
            return self.broken(Break.ANCHOR, self.last.id)
        if there is not None and there.id > self.last.id:
            return self.broken(Break.AHEAD, there.id)
        if there is None and self.last != NOTHING:
            return self.broken(Break.NO_ANCHOR, self.last.id)
        return AuditCheck(self.rows, self.last)
