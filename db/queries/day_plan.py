"""Somebody's plan: the items of a day or a week by what is at stake, and what was changed after the cut-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Customer
from db.models.people import Person
from db.models.work import Activity, ActivityKind, ActivityStatus, Amended, Cause, DayPlan, PlanAmendment
from db.periods import today
from db.queries.covered_work import covering
from db.scope import sees
from db.session import ActorSession

MOST = 200
_BESIDE = ("customer", "phone_mask", "covering")


@dataclass(frozen=True)
class PlanItem:
    """One item; `stake` in fen. `cause` and the day it is about say why it is there."""

    id: int
    version: int
    kind: ActivityKind
    status: ActivityStatus
    subject: str
    planned_on: date
    done_on: date | None
    outcome: str
    result: str
    facts: str
    next_step: str
    customer_id: int
    opportunity_id: int | None
    cause: Cause | None
    cause_id: int | None
    cause_on: date | None
    stake: int | None
    moves: int
    unplanned: int
    customer: str
    phone_mask: str | None
    covering: str | None = None
    """For whom the item's person stands in with the customer, if that is why it is theirs."""

    @property
    def open(self) -> bool:
        """Whether it is still to do."""
        return self.status == ActivityStatus.PLANNED


@dataclass(frozen=True)
class Amendment:
    """What happened to an item of a locked plan: to which, what, by whom, when."""

    subject: str
    what: Amended
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class DayOfPlan:
    """One day of one person; `handed_in` is None while the plan is not in, `closed` while the day runs."""

    day: date
    items: list[PlanItem]
    handed_in: datetime | None
    closed: datetime | None
    comment: str
    amendments: list[Amendment]

    @property
    def open(self) -> list[PlanItem]:
        """What is still to do."""
        return [item for item in self.items if item.open]

    @property
    def done(self) -> list[PlanItem]:
        """What was done on the day, planned for it or not."""
        return [item for item in self.items if item.done_on == self.day]

    @property
    def planned(self) -> list[PlanItem]:
        """What was handed in, or would be now."""
        return [item for item in self.items if not item.unplanned and item.planned_on == self.day]


def day_plan(session: ActorSession, actor: Actor, day: date, *, person_id: int | None = None) -> DayOfPlan:
    """The plan of a day of the actor's own, or of somebody in their sight; today's holds what is left from before."""
    whose = person_id or actor.person_id
    on = col(Activity.planned_on)
    days = sa.or_(on == day, col(Activity.done_on) == day)
    if day == today():
        days = sa.or_(days, sa.and_(on < day, col(Activity.open) == 1))
    items = _items(session, actor, whose, days)
    known = select(DayPlan.submitted_at, DayPlan.closed_at, DayPlan.comment).where(
        col(DayPlan.person_id) == whose, col(DayPlan.day) == day, sees(actor, DayPlan)
    )
    handed_in, closed, comment = session.exec(known).first() or (None, None, "")
    amended = _amendments(session, actor, whose, day) if handed_in else []
    return DayOfPlan(day, items, handed_in, closed, comment, amended)


def week_plan(session: ActorSession, actor: Actor, first: date, *, person_id: int | None = None) -> list[PlanItem]:
    """What is planned for the seven days from `first` on."""
    on = col(Activity.planned_on)
    return _items(session, actor, person_id or actor.person_id, on.between(first, first + timedelta(6)))


def _items(session: ActorSession, actor: Actor, whose: int, days: Any) -> list[PlanItem]:
    names = [name for name in PlanItem.__dataclass_fields__ if name not in _BESIDE]
    columns = (
        *(col(getattr(Activity, name)) for name in names),
        col(Customer.name),
        col(Customer.phone_mask),
        covering(actor),
    )
    listed: Any = (
        select(*columns)
        .select_from(Activity)
        .join(Customer, col(Customer.id) == col(Activity.customer_id))
        .where(col(Activity.person_id) == whose, days, sees(actor, Activity), sees(actor, Customer))
        .order_by(col(Activity.open).desc().nulls_last(), col(Activity.stake).desc().nulls_last(), col(Activity.id))
        .limit(MOST)
    )
    return [PlanItem(*row) for row in session.exec(listed)]


def _amendments(session: ActorSession, actor: Actor, whose: int, day: date) -> list[Amendment]:
    columns: tuple[Any, ...] = (
        Activity.subject, PlanAmendment.what, PlanAmendment.words, Person.name, PlanAmendment.changed_at
    )  # fmt: skip
    listed = (
        select(*columns)
        .join(Activity, col(Activity.id) == col(PlanAmendment.activity_id))
        .join(Person, col(Person.id) == col(PlanAmendment.person_id))
        .where(col(PlanAmendment.day) == day, col(Activity.person_id) == whose)
        .where(sees(actor, PlanAmendment), sees(actor, Activity))
        .order_by(col(PlanAmendment.id))
        .limit(MOST)
    )
    return [Amendment(*row) for row in session.exec(listed)]
