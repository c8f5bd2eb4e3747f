"""Follows the chain of the audit from its first row to its last, and says where it was broken first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from db.access import SYSTEM
from db.anchors import BROKEN, anchor_of
from db.chain import COLUMNS, NOTHING, End, Link, chain_key, end_seal, same, seal_of
from db.engine import database
from db.sealing import AUDIT, END, end_of
from db.session import reading

BATCH = 5_000
_ROWS = sa.select(*(AUDIT.c[name] for name in COLUMNS), AUDIT.c.seal).order_by(AUDIT.c.id)


class Break(StrEnum):
    """In which way the chain is broken."""

    ROW = "row"
    CUT = "cut"
    END = "end"
    BASE = "base"
    ANCHOR = "anchor"
    NO_ANCHOR = "no_anchor"


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
        kept = connection.execute(sa.select(END).where(END.c.id == 1)).first()
        end = end_of(kept) if kept else End()
        walk = _Walk(end, there)
        found = walk.along(connection.execute(_ROWS, execution_options={"yield_per": BATCH}))
    if found is not None:
        return found
    if kept and not same(kept.seal, end_seal(chain_key(), end)):
        return walk.broken(Break.END, walk.last.id)
    return walk.at_its_end()


class _Walk:
    """The way along the rows, with what is known of them from elsewhere."""

    def __init__(self, end: End, there: Link | None) -> None:
        self.end, self.there, self.key = end, there, chain_key()
        self.rows, self.last, self.before = 0, end.base, ""

    def broken(self, how: Break, row: int) -> AuditCheck:
        return AuditCheck(self.rows, self.last, how, row)

    def along(self, rows: Iterator[Any]) -> AuditCheck | None:
        """The first row that does not follow; None if all do."""
        for row in rows:
            *told, kept = row
            if told[0] <= self.end.base.id and self.rows == 0:
                self.before = seal_of(self.key, self.before, told)
                continue
            seal = seal_of(self.key, self.last.seal, told)
            anchored = self.there is not None and self.there.id == told[0] and self.there.seal != seal
            if not same(seal, kept) or anchored:
                return self.broken(Break.ROW, told[0])
            self.rows, self.last = self.rows + 1, Link(told[0], seal)
        return None

    def at_its_end(self) -> AuditCheck:
        """Whether what hangs together is all there was."""
        there = self.there
        if self.before != self.end.digest:
            return self.broken(Break.BASE, self.end.base.id)
        if self.last != self.end.last:
            return self.broken(Break.CUT, self.end.last.id)
        if there == BROKEN:
            return self.broken(Break.ANCHOR, self.last.id)
        if there is not None and there.id > self.last.id:
            return self.broken(Break.CUT, there.id)
        if there is None and self.last != NOTHING:
            return self.broken(Break.NO_ANCHOR, self.last.id)
        return AuditCheck(self.rows, self.last)
