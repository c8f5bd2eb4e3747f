"""Takes what waits for somebody's daily e-mail, so that no other run sends it too."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.models.notices import Notice
from db.periods import now
from db.run import WritingSession

MOST = 200


def take_digest(session: WritingSession, actor: Actor, *, person_id: int) -> list[int]:
    """The notices that wait, marked as sent before they are: a crash in between sends none twice."""
    session.notebook.quiet = True
    waits = select(Notice).where(col(Notice.person_id) == person_id, col(Notice.waits) == 1)
    found = session.exec(waits.order_by(col(Notice.id)).limit(MOST).with_for_update()).all()
    for notice in found:
        notice.mailed_at = now()
    return [int(notice.id or 0) for notice in found]
