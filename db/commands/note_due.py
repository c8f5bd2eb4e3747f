"""The day's reminders: tasks and next steps that are due, and what was planned and is still open after its day."""

from __future__ import annotations

import functools
import operator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.models.customers import Ownership
from db.models.notices import NoticeKind, NoticeSetting
from db.models.people import Person
from db.models.sales import Opportunity, Outcome
from db.models.talk import About, ActivityParticipant, Part
from db.models.work import Activity, ActivityStatus
from db.notices import NOTICES, WAYS, chosen_for
from db.periods import now
from db.run import WritingSession
from db.upsert import insert_or

LOOK_BACK = 7
"""Days: what was overdue before the job first ran, or before it was imported, raises nothing."""
_COLUMNS = ("person_id", "in_app", "by_mail", "kind", "cause", "about", "about_id", "at")


def note_due(session: WritingSession, actor: Actor, *, today: date) -> tuple[int, int]:
    """Tell whom it concerns, each once; how many were told of something due, and of something overdue."""
    session.notebook.quiet = True
    since = today - timedelta(LOOK_BACK)
    planned = col(Activity.status) == ActivityStatus.PLANNED
    given = sa.exists().where(
        col(ActivityParticipant.activity_id) == col(Activity.id), col(ActivityParticipant.part) == Part.GIVER
    )
    on, step = col(Activity.planned_on), col(Opportunity.next_step_on)
    running = col(Opportunity.outcome) == Outcome.OPEN
    due = _tasks(session, NoticeKind.DUE, planned, on == today, given)
    due += _steps(session, NoticeKind.DUE, running, step == today)
    late = _tasks(session, NoticeKind.OVERDUE, planned, on < today, on >= since)
    return due, late + _steps(session, NoticeKind.OVERDUE, running, step < today, step >= since)


def _tasks(session: WritingSession, kind: NoticeKind, *criteria: Any) -> int:
    joined = sa.select(*_told(kind, About.ACTIVITY, col(Activity.id), col(Activity.planned_on))).select_from(
        sa.join(Activity, Person, col(Person.id) == col(Activity.person_id)).outerjoin(NoticeSetting, chosen_for(kind))
    )
    return _add(session, joined.where(*criteria))


def _steps(session: WritingSession, kind: NoticeKind, *criteria: Any) -> int:
    held = sa.and_(col(Ownership.customer_id) == col(Opportunity.customer_id), col(Ownership.open) == 1)
    joined = sa.select(*_told(kind, About.OPPORTUNITY, col(Opportunity.id), col(Opportunity.next_step_on))).select_from(
        sa.join(Opportunity, Ownership, held)
        .join(Person, col(Person.id) == col(Ownership.person_id))
        .outerjoin(NoticeSetting, chosen_for(kind))
    )
    return _add(session, joined.where(*criteria))


def _told(kind: NoticeKind, about: About, number: Any, day: Any) -> tuple[Any, ...]:
    """What a reminder is made of; moved to another day, the same thing is another cause."""
    named = (sa.literal(f"{kind}:{about}:"), sa.cast(number, sa.String), sa.literal(":"), sa.cast(day, sa.String))
    cause = functools.reduce(operator.add, named)
    constants = (sa.literal(kind.value), cause, sa.literal(about.value), number, sa.literal(now(), NOTICES.c.at.type))
    return (*WAYS, *constants)


def _add(session: WritingSession, found: Any) -> int:
    # WHERE TRUE parts SELECT from ON CONFLICT for SQLite's parser; there is always a criterion here.
    added = insert_or(session, NOTICES).from_select(_COLUMNS, found.where(col(Person.active) == 1))
    told = added.on_conflict_do_nothing(index_elements=["person_id", "cause"]).returning(NOTICES.c.id)
    return len(session.trusted().execute(told).all())
