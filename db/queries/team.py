"""A team's week, a person a row and a day a cell; and one person's day as both that person and their leader see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.colleagues import SELLERS
from db.config import config
from db.errors import Denied
from db.models.customers import Customer
from db.models.people import Person, Placement, Role, Unit
from db.models.work import Activity, ActivityKind, ActivityStatus, DayPlan
from db.periods import today
from db.queries.activities import ActivityRow, activity_columns
from db.queries.covers import days_away
from db.rules.outliers import Week, outlying
from db.scope import acted, sees
from db.session import ActorSession

WORKDAYS = 5
MOST = 200


@dataclass(frozen=True)
class DayCount:
    """One day of one person: of what was planned for it how much was done, missed and is open; done beside the plan;
    visits of that day that recorded a new fact; whether the plan was handed in; whether somebody stood in for them.
    """

    planned: int = 0
    done: int = 0
    missed: int = 0
    open: int = 0
    unplanned: int = 0
    effective: int = 0
    submitted: bool = False
    away: bool = False

    @property
    def settled(self) -> bool:
        """Whether there is no plan to wait for."""
        return self.submitted or self.away

    def __add__(self, other: DayCount) -> DayCount:
        summed = {name: getattr(self, name) + getattr(other, name) for name in _SUMMED}
        return replace(self, submitted=False, away=False, **summed)


_SUMMED = ("planned", "done", "missed", "open", "unplanned", "effective")


@dataclass(frozen=True)
class PersonWeek:
    """One person's week from Monday on; `reasons` is why they stand out, by the declared rule.

    `plans`: they owe a plan for each working day, as every salesperson does and nobody who leads.
    """

    id: int
    login: str
    name: str
    unit_id: int
    unit: str
    days: tuple[DayCount, ...]
    plans: bool
    reasons: tuple[str, ...] = ()

    @cached_property
    def total(self) -> DayCount:
        """The whole week."""
        return sum(self.days, DayCount())


@dataclass(frozen=True)
class PersonDay:
    """One person's day: the items, and the plan if there is one."""

    person_id: int
    login: str
    name: str
    items: Sequence[ActivityRow]
    plan_id: int | None = None
    submitted_at: datetime | None = None
    comment: str = ""


def monday(day: date) -> date:
    """The first day of the week of `day`."""
    return day - timedelta(day.weekday())


def team_week(session: ActorSession, actor: Actor, day: date) -> list[PersonWeek]:
    """Everybody who sells in the actor's units, in the week of that day; whoever stands out first. Five queries."""
    start = monday(day)
    planned = _planned(session, actor, start)
    happened = _happened(session, actor, start)
    submitted = _submitted(session, actor, start)
    away = days_away(session, actor, start, start + timedelta(6))
    weeks = []
    for person_id, login, name, unit_id, unit, role in _people(session, actor):
        days = tuple(
            _day(
                (*planned[person_id, on], *happened[person_id, on]),
                submitted=(person_id, on) in submitted,
                away=on in away.get(person_id, ()),
            )
            for on in (start + timedelta(number) for number in range(7))
        )
        week = PersonWeek(person_id, login, name, unit_id, unit, days, plans=role is Role.SALESPERSON)
        weeks.append(_judged(week, start))
    return sorted(weeks, key=lambda week: (-len(week.reasons), -week.total.missed, -week.total.open, week.name))


def _day(numbers: tuple[int, ...], *, submitted: bool, away: bool) -> DayCount:
    return replace(DayCount(submitted=submitted, away=away), **dict(zip(_SUMMED, numbers, strict=True)))  # type: ignore[arg-type]


def _judged(week: PersonWeek, start: date) -> PersonWeek:
    """The week with the reasons why the person stands out, from the days gone by."""
    gone = min(max((today() - start).days, 0), 7)
    past = sum(week.days[:gone], DayCount())
    so_far = week.days[: min(gone + 1, WORKDAYS)] if start <= today() else ()
    done = past.done + past.unplanned
    without = sum(not day.settled for day in so_far) if week.plans else 0
    counted = Week(past.planned, past.done, past.missed + past.open, past.effective, without)
    reasons = outlying(replace(counted, done=past.done), config().rules.outlier)
    return replace(week, reasons=reasons if done or past.planned or without else ())


def _people(session: ActorSession, actor: Actor) -> Sequence[Any]:
    columns: tuple[Any, ...] = (Person.id, Person.login, Person.name, Unit.id, Unit.name, Person.role)
    listed = (
        select(*columns)
        .select_from(Person)
        .join(Placement, sa.and_(col(Placement.person_id) == col(Person.id), col(Placement.open) == 1))
        .join(Unit, col(Unit.id) == col(Placement.unit_id))
        .where(col(Person.active) == 1, col(Person.role).in_(SELLERS), col(Placement.unit_id).in_(sorted(actor.units)))
    )
    if actor.role is Role.SALESPERSON:
        listed = listed.where(col(Person.id) == actor.person_id)
    rows: Sequence[Any] = session.exec(listed).all()
    return rows


