"""The customers somebody sees today, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import HIDDEN, Actor
from db.memory import remembered
from db.models.customers import Customer, CustomerKind, Ownership, Tier
from db.models.people import Person
from db.models.policies import Policy
from db.periods import today
from db.scope import sees
from db.session import ActorSession

PAGE = 50
SORTS = {"name": col(Customer.name), "number": col(Customer.number), "since": col(Customer.known_since)}


@dataclass(frozen=True)
class CustomerRow:
    """One line of the list; `tier` is None for who may not see it."""

    id: int
    number: str
    name: str
    kind: CustomerKind
    region: str | None
    tier: Tier | None
    owner: str
    phone: str | None
    since: date | None
    in_force: int
    next_expiry: date | None


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; empty is everything."""

    search: str = ""
    tier: str = ""
    region: str = ""
    owner: str = ""


def tier_shown(actor: Actor) -> bool:
    """Whether the actor's role sees the value tier of a customer."""
    return "customer.tier" not in HIDDEN.get(actor.role, frozenset())


def count_customers(session: ActorSession, actor: Actor, asked: Asked) -> int:
    """How many customers the question finds."""
    return remembered(session, ("count_customers", asked), lambda: _count(session, actor, asked))


def _count(session: ActorSession, actor: Actor, asked: Asked) -> int:
    listed = select(sa.func.count()).select_from(Customer).where(sees(actor, Customer), *_narrowed(actor, asked))
    if asked.owner:
        listed = _with_owner(listed)
    return int(session.exec(listed).one())


def customers(
    session: ActorSession,
    actor: Actor,
    asked: Asked,
    *,
    sort: str = "name",
    descending: bool = False,
    limit: int = PAGE,
    offset: int = 0,
) -> list[CustomerRow]:
    """One page of them with owner, policies in force and the next expiry."""
    tier = col(Customer.tier) if tier_shown(actor) else sa.null().label("tier")
    columns: tuple[Any, ...] = (
        Customer.id,
        Customer.number,
        Customer.name,
        Customer.kind,
        Customer.region,
        tier,
        col(Person.name).label("owner"),
        col(Customer.phone_mask).label("phone"),
        col(Customer.known_since).label("since"),
    )
    # The page first, by an index; what its rows show is looked up for them alone.
    found = _found(actor, asked, sort, descending=descending).limit(limit).offset(offset)
    key = ("customers", asked, sort, descending, limit, offset)
    ids: list[int] = remembered(session, key, lambda: list(session.exec(found)))
    listed = _with_owner(select(*columns).select_from(Customer))
    shown = session.exec(listed.where(sees(actor, Customer, ids), col(Customer.id).in_(ids))).all()
    rows = sorted(shown, key=lambda row: ids.index(row.id))
    cover = _cover(session, actor, [row.id for row in rows])
    return [
        CustomerRow(**row._asdict(), in_force=number, next_expiry=until)
        for row in rows
        for number, until in [cover.get(row.id, (0, None))]
    ]


def _found(actor: Actor, asked: Asked, sort: str, *, descending: bool) -> Any:
    found: Any = select(Customer.id).select_from(Customer).where(sees(actor, Customer), *_narrowed(actor, asked))
    by = SORTS.get(sort, SORTS["name"])
    order = by.desc() if descending else by.asc()
    # Where nothing is missing, the databases agree on the order and can take it from an index.
    placed = order.nulls_last() if by is SORTS["since"] else order
    return (_with_owner(found) if asked.owner else found).order_by(placed, col(Customer.id))


def regions(session: ActorSession, actor: Actor) -> list[str]:
    """The regions among the customers in sight, for the filter."""
    return remembered(session, "regions", lambda: _regions(session, actor))


def _regions(session: ActorSession, actor: Actor) -> list[str]:
    found = select(Customer.region).where(sees(actor, Customer), col(Customer.region).is_not(None)).distinct()
    return sorted(str(region) for region in session.exec(found))


def _with_owner(listed: Any) -> Any:
    held = (col(Ownership.customer_id) == col(Customer.id)) & (col(Ownership.open) == 1)
    return listed.join(Ownership, held).join(Person, col(Person.id) == col(Ownership.person_id))


def _narrowed(actor: Actor, asked: Asked) -> list[Any]:
    criteria: list[Any] = []
    if part := asked.search.strip().lower():
        named = sa.func.lower(Customer.name).contains(part, autoescape=True)
        criteria.append(named | sa.func.lower(Customer.number).contains(part, autoescape=True))
    if asked.tier and tier_shown(actor):
        criteria.append(sa.cast(Customer.tier, sa.String) == asked.tier)
    if asked.region:
        criteria.append(col(Customer.region) == asked.region)
    if asked.owner:
        criteria.append(col(Person.login) == asked.owner)
    return criteria


def _cover(session: ActorSession, actor: Actor, ids: Sequence[int]) -> dict[int, tuple[int, date | None]]:
    """Policies in force and the next end of cover for a page of customers, in one query."""
    day = today()
    counted = (
        select(Policy.customer_id, sa.func.count(), sa.func.min(Policy.cover_end))
        .where(sees(actor, Policy, ids), col(Policy.customer_id).in_(ids))
        .where(col(Policy.inception) <= day, col(Policy.cover_end) > day)
        .group_by(col(Policy.customer_id))
    )
    return {customer: (number, until) for customer, number, until in session.exec(counted)}
