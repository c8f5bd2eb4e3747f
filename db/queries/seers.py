"""Who sees a customer, and why: by the declared reach of each role, as the scope itself goes by it.

A test holds what it says against everybody's scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from db.access import REVIEWS, Actor, Reach, Way
from db.errors import Denied
from db.models.claims import Claim
from db.models.customers import Customer, Membership, Ownership
from db.models.people import Person, Placement, Role, Unit
from db.models.policies import Policy
from db.queries.actors import PLACED
from db.rights import reach
from db.scope import sees
from db.session import ActorSession


@dataclass(frozen=True)
class Seer:
    """Somebody who sees a customer: each way, and the last day where it has one."""

    person_id: int
    name: str
    role: Role
    unit: str
    ways: tuple[Way, ...]
    writes: bool
    until: date | None = None


@dataclass(frozen=True)
class _Member:
    writes: bool
    covers: bool
    until: date | None


def who_sees(session: ActorSession, actor: Actor, customer_id: int) -> list[Seer]:
    """Everybody who sees a customer of the actor's, owner first; in six queries. Denied but for who leads."""
    if actor.role not in REVIEWS["customer"]:
        raise Denied("core.not_allowed")
    asked = select(Ownership.person_id).where(
        col(Ownership.customer_id) == customer_id, col(Ownership.open) == 1, sees(actor, Ownership, [customer_id])
    )
    owner = session.exec(asked).first()
    if owner is None:
        raise Denied("core.not_found")
    members = _members(session, actor, customer_id)
    above, claimed = _above(session, owner), _claimed(session, actor, customer_id)
    found = []
    for number, name, role, unit_id, unit in _people(session, [owner, *members]):
        whose = Actor(number, "", name, Role(role), unit_id)
        by = _ways(whose, owner, members.get(number), above, claimed=claimed)
        if by:
            found.append(_seer(whose, unit or "", by, members.get(number)))
    order = list(Way)
    return sorted(found, key=lambda one: (order.index(one.ways[0]), one.name, one.person_id))


def _ways(whose: Actor, owner: int, member: _Member | None, above: set[int], *, claimed: bool) -> tuple[Way, ...]:
    """Why somebody sees the customer, by how far their role reaches."""
    far = reach(whose, Customer)
    if far is None:
        return ()
    if far is Reach.COMPANY:
        return (Way.COMPANY,)
    if far is Reach.CLAIMED:
        return (Way.CLAIMED,) if claimed else ()
    leads = far is Reach.UNITS and whose.unit_id in above
    holds = {
        Way.OWNER: owner == whose.person_id,
        Way.COVER: member is not None and member.covers,
        Way.MEMBER: member is not None and not member.covers,
        Way.LEADS: leads and owner != whose.person_id,
    }
    return tuple(way for way, held in holds.items() if held)


def _seer(whose: Actor, unit: str, by: tuple[Way, ...], member: _Member | None) -> Seer:
    joined = member if {Way.COVER, Way.MEMBER} & set(by) else None
    writes = bool({Way.OWNER, Way.LEADS} & set(by)) or (joined is not None and joined.writes)
    return Seer(whose.person_id, whose.name, whose.role, unit, by, writes, joined.until if joined else None)


def _members(session: ActorSession, actor: Actor, customer_id: int) -> dict[int, _Member]:
    columns: tuple[Any, ...] = (Membership.person_id, Membership.can_write, Membership.cover_id, Membership.until)
    listed = select(*columns).where(
        col(Membership.customer_id) == customer_id,
        col(Membership.open) == 1,
        sees(actor, Membership, [customer_id]),
    )
    return {
        person: _Member(bool(writes), cover is not None, until) for person, writes, cover, until in session.exec(listed)
    }


def _above(session: ActorSession, person: int) -> set[int]:
    """The unit in which somebody works, and all above it."""
    place = select(Placement.unit_id).where(col(Placement.person_id) == person, col(Placement.open) == 1)
    at: int | None = session.exec(place).first()
    parents = dict(session.exec(select(Unit.id, Unit.parent_id)).all())
    found: set[int] = set()
    while at is not None and at not in found:
        found.add(at)
        at = parents.get(at)
    return found


def _claimed(session: ActorSession, actor: Actor, customer_id: int) -> bool:
    one = (
        select(Claim.id)
        .join(Policy, col(Policy.id) == col(Claim.policy_id))
        .where(
            col(Policy.customer_id) == customer_id,
            sees(actor, Policy, [customer_id]),
            sees(actor, Claim, [customer_id]),
        )
        .limit(1)
    )
    return session.exec(one).first() is not None


def _people(session: ActorSession, served_by: Iterable[int]) -> Any:
    """Who sees more than their own, and those who serve the customer."""
    columns: tuple[Any, ...] = (Person.id, Person.name, Person.role, Placement.unit_id, Unit.name)
    asked = (
        select(*columns)
        .select_from(Person)
        .join(Placement, PLACED, isouter=True)
        .join(Unit, col(Unit.id) == col(Placement.unit_id), isouter=True)
        .where(
            col(Person.active) == 1,
            (col(Person.role) != Role.SALESPERSON) | col(Person.id).in_(list(served_by)),
        )
    )
    return session.exec(asked).all()
