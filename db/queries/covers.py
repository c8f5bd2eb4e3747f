"""Who stands in for whom: in the actor's sight, for one person today, and by day for a team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.models.covers import Absence, Cover
from db.models.customers import Membership
from db.models.people import Person, Placement, Role
from db.scope import sees
from db.session import ActorSession

MOST = 200


@dataclass(frozen=True)
class CoverRow:
    """One cover that runs or is planned; `customers` is how many of them the actor sees covered now.

    `may_end`: it is of the actor's own absence, or of somebody whom they lead.
    """

    id: int
    version: int
    absent_id: int
    absent: str
    substitute_id: int
    substitute: str
    reason: Absence
    planned_from: date
    until: date
    began_on: date | None
    may_end: bool
    customers: int = 0


@dataclass(frozen=True)
class Duty:
    """Somebody's part in the covers that run today: for whom they stand in, and who stands in for them."""

    for_whom: tuple[int, ...] = ()
    away: bool = False


def covers(session: ActorSession, actor: Actor, *, people: Iterable[int] = ()) -> list[CoverRow]:
    """The covers in the actor's sight that run or are planned, the first to end first; of these people's if any."""
    absent, substitute = aliased(Person), aliased(Person)
    columns: tuple[Any, ...] = (
        Cover.id, Cover.version, Cover.absent_id, absent.name, Cover.substitute_id, substitute.name, Cover.reason,
        Cover.planned_from, Cover.until, Cover.began_on, Placement.unit_id,
    )  # fmt: skip
    listed = (
        select(*columns)
        .select_from(Cover)
        .join(absent, col(absent.id) == col(Cover.absent_id))
        .join(substitute, col(substitute.id) == col(Cover.substitute_id))
        .join(Placement, (col(Placement.person_id) == absent.id) & (col(Placement.open) == 1), isouter=True)
        .where(col(Cover.open) == 1, sees(actor, Cover))
        .order_by(col(Cover.until), col(Cover.id))
        .limit(MOST)
    )
    if ids := list(people):
        listed = listed.where(col(Cover.absent_id).in_(ids) | col(Cover.substitute_id).in_(ids))
    rows = session.exec(listed).all()
    many = _customers(session, actor, [row[0] for row in rows]) if rows else {}
    return [_row(row, actor, many.get(row[0], 0)) for row in rows]


def _row(row: Any, actor: Actor, customers: int) -> CoverRow:
    leads = actor.role in (Role.MANAGER, Role.DEPARTMENT_HEAD) and row.unit_id in actor.units
    told: tuple[Any, ...] = (*row[:-1], leads or row.absent_id == actor.person_id, customers)
    return CoverRow(*told)


def _customers(session: ActorSession, actor: Actor, ids: list[int]) -> dict[int, int]:
    counted = (
        select(Membership.cover_id, sa.func.count())
        .where(col(Membership.cover_id).in_(ids), col(Membership.open) == 1, sees(actor, Membership))
        .group_by(col(Membership.cover_id))
    )
    return {int(cover or 0): int(number) for cover, number in session.exec(counted)}


def standing_today(session: ActorSession, actor: Actor, person_id: int) -> Duty:
    """What runs today of one person."""
    running = select(Cover.absent_id, Cover.substitute_id).where(
        col(Cover.open) == 1,
        col(Cover.began_on).is_not(None),
        (col(Cover.absent_id) == person_id) | (col(Cover.substitute_id) == person_id),
        sees(actor, Cover),
    )
    rows = session.exec(running).all()
    return Duty(
        tuple(absent for absent, substitute in rows if substitute == person_id),
        any(absent == person_id for absent, _substitute in rows),
    )


def days_away(session: ActorSession, actor: Actor, first: date, last: date) -> dict[int, set[date]]:
    """By person in the actor's sight the days, from one to the other, on which somebody stands in for them."""
    begins = sa.func.coalesce(Cover.began_on, Cover.planned_from)
    # What was called off before it began kept nobody away.
    held = (col(Cover.began_on).is_not(None)) | (col(Cover.open) == 1)
    columns: tuple[Any, ...] = (Cover.absent_id, sa.type_coerce(begins, sa.Date), Cover.until, Cover.ended_on)
    asked = select(*columns).where(begins <= last, col(Cover.until) >= first, held, sees(actor, Cover))
    away: dict[int, set[date]] = defaultdict(set)
    for person, start, until, ended in session.exec(asked):
        over = min(until + timedelta(1), ended or date.max)
        span = range(max(start, first).toordinal(), min(over, last + timedelta(1)).toordinal())
        away[person].update(date.fromordinal(day) for day in span)
    return away
