"""The household or group that a customer stands in, as far as it is in sight; nobody out of sight is shown or counted.

Who is out of sight parts the tree: what stands beyond is not reached through them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Customer, CustomerKind, Ownership
from db.models.people import Person
from db.models.policies import Policy
from db.periods import today
from db.rights import reach
from db.scope import sees
from db.session import ActorSession

LEVELS, MOST = 8, 200
"""So far up and so far down it is looked, and so many are shown."""


@dataclass(frozen=True)
class Relative:
    """One of the tree, how deep it stands, and what it holds; None of a role that sees no policies."""

    id: int
    parent_id: int | None
    name: str
    number: str
    kind: CustomerKind
    owner: str
    level: int = 0
    policies: int | None = None
    premium: int | None = None


def family(session: ActorSession, actor: Actor, customer_id: int) -> list[Relative]:
    """The tree from its top in sight, each before those under it; nobody where the customer is not in sight."""
    found = _some(session, actor, col(Customer.id) == customer_id, [customer_id])
    if not found:
        return []
    top = _top(session, actor, found[0])
    known, level = {top.id: top}, [top.id]
    for _step in range(LEVELS):
        if not level or len(known) >= MOST:
            break
        below = _below(session, actor, level)
        level = [one.id for one in below if one.id not in known][: MOST - len(known)]
        known |= {one.id: one for one in below if one.id in level}
    held = _held(session, actor, list(known))
    return [_with(one, held) for one in _in_order(top, known)]


def _top(session: ActorSession, actor: Actor, one: Relative) -> Relative:
    passed = {one.id}
    while one.parent_id is not None and one.parent_id not in passed and len(passed) <= LEVELS:
        above = _some(session, actor, col(Customer.id) == one.parent_id, [one.parent_id])
        if not above:
            break
        one = above[0]
        passed.add(one.id)
    return one


def _below(session: ActorSession, actor: Actor, ids: Sequence[int]) -> list[Relative]:
    """Those in sight that stand directly under some customers."""
    rows: Any = Customer.__table__  # type: ignore[attr-defined]
    # Ids alone, of whom only those in sight are shown.
    under = sa.select(rows.c.id).where(rows.c.parent_id.in_(ids)).limit(MOST * 5)
    there = list(session.trusted().execute(under).scalars())
    return _some(session, actor, col(Customer.id).in_(there), there) if there else []


def _some(session: ActorSession, actor: Actor, which: Any, ids: Sequence[int]) -> list[Relative]:
    columns: tuple[Any, ...] = (
        Customer.id, Customer.parent_id, Customer.name, Customer.number, Customer.kind, Person.name,
    )  # fmt: skip
    listed = (
        select(*columns)
        .join(Ownership, (col(Ownership.customer_id) == col(Customer.id)) & (col(Ownership.open) == 1))
        .join(Person, col(Person.id) == col(Ownership.person_id))
        .where(which, sees(actor, Customer, ids))
        .order_by(col(Customer.name), col(Customer.id))
        .limit(MOST)
    )
    return [Relative(*row) for row in session.exec(listed)]


def _held(session: ActorSession, actor: Actor, ids: Sequence[int]) -> dict[int, tuple[int, int]] | None:
    """Policies in force and their premium, by customer."""
    if reach(actor, Policy) is None:
        return None
    day = today()
    counted = (
        select(Policy.customer_id, sa.func.count(), sa.func.sum(Policy.premium))
        .where(sees(actor, Policy, ids), col(Policy.customer_id).in_(ids))
        .where(col(Policy.inception) <= day, col(Policy.cover_end) > day)
        .group_by(col(Policy.customer_id))
    )
    return {customer: (number, int(premium)) for customer, number, premium in session.exec(counted)}


def _with(one: Relative, held: dict[int, tuple[int, int]] | None) -> Relative:
    policies, premium = (None, None) if held is None else held.get(one.id, (0, 0))
    return replace(one, policies=policies, premium=premium)


def _in_order(top: Relative, known: dict[int, Relative]) -> Iterator[Relative]:
    under: dict[int | None, list[Relative]] = defaultdict(list)
    for one in known.values():
        if one.id != top.id:
            under[one.parent_id].append(one)
    ahead = [top]
    while ahead:
        one = ahead.pop()
        yield one
        ahead += [replace(below, level=one.level + 1) for below in reversed(under[one.id])]
