"""What is missing of customers' records becomes tasks of who owns them: one for each customer. Twice is like once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from db.access import Actor
from db.colleagues import seller
from db.day_plans import is_handed_in
from db.errors import Denied, Invalid, sentences
from db.models.customers import Ownership
from db.models.notices import NoticeKind
from db.models.people import Person, Role
from db.models.talk import About
from db.models.work import Activity, ActivityKind, Cause
from db.notices import notify
from db.periods import today
from db.queries.completeness import completeness
from db.rules.calendar import next_working_day
from db.rules.completeness import Score
from db.run import WritingSession
from db.scope import owns

DAYS, LONGEST = 14, 366
"""In how many days tasks are to be done unless said otherwise, and at most."""

NAMES = {
    "decision_maker": "gaps.decision_maker",
    "another_contact": "gaps.another_contact",
    "interactions": "gaps.interactions",
    "next_action": "gaps.next_action",
    "policies": "gaps.policies",
    "claims": "gaps.claims",
    "instalments": "gaps.instalments",
    "needs": "gaps.needs",
    "care": "gaps.care",
}
"""What each part of a record is called in a task."""

LANGUAGE = "zh"
"""The company's own: a task is read by whoever has the customer then."""


@dataclass(frozen=True)
class GapsPlanned:
    """How many tasks were made, and how many customers with gaps had one already."""

    made: int
    there: int


def plan_gaps(
    session: WritingSession, actor: Actor, *, person_id: int | None = None, until: date | None = None
) -> GapsPlanned:
    """Plan one task for each customer of the person's whose record has gaps, the poorest records first.

    They are spread evenly over the working days up to `until`, which is two weeks from now unless said otherwise.
    """
    last = until or today() + timedelta(DAYS)
    if not today() <= last <= today() + timedelta(LONGEST):
        raise Invalid(fields={"until": "work.in_past" if last < today() else "entries.day"})
    whose = _owner(session, actor, person_id or actor.person_id)
    found = completeness(session, actor, _owned(session, actor, whose))
    poor = {customer: score for customer, score in found.items() if score.gaps}
    there = _with_task(session, actor, whose) & set(poor)
    wanted = sorted(set(poor) - there, key=lambda customer: (poor[customer].points, customer))
    tasks = _tasks(session, whose, wanted, poor, last)
    session.add_all(tasks)
    session.flush()
    session.notebook.quiet = not tasks
    if tasks:
        first = tasks[0].id or 0
        notify(session, NoticeKind.TASK, [whose], of=(About.ACTIVITY, first), cause=f"task:{first}", by=actor)
    return GapsPlanned(len(tasks), len(there))


def _owner(session: WritingSession, actor: Actor, person_id: int) -> int:
    """Whose tasks they are; their row is locked, so that two at once make no task twice."""
    whose = person_id if actor.role is Role.SYSTEM else seller(session, actor, person_id)
    locked = select(Person.id).where(col(Person.id) == whose, col(Person.active) == 1).with_for_update()
    if session.exec(locked).first() is None:
        raise Denied("core.not_found")
    return whose


def _owned(session: WritingSession, actor: Actor, person_id: int) -> list[int]:
    owned = select(Ownership.customer_id).where(
        col(Ownership.person_id) == person_id, col(Ownership.open) == 1, owns(actor, Ownership)
    )
    return list(session.exec(owned.order_by(col(Ownership.customer_id))))


def _with_task(session: WritingSession, actor: Actor, person_id: int) -> set[int]:
    asked = select(Activity.cause_id).where(
        col(Activity.person_id) == person_id,
        col(Activity.cause) == Cause.GAPS,
        col(Activity.open) == 1,
        owns(actor, Activity),
    )
    return {int(customer) for customer in session.exec(asked) if customer is not None}


def _tasks(
    session: WritingSession, whose: int, customers: Sequence[int], scores: Mapping[int, Score], last: date
) -> list[Activity]:
    days = _working_days(last)
    unplanned = {day: int(is_handed_in(session, whose, day)) for day in days}
    return [
        Activity(
            customer_id=customer,
            person_id=whose,
            kind=ActivityKind.CALL,
            subject=_subject(scores[customer]),
            planned_on=day,
            cause=Cause.GAPS,
            cause_id=customer,
            cause_on=last,
            unplanned=unplanned[day],
        )
        for at, customer in enumerate(customers)
        for day in [days[at * len(days) // len(customers)]]
    ]


def _working_days(last: date) -> list[date]:
    """The working days from tomorrow to the last day; that day itself where there is none."""
    days, day = [], next_working_day(today())
    while day <= last:
        days.append(day)
        day = next_working_day(day)
    return days or [last]


def _subject(score: Score) -> str:
    told = sentences()
    parts = "、".join(told[NAMES[part.part]][LANGUAGE] for part in score.gaps)
    return told["gaps.task"][LANGUAGE].format(parts=parts)
