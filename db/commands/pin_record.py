"""A record is kept at hand, or not any more."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.errors import Refusal
from db.models.search import PinnedRecord, RecordKind
from db.periods import now
from db.queries.kept_records import OF_KIND
from db.record import found
from db.run import WritingSession

MOST_PINNED = 30


def pin_record(session: WritingSession, actor: Actor, *, kind: RecordKind, record_id: int, pinned: bool) -> bool:
    """Pin a record of the actor's sight, or let it go; answers whether it is pinned now."""
    found(session, actor, OF_KIND[RecordKind(kind)], record_id)
    mine = sa.select(PinnedRecord).where(col(PinnedRecord.person_id) == actor.person_id)
    there = [row.record_id for row in session.trusted().execute(mine.where(col(PinnedRecord.kind) == kind))]
    if pinned and record_id not in there:
        if len(session.trusted().execute(mine).all()) >= MOST_PINNED:
            raise Refusal("search.pinned_enough", most=MOST_PINNED)
        pin = PinnedRecord(person_id=actor.person_id, kind=RecordKind(kind), record_id=record_id, pinned_at=now())
        session.add(pin)
    if not pinned:
        gone = sa.delete(PinnedRecord).where(
            col(PinnedRecord.person_id) == actor.person_id,
            col(PinnedRecord.kind) == kind,
            col(PinnedRecord.record_id) == record_id,
        )
        session.trusted().execute(gone)
    session.notebook.quiet = True
    session.flush()
    return pinned
