"""One's own notices, read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from db.access import Actor
from db.models.notices import Notice
from db.periods import now
from db.run import WritingSession
from db.scope import sees

MOST = 1_000


def read_notices(session: WritingSession, actor: Actor, *, notice_ids: Sequence[int] | None = None) -> int:
    """Mark these as read, or all there are; how many were not. It is nobody else's business, so the audit has none."""
    unread = select(Notice).where(
        col(Notice.person_id) == actor.person_id, col(Notice.unread) == 1, sees(actor, Notice)
    )
    if notice_ids is not None:
        unread = unread.where(col(Notice.id).in_(list(notice_ids)[:MOST]))
    found = session.exec(unread.order_by(col(Notice.id).desc()).limit(MOST)).all()
    for notice in found:
        notice.read_at = now()
    session.notebook.quiet = True
    return len(found)