def _per_day(
    session: ActorSession, actor: Actor, on: Any, start: date, counts: tuple[Any, ...], *criteria: Any
) -> dict[tuple[int, date], tuple[int, ...]]:
    columns: tuple[Any, ...] = (Activity.person_id, on, *counts)
    listed = (
        select(*columns)
        .where(acted(actor, Activity), on >= start, on < start + timedelta(7), *criteria)
        .group_by(col(Activity.person_id), on)
    )
    found: dict[tuple[int, date], tuple[int, ...]] = defaultdict(lambda: (0,) * len(counts))
    found |= {(row[0], row[1]): tuple(int(number) for number in row[2:]) for row in session.exec(listed)}
    return found


def _planned(session: ActorSession, actor: Actor, start: date) -> dict[tuple[int, date], tuple[int, ...]]:
    status = col(Activity.status)
    ends = (ActivityStatus.DONE, ActivityStatus.MISSED, ActivityStatus.PLANNED)
    counts = (sa.func.count(), *(_number(status == each) for each in ends))
    of_plan = (status != ActivityStatus.CANCELLED, col(Activity.unplanned) == 0)
    return _per_day(session, actor, col(Activity.planned_on), start, counts, *of_plan)


def _happened(session: ActorSession, actor: Actor, start: date) -> dict[tuple[int, date], tuple[int, ...]]:
    """What was done on a day: beside its plan, and the effective visits of it."""
    effective = sa.and_(col(Activity.kind) == ActivityKind.VISIT, col(Activity.new_fact) == 1)
    beside = sa.or_(col(Activity.planned_on) != col(Activity.done_on), col(Activity.unplanned) == 1)
    counts = (_number(beside), _number(effective))
    done = col(Activity.status) == ActivityStatus.DONE
    return _per_day(session, actor, col(Activity.done_on), start, counts, done)


def _submitted(session: ActorSession, actor: Actor, start: date) -> set[tuple[int, date]]:
    columns: tuple[Any, ...] = (DayPlan.person_id, DayPlan.day)
    plans = select(*columns).where(
        col(DayPlan.day) >= start,
        col(DayPlan.day) < start + timedelta(7),
        col(DayPlan.submitted_at).is_not(None),
        sees(actor, DayPlan),
    )
    return {(person, day) for person, day in session.exec(plans)}


def _number(criterion: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((criterion, 1), else_=0)), 0)


def person_day(session: ActorSession, actor: Actor, person_id: int, day: date) -> PersonDay:
    """The day of somebody of the actor's units, or of the actor; Denied for anybody else."""
    who = next((row for row in _people(session, actor) if row[0] == person_id), None)
    if who is None:
        raise Denied("core.not_found")
    columns: tuple[Any, ...] = (DayPlan.id, DayPlan.submitted_at, DayPlan.comment)
    plan = select(*columns).where(col(DayPlan.person_id) == person_id, col(DayPlan.day) == day, sees(actor, DayPlan))
    number, submitted_at, comment = session.exec(plan).first() or (None, None, "")
    items = _items(session, actor, person_id, day)
    return PersonDay(person_id, who[1], who[2], items, number, submitted_at, comment)


def _items(session: ActorSession, actor: Actor, person_id: int, day: date) -> list[ActivityRow]:
    """What was planned for the day or done on it; of a customer out of sight only that there was something."""
    of_day = (
        col(Activity.person_id) == person_id,
        (col(Activity.planned_on) == day) | (col(Activity.done_on) == day),
    )
    whose = select(Activity.customer_id).where(*of_day)
    seen = sa.and_(col(Customer.id) == col(Activity.customer_id), sees(actor, Customer, whose))
    listed = (
        select(*activity_columns(actor))
        .select_from(Activity)
        .join(Customer, seen, isouter=True)
        .join(Person, col(Person.id) == col(Activity.person_id))
        .where(acted(actor, Activity), *of_day)
        .order_by(col(Activity.status) != ActivityStatus.PLANNED, col(Activity.planned_on), col(Activity.id))
    )
    rows = [ActivityRow(*row) for row in session.exec(listed.limit(MOST))]
    return [row if row.customer is not None else _masked(row) for row in rows]


def _masked(row: ActivityRow) -> ActivityRow:
    return replace(row, subject="", outcome="", next_step="", customer="", opportunity_id=None)
