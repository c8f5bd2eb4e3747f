"""I come along: a leader joins an activity that somebody of their units has planned."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied, Refusal
from db.models.notices import NoticeKind
from db.models.talk import About, ActivityParticipant, Part
from db.models.work import Activity, ActivityStatus
from db.notices import notify
from db.periods import now
from db.record import found
from db.run import WritingSession
from db.scope import acted, sees


def join_activity(session: WritingSession, actor: Actor, *, activity_id: int) -> int:
    """Go along to a planned activity; it holds the companion as it holds its person. Answers the participant's id."""
    activity = found(session, actor, Activity, activity_id)
    if activity.person_id == actor.person_id:
        raise Refusal("team.own_activity")
    if activity.status != ActivityStatus.PLANNED:
        raise Refusal("work.closed")
    of_team = select(Activity.id).where(col(Activity.id) == activity_id, acted(actor, Activity))
    if session.exec(of_team).first() is None:
        raise Denied("customers.not_in_units")
    joined = companion(session, actor, activity_id) or ActivityParticipant(
        activity_id=activity_id, person_id=actor.person_id, part=Part.COMPANION, joined_at=now()
    )
    joined.left_at, joined.open = None, 1
    session.add(joined)
    session.flush()
    assert joined.id is not None
    notify(
        session,
        NoticeKind.JOINED,
        [activity.person_id],
        of=(About.ACTIVITY, activity_id),
        cause=f"joined:{joined.id}",
        by=actor,
    )
    return joined.id


def companion(session: WritingSession, actor: Actor, activity_id: int) -> ActivityParticipant | None:
    """The row of the actor as a companion of an activity, also if they left."""
    mine = select(ActivityParticipant).where(
        col(ActivityParticipant.activity_id) == activity_id,
        col(ActivityParticipant.person_id) == actor.person_id,
        col(ActivityParticipant.part) == Part.COMPANION,
        sees(actor, ActivityParticipant),
    )
    return session.exec(mine).first()
