"""Activities somebody sees: what is open, what was done, and a team's day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.colleagues import SELLERS
from db.customer_path import Customers
from db.errors import Denied
from db.models.customers import Customer
from db.models.people import Person, Placement, Role
from db.models.talk import ActivityParticipant, Part
from db.models.work import Activity, ActivityKind, ActivityStatus, Cause, DayPlan
from db.periods import today
from db.places import Place, Proven
from db.proof import of_proven
from db.queries.covered_work import covering
from db.queries.covers import days_away
from db.rights import reach
from db.scope import acted, sees
from db.session import ActorSession

PAGE = 50


@dataclass(frozen=True)
class ActivityRow:
    """One contact with a customer."""

    id: int
    version: int
    kind: ActivityKind
    status: ActivityStatus
    subject: str
    planned_on: date
    done_on: date | None
    outcome: str
    new_fact: int
    next_step: str
    customer_id: int
    opportunity_id: int | None
    person_id: int
    cause: Cause | None
    result: str
    facts: str
    moves: int
    unplanned: int
    customer: str
    person: str
    companion: str | None = None
    given_by: str | None = None
    covering: str | None = None

    @property
    def late(self) -> bool:
        """Whether it is still open after its day."""
        return self.status == ActivityStatus.PLANNED and self.planned_on < today()


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; `until` is the last planned day."""

    status: str = ""
    kind: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None
    customer_id: int | None = None
    opportunity_id: int | None = None
    companion_id: int | None = None  # somebody who goes along and has not left


@dataclass(frozen=True)
class DayOf:
    """One person's day: what was planned for it and what became of that, and what was done beside the plan.

    `submitted`: whether the plan was handed in; None for who leads or is away, owes none and handed none in.
    """

    person: str
    login: str
    planned: int
    done: int
    missed: int
    open: int
    unplanned: int
    submitted: bool | None


def count_activities(session: ActorSession, actor: Actor, asked: Asked) -> int:
    """How many activities the question finds."""
    return int(session.exec(_asked(actor, (sa.func.count(),), asked)).one())


def activities(
    session: ActorSession, actor: Actor, asked: Asked, *, newest: bool = True, limit: int = PAGE, offset: int = 0
) -> list[ActivityRow]:
    """A page of activities, by their planned day."""
    by = col(Activity.planned_on)
    listed = _asked(actor, activity_columns(actor), asked)
    ordered = listed.order_by(by.desc() if newest else by.asc(), col(Activity.id)).limit(limit).offset(offset)
    return [ActivityRow(*row) for row in session.exec(ordered)]


def activities_of(session: ActorSession, actor: Actor, whose: Proven, *, limit: int) -> list[ActivityRow]:
    """What was done and is planned with customers in sight, the latest first."""

    def listed(place: Place) -> Any:
        found = _asked(actor, activity_columns(actor), Asked(), place).where(col(Activity.customer_id).in_(place))
        return found.order_by(col(Activity.planned_on).desc(), col(Activity.id)).limit(limit)

    return [ActivityRow(*row) for row in of_proven(session, actor, whose, ("activities", limit), listed)]


def activity(session: ActorSession, actor: Actor, activity_id: int) -> ActivityRow:
    """One activity in the actor's sight; Denied where there is none."""
    whose = select(Activity.customer_id).where(col(Activity.id) == activity_id)
    listed = _asked(actor, activity_columns(actor), Asked(), whose)
    row = session.exec(listed.where(col(Activity.id) == activity_id)).first()
    if row is None:
        raise Denied("core.not_found")
    return ActivityRow(*row)


def activity_columns(actor: Actor) -> tuple[Any, ...]:
    """What an ActivityRow is made of, from Activity joined with its customer and person."""
    own = (
        "id version kind status subject planned_on done_on outcome new_fact next_step customer_id opportunity_id "
        "person_id cause result facts moves unplanned"
    )
    beside = (_beside(actor, Part.COMPANION), _beside(actor, Part.GIVER), covering(actor))
    return (*(col(getattr(Activity, name)) for name in own.split()), Customer.name, Person.name, *beside)


def _beside(actor: Actor, part: Part) -> Any:
    """The name of one who goes along, or who handed it out; nothing for who sees no activities."""
    if reach(actor, ActivityParticipant) is None:
        return sa.null()
    who: Any = aliased(Person)
    named = (
        select(sa.func.min(who.name))
        .join(ActivityParticipant, col(ActivityParticipant.person_id) == who.id)
        .where(
            col(ActivityParticipant.activity_id) == col(Activity.id),
            col(ActivityParticipant.part) == part,
            col(ActivityParticipant.left_at).is_(None),
        )
    )
    return named.scalar_subquery()


