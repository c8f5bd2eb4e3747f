"""What is not done on its day moves to another one, with a reason."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.day_plans import move_item
from db.models.work import Activity
from db.record import found, fresh
from db.run import WritingSession


def move_activity(
    session: WritingSession,
    actor: Actor,
    *,
    activity_id: int,
    version: int,
    to_day: date,
    reason: str = "",
    words: str = "",
) -> int:
    """Move an open item; its day keeps that it was cancelled or missed, and why. Answers the id on the new day."""
    item = found(session, actor, Activity, activity_id)
    fresh(session, item, version)
    return move_item(session, actor, item, to_day=to_day, reason=reason, words=words)
