"""I do not come along after all."""

from __future__ import annotations

from db.access import Actor
from db.commands.join_activity import companion
from db.errors import Refusal
from db.periods import now
from db.run import WritingSession


def leave_activity(session: WritingSession, actor: Actor, *, activity_id: int) -> int:
    """Stay away from an activity that the actor had joined. Answers the participant's id."""
    joined = companion(session, actor, activity_id)
    if joined is None or joined.left_at is not None:
        raise Refusal("team.not_joined")
    joined.left_at, joined.open = now(), None
    session.flush()
    assert joined.id is not None
    return joined.id
