"""Remember which record somebody opened last."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.models.search import RecentRecord, RecordKind
from db.periods import now
from db.run import WritingSession
from db.upsert import insert_or

MOST_RECENT = 20


def note_opened(session: WritingSession, actor: Actor, *, kind: RecordKind, record_id: int) -> None:
    """Put a record on top of the actor's latest; what falls off the end is forgotten. No row of the audit."""
    session.notebook.quiet = True
    connection, mine = session.trusted(), col(RecentRecord.person_id) == actor.person_id
    table = RecentRecord.__table__  # type: ignore[attr-defined]
    entry = {"person_id": actor.person_id, "kind": RecordKind(kind), "record_id": record_id, "opened_at": now()}
    added = insert_or(session, table).values(**entry)
    keys = ["person_id", "kind", "record_id"]
    connection.execute(added.on_conflict_do_update(index_elements=keys, set_={"opened_at": entry["opened_at"]}))
    by_age = sa.select(col(RecentRecord.opened_at)).where(mine).order_by(col(RecentRecord.opened_at).desc())
    oldest = connection.execute(by_age.offset(MOST_RECENT - 1).limit(1)).scalar()
    if oldest is not None:
        connection.execute(sa.delete(RecentRecord).where(mine, col(RecentRecord.opened_at) < oldest))
