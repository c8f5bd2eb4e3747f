"""The morning's plan: what is due becomes items of the day, as many as it has room for. Twice is like once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.day_plans import add_item, is_closed
from db.errors import Denied
from db.models.people import Person, Placement, Role
from db.models.work import Activity, ActivityStatus
from db.periods import today
from db.queries.actors import ACTOR, PLACED, as_actor
from db.queries.due_today import due_today
from db.rules.due import Due, chosen
from db.run import WritingSession
from db.scope import sees


@dataclass(frozen=True)
class PlanMade:
    """How many items were made, and how much else is due."""

    items: int
    also_due: int


def make_plan(session: WritingSession, actor: Actor, *, person_id: int | None = None) -> PlanMade:
    """Make today's items in the actor's own plan; the system makes anybody's, but amends nobody's."""
    if person_id not in (None, actor.person_id) and actor.role is not Role.SYSTEM:
        raise Denied("core.not_allowed")
    day = today()
    whose = _person(session, actor if person_id is None else person_id)
    due = due_today(session, whose, day)
    closed = actor.role is Role.SYSTEM and is_closed(session, whose.person_id, day)
    taken = [] if closed else chosen(due, config().rules.day.items - _planned(session, actor, whose, day))
    for one in taken:
        add_item(session, actor, item_of(one, whose.person_id, day))
    session.notebook.quiet = not taken
    return PlanMade(len(taken), len(due) - len(taken))


def item_of(due: Due, person_id: int, day: date) -> Activity:
    """The item that stands for something due."""
    about: dict[str, Any] = {"cause": due.cause, "cause_id": due.cause_id, "cause_on": due.cause_on, "stake": due.stake}
    return Activity(
        customer_id=due.customer_id,
        opportunity_id=due.opportunity_id,
        person_id=person_id,
        kind=due.kind,
        subject=due.subject,
        planned_on=day,
        **about,
    )


def _person(session: WritingSession, who: Actor | int) -> Actor:
    """Whose plan it is; their row is locked, so that two runs at once make no item twice."""
    number = who if isinstance(who, int) else who.person_id
    locked = select(Person.id).where(col(Person.id) == number, col(Person.active) == 1).with_for_update()
    if session.exec(locked).first() is None:
        raise Denied("core.not_found")
    if isinstance(who, Actor):
        return who
    placed = select(*ACTOR).join(Placement, PLACED, isouter=True).where(col(Person.id) == number)
    return as_actor(session, session.exec(placed).one())


def _planned(session: WritingSession, actor: Actor, whose: Actor, day: date) -> int:
    """How many items the day has: those planned for it, and those left open from days before."""
    on, status = col(Activity.planned_on), col(Activity.status)
    counted = select(sa.func.count()).where(
        col(Activity.person_id) == whose.person_id,
        sa.or_(sa.and_(on == day, status != ActivityStatus.CANCELLED), sa.and_(on < day, col(Activity.open) == 1)),
        sees(actor, Activity),
    )
    return int(session.exec(counted).one())