def _asked(actor: Actor, columns: tuple[Any, ...], asked: Asked, whose: Customers | None = None) -> Any:
    whose = whose if asked.customer_id is None else [asked.customer_id]
    listed = (
        select(*columns)
        .select_from(Activity)
        .join(Customer, col(Customer.id) == col(Activity.customer_id))
        .join(Person, col(Person.id) == col(Activity.person_id))
        .where(sees(actor, Activity, whose), sees(actor, Customer, whose))
    )
    if asked.status in set(ActivityStatus):
        listed = listed.where(col(Activity.status) == ActivityStatus(asked.status))
    if asked.kind in set(ActivityKind):
        listed = listed.where(col(Activity.kind) == ActivityKind(asked.kind))
    if asked.person:
        listed = listed.where(col(Person.login) == asked.person)
    if asked.since is not None:
        listed = listed.where(col(Activity.planned_on) >= asked.since)
    if asked.until is not None:
        listed = listed.where(col(Activity.planned_on) <= asked.until)
    if asked.companion_id is not None:
        listed = listed.join(ActivityParticipant, col(ActivityParticipant.activity_id) == col(Activity.id)).where(
            col(ActivityParticipant.person_id) == asked.companion_id, col(ActivityParticipant.open) == 1
        )
    if asked.customer_id is not None:
        listed = listed.where(col(Activity.customer_id) == asked.customer_id)
    return (
        listed if asked.opportunity_id is None else listed.where(col(Activity.opportunity_id) == asked.opportunity_id)
    )


def team_day(session: ActorSession, actor: Actor, day: date) -> list[DayOf]:
    """Everybody who sells in the actor's units: the day as planned and as it went, who missed most first."""
    status, planned_on = col(Activity.status), col(Activity.planned_on)
    counts = tuple(
        _number(status == each) for each in (ActivityStatus.DONE, ActivityStatus.MISSED, ActivityStatus.PLANNED)
    )
    beside_plan = col(Activity.unplanned) == 1
    held = sa.and_(planned_on == day, sa.not_(beside_plan))
    planned = _per_person(session, actor, counts, held, status != ActivityStatus.CANCELLED)
    done = sa.and_(col(Activity.done_on) == day, sa.or_(planned_on != day, beside_plan), status == ActivityStatus.DONE)
    unplanned = _per_person(session, actor, (), done)
    away = days_away(session, actor, day, day)
    days = []
    for person_id, login, name, role, handed_in in _sellers_and_plans(session, actor, day):
        number, finished, missed, open_ = planned.get(person_id, (0, 0, 0, 0))
        (beside,) = unplanned.get(person_id, (0,))
        owes = role is Role.SALESPERSON and person_id not in away
        submitted = bool(handed_in) if owes else handed_in or None
        days.append(DayOf(name, login, number, finished, missed, open_, beside, submitted))
    return sorted(days, key=lambda each: (-each.missed, -each.open, each.person))


def _per_person(
    session: ActorSession, actor: Actor, counts: tuple[Any, ...], *criteria: Any
) -> dict[int, tuple[int, ...]]:
    """How many activities each person in reach has of a kind, and of them how many of each narrower one."""
    columns: tuple[Any, ...] = (Activity.person_id, sa.func.count(), *counts)
    listed = select(*columns).where(acted(actor, Activity), *criteria).group_by(col(Activity.person_id))
    return {row[0]: tuple(int(number) for number in row[1:]) for row in session.exec(listed)}


def _sellers_and_plans(session: ActorSession, actor: Actor, day: date) -> Sequence[Any]:
    plan = sa.and_(col(DayPlan.person_id) == col(Person.id), col(DayPlan.day) == day, sees(actor, DayPlan))
    columns: tuple[Any, ...] = (
        Person.id, Person.login, Person.name, Person.role, col(DayPlan.submitted_at).is_not(None),
    )  # fmt: skip
    listed = (
        select(*columns)
        .select_from(Person)
        .join(Placement, sa.and_(col(Placement.person_id) == col(Person.id), col(Placement.open) == 1))
        .join(DayPlan, plan, isouter=True)
        .where(col(Person.active) == 1, col(Person.role).in_(SELLERS), col(Placement.unit_id).in_(sorted(actor.units)))
    )
    if actor.role is Role.SALESPERSON:
        listed = listed.where(col(Person.id) == actor.person_id)
    rows: Sequence[Any] = session.exec(listed).all()
    return rows


def _number(criterion: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((criterion, 1), else_=0)), 0)
