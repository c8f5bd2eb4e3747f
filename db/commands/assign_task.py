"""A task handed out: an activity planned for somebody of the actor's units, with one of their customers."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.commands.plan_activity import plan_activity
from db.errors import Refusal
from db.models.customers import Membership, Ownership
from db.models.notices import NoticeKind
from db.models.talk import About, ActivityParticipant, Part
from db.models.work import ActivityKind
from db.notices import notify
from db.periods import now
from db.run import WritingSession
from db.scope import sees


def assign_task(
    session: WritingSession,
    actor: Actor,
    *,
    person_id: int,
    customer_id: int,
    kind: ActivityKind,
    planned_on: date,
    subject: str,
    opportunity_id: int | None = None,
) -> int:
    """Plan it for the person, and note who gave it. Answers the activity's id."""
    if person_id == actor.person_id:
        raise Refusal("team.own_task")
    task = plan_activity(
        session,
        actor,
        customer_id=customer_id,
        kind=kind,
        planned_on=planned_on,
        subject=subject,
        opportunity_id=opportunity_id,
        person_id=person_id,
    )
    if not _serves(session, actor, person_id, customer_id):
        raise Refusal("team.not_their_customer")
    giver = ActivityParticipant(activity_id=task, person_id=actor.person_id, part=Part.GIVER, joined_at=now())
    session.add(giver)
    session.flush()
    notify(session, NoticeKind.TASK, [person_id], of=(About.ACTIVITY, task), cause=f"task:{task}", by=actor)
    return task


def _serves(session: WritingSession, actor: Actor, person_id: int, customer_id: int) -> bool:
    """Whether the person owns the customer today, or is a member who may write."""
    owned = select(Ownership.id).where(
        col(Ownership.customer_id) == customer_id,
        col(Ownership.person_id) == person_id,
        col(Ownership.open) == 1,
        sees(actor, Ownership, [customer_id]),
    )
    joined = select(Membership.id).where(
        col(Membership.customer_id) == customer_id,
        col(Membership.person_id) == person_id,
        col(Membership.open) == 1,
        col(Membership.can_write) == 1,
        sees(actor, Membership, [customer_id]),
    )
    return session.exec(owned).first() is not None or session.exec(joined).first() is not None
