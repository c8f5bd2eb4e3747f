"""Orphans: customers whom nobody active serves, and their policies in force; by cause, and since when.

The database refuses what would make one, so that there is never any: this looks whether that is so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from db.access import Actor
from db.errors import Denied
from db.models.customers import Customer, Ownership
from db.models.people import Person, Placement, Role
from db.models.policies import Policy
from db.session import ActorSession

READERS = frozenset({Role.ADMIN, Role.EXECUTIVE, Role.SYSTEM})


class Cause(StrEnum):
    """Why nobody serves a customer, the gravest first."""

    NO_OWNER = "no_owner"
    INACTIVE = "inactive"
    NO_PLACE = "no_place"


class Kind(StrEnum):
    """What is orphaned."""

    POLICY = "policy"
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Orphan:
    """One customer, or one of its policies in force; `since` is the first day that nobody served it, if it is known."""

    kind: Kind
    number: str
    customer: str
    cause: Cause
    since: date | None
    days: int | None


@dataclass(frozen=True)
class OrphanCount:
    """How many of a kind there are for one cause, and the age of the oldest."""

    kind: Kind
    cause: Cause
    many: int
    oldest: int | None


Left = tuple[str, Cause, date | None]
"""A customer's number, why nobody serves it, and since when."""


def orphans(session: ActorSession, day: date) -> list[Orphan]:
    """Every orphan as of that day, policies first, the oldest on top; for the system's own check."""
    left = _unserved(session)
    held = _in_force(session, day) if left else []
    found = [_orphan(Kind.POLICY, left[customer], day, number) for number, customer in held]
    found += [_orphan(Kind.CUSTOMER, one, day) for one in left.values()]
    return sorted(found, key=lambda one: (list(Kind).index(one.kind), -(one.days or 0), one.number))


def orphan_counts(session: ActorSession, actor: Actor, day: date) -> list[OrphanCount]:
    """How many there are, by kind and cause, and no customer's name or number; for who keeps the house in order."""
    if actor.role not in READERS or (actor.role is Role.EXECUTIVE and actor.unit_id is None):
        raise Denied("core.not_allowed")
    found: dict[tuple[Kind, Cause], list[int | None]] = {}
    for one in orphans(session, day):
        found.setdefault((one.kind, one.cause), []).append(one.days)
    order = [(kind, cause) for kind in Kind for cause in Cause if (kind, cause) in found]
    return [
        OrphanCount(*key, len(found[key]), max((n for n in found[key] if n is not None), default=None)) for key in order
    ]


def _unserved(session: ActorSession) -> dict[int, Left]:
    """By the customer's id: who has no open ownership, or one of somebody who left or has no place in the tree."""
    columns: tuple[Any, ...] = (
        Customer.id, Customer.number, Customer.known_since, _last(Ownership.customer_id, Customer.id),
        Ownership.valid_from, Person.id, Person.active, Person.left_on, _last(Placement.person_id, Person.id),
    )  # fmt: skip
    return {int(row[0]): _left(row) for row in session.trusted().execute(_nobodys(*columns))}


def _left(row: Any) -> Left:
    _id, number, known, owned_until, began, person, active, left_on, placed_until = row
    if person is None:
        return (number, Cause.NO_OWNER, owned_until or known)
    if not active:
        return (number, Cause.INACTIVE, left_on or began)
    return (number, Cause.NO_PLACE, max((end for end in (placed_until, began) if end), default=None))


def _nobodys(*columns: Any) -> Any:
    """A SELECT of the customers whom nobody active serves from a place in the tree."""
    held = sa.and_(col(Ownership.customer_id) == col(Customer.id), col(Ownership.open) == 1)
    placed = sa.and_(col(Placement.person_id) == col(Person.id), col(Placement.open) == 1)
    return (
        sa.select(*columns)
        .select_from(Customer)
        .join(Ownership, held, isouter=True)
        .join(Person, col(Person.id) == col(Ownership.person_id), isouter=True)
        .join(Placement, placed, isouter=True)
        .where(col(Customer.merged_into_id).is_(None))
        .where(sa.or_(col(Person.id).is_(None), col(Person.active) == 0, col(Placement.id).is_(None)))
    )


def _last(column: Any, of: Any) -> Any:
    """When the last ownership of a customer, or the last place of a person, ended."""
    row = aliased(column.class_)
    return (
        sa.select(sa.func.max(row.valid_to))
        .where(getattr(row, column.key) == of)
        .correlate(of.class_)
        .scalar_subquery()
    )


def _in_force(session: ActorSession, day: date) -> list[tuple[str, int]]:
    held = sa.select(col(Policy.number), col(Policy.customer_id)).where(
        col(Policy.customer_id).in_(_nobodys(col(Customer.id))),
        col(Policy.inception) <= day,
        col(Policy.cover_end) > day,
    )
    return [(number, customer) for number, customer in session.trusted().execute(held.order_by(col(Policy.number)))]


def _orphan(kind: Kind, left: Left, day: date, number: str = "") -> Orphan:
    customer, cause, since = left
    return Orphan(kind, number or customer, customer, cause, since, (day - since).days if since else None)
