"""Activities somebody sees: what is open, what was done, and a team's day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.colleagues import SELLERS
from db.errors import Denied
from db.models.customers import Customer
from db.models.people import Person, Placement, Role
from db.models.work import Activity, ActivityKind, ActivityStatus, DayPlan
from db.periods import today
from db.scope import owns, sees
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
    customer: str
    person: str

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


@dataclass(frozen=True)
class DayOf:
    """One person's day: what was planned for it and what became of that, and what was done beside the plan."""

    person: str
    login: str
    planned: int
    done: int
    missed: int
    open: int
    unplanned: int
    submitted: bool


def count_activities(session: ActorSession, actor: Actor, asked: Asked) -> int:
    """How many activities the question finds."""
    return int(session.exec(_asked(actor, (sa.func.count(),), asked)).one())


def activities(
    session: ActorSession, actor: Actor, asked: Asked, *, newest: bool = True, limit: int = PAGE, offset: int = 0
) -> list[ActivityRow]:
    """A page of activities, by their planned day."""
    by = col(Activity.planned_on)
    listed = _asked(actor, _columns(), asked)
    ordered = listed.order_by(by.desc() if newest else by.asc(), col(Activity.id)).limit(limit).offset(offset)
    return [ActivityRow(*row) for row in session.exec(ordered)]


def activity(session: ActorSession, actor: Actor, activity_id: int) -> ActivityRow:
    """One activity in the actor's sight; Denied where there is none."""
    row = session.exec(_asked(actor, _columns(), Asked()).where(col(Activity.id) == activity_id)).first()
    if row is None:
        raise Denied("core.not_found")
    return ActivityRow(*row)


def _columns() -> tuple[Any, ...]:
    own = (
        "id version kind status subject planned_on done_on outcome new_fact next_step customer_id opportunity_id "
        "person_id"
    )
    return (*(col(getattr(Activity, name)) for name in own.split()), Customer.name, Person.name)


def _asked(actor: Actor, columns: tuple[Any, ...], asked: Asked) -> Any:
    listed = (
        select(*columns)
        .select_from(Activity)
        .join(Customer, col(Customer.id) == col(Activity.customer_id))
        .join(Person, col(Person.id) == col(Activity.person_id))
        .where(sees(actor, Activity), sees(actor, Customer))
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
    if asked.customer_id is not None:
        listed = listed.where(col(Activity.customer_id) == asked.customer_id)
    return (
        listed if asked.opportunity_id is None else listed.where(col(Activity.opportunity_id) == asked.opportunity_id)
    )


def team_day(session: ActorSession, actor: Actor, day: date) -> list[DayOf]:
    """Everybody who sells in the actor's units: the day as planned and as it went, who missed most first."""
    status = col(Activity.status)
    mine = sa.and_(
        col(Activity.person_id) == col(Person.id),
        sa.or_(col(Activity.planned_on) == day, col(Activity.done_on) == day),
        owns(actor, Activity),
    )
    for_day = col(Activity.planned_on) == day
    columns: tuple[Any, ...] = (
        Person.name,
        Person.login,
        _number(sa.and_(for_day, status != ActivityStatus.CANCELLED)),
        _number(sa.and_(for_day, status == ActivityStatus.DONE)),
        _number(sa.and_(for_day, status == ActivityStatus.MISSED)),
        _number(sa.and_(for_day, status == ActivityStatus.PLANNED)),
        _number(sa.and_(~for_day, status == ActivityStatus.DONE)),
        sa.func.max(sa.case((col(DayPlan.submitted_at).is_not(None), 1), else_=0)),
    )
    plan = sa.and_(col(DayPlan.person_id) == col(Person.id), col(DayPlan.day) == day, sees(actor, DayPlan))
    listed = (
        select(*columns)
        .select_from(Person)
        .join(Placement, sa.and_(col(Placement.person_id) == col(Person.id), col(Placement.open) == 1))
        .join(Activity, mine, isouter=True)
        .join(DayPlan, plan, isouter=True)
        .where(col(Person.active) == 1, col(Person.role).in_(SELLERS), col(Placement.unit_id).in_(sorted(actor.units)))
        .group_by(col(Person.id), col(Person.name), col(Person.login))
    )
    if actor.role is Role.SALESPERSON:
        listed = listed.where(col(Person.id) == actor.person_id)
    days = [DayOf(*(*row[:-1], bool(row[-1]))) for row in session.exec(listed)]
    return sorted(days, key=lambda each: (-each.missed, -each.open, each.person))


def _number(criterion: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((criterion, 1), else_=0)), 0)
