"""What was said about a record, for whoever sees the record; and who goes along to an activity or handed it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.customer_path import Customers
from db.models.people import Person
from db.models.talk import About, ActivityParticipant, Comment, Part
from db.models.work import Activity, DayPlan
from db.scope import sees
from db.session import ActorSession

MOST = 100


@dataclass(frozen=True)
class CommentRow:
    """One word of somebody."""

    id: int
    at: datetime
    person_id: int
    person: str
    text: str


@dataclass(frozen=True)
class Beside:
    """Somebody besides the person of an activity."""

    person_id: int
    name: str
    part: Part


_COLUMNS: tuple[Any, ...] = (Comment.id, Comment.at, Comment.person_id, Person.name, Comment.text)


def comments(
    session: ActorSession, actor: Actor, about: About, record_id: int, whose: Customers | None = None
) -> list[CommentRow]:
    """The latest words about a record, the oldest of them first; `whose` is its customer, if it has one."""
    listed: Any = select(*_COLUMNS).join(Person, col(Person.id) == col(Comment.person_id))
    if about is About.PLAN:
        # They ride with the plan: what is said of all plans in reach need not be listed for one.
        listed = listed.join(DayPlan, col(DayPlan.id) == col(Comment.day_plan_id)).where(sees(actor, DayPlan))
    else:
        listed = listed.where(sees(actor, Comment, whose))
    link = {
        About.CUSTOMER: Comment.customer_id,
        About.OPPORTUNITY: Comment.opportunity_id,
        About.ACTIVITY: Comment.activity_id,
        About.PLAN: Comment.day_plan_id,
    }[about]
    listed = listed.where(col(Comment.kind) == about, col(link) == record_id)
    rows = session.exec(listed.order_by(col(Comment.id).desc()).limit(MOST)).all()
    return [CommentRow(*row) for row in reversed(rows)]


def beside(session: ActorSession, actor: Actor, activity_id: int) -> list[Beside]:
    """Who goes along to an activity, and who handed it out."""
    whose = select(Activity.customer_id).where(col(Activity.id) == activity_id)
    columns: tuple[Any, ...] = (ActivityParticipant.person_id, Person.name, ActivityParticipant.part)
    listed = (
        select(*columns)
        .join(Person, col(Person.id) == col(ActivityParticipant.person_id))
        .where(
            col(ActivityParticipant.activity_id) == activity_id,
            col(ActivityParticipant.left_at).is_(None),
            sees(actor, ActivityParticipant, whose),
        )
        .order_by(col(ActivityParticipant.id))
    )
    return [Beside(*row) for row in session.exec(listed)]
