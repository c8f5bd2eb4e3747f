"""The customers somebody sees today, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import HIDDEN, Actor
from db.memory import remembered
from db.models.customers import Customer, CustomerKind, Ownership, Tier
from db.models.people import Person
from db.models.policies import Policy, Product
from db.periods import today
from db.queries.found_customers import found_customers
from db.rules.tags import tags_in
from db.scope import sees
from db.session import ActorSession

PAGE, MOST_TAGS = 50, 2_000
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
    """What the list is narrowed to; empty is everything. `ids` are those that a search has found, the best first."""

    search: str = ""
    tier: str = ""
    region: str = ""
    owner: str = ""
    kind: str = ""
    tag: str = ""
    line: str = ""
    expiry: int = 0  # days until cover ends
    ids: tuple[int, ...] | None = None


def tier_shown(actor: Actor) -> bool:
    """Whether the actor's role sees the value tier of a customer."""
    return "customer.tier" not in HIDDEN.get(actor.role, frozenset())


def tags_shown(actor: Actor) -> bool:
    """Whether the actor's role sees the tags of a customer."""
    return "customer.tags" not in HIDDEN.get(actor.role, frozenset())


def searched(session: ActorSession, actor: Actor, asked: Asked) -> tuple[Asked, bool]:
    """The question with what its search finds, and whether there is more than is looked through."""
    if not asked.search or asked.ids is not None:
        return asked, False
    found = found_customers(session, actor, asked.search)
    return replace(asked, ids=found.ids), found.more


def count_customers(session: ActorSession, actor: Actor, asked: Asked) -> int:
    """How many customers the question finds."""
    asked, _more = searched(session, actor, asked)
    return remembered(session, ("count_customers", asked, today()), lambda: _count(session, actor, asked))


def _count(session: ActorSession, actor: Actor, asked: Asked) -> int:
    listed = select(sa.func.count()).select_from(Customer).where(_seen(actor, asked), *_narrowed(actor, asked))
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
    """One page of them with owner, policies in force and the next expiry; `fit` orders what a search has found."""
    asked, _more = searched(session, actor, asked)
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
    key = ("customers", asked, sort, descending, limit, offset, today())
    span = slice(offset, offset + limit)
    ids = remembered(session, key, lambda: _page(session, actor, asked, sort, span, descending=descending))
    listed = _with_owner(select(*columns).select_from(Customer))
    shown = session.exec(listed.where(sees(actor, Customer, ids), col(Customer.id).in_(ids))).all()
    rows = sorted(shown, key=lambda row: ids.index(row.id))
    cover = _cover(session, actor, [row.id for row in rows])
    return [
        CustomerRow(**row._asdict(), in_force=number, next_expiry=until)
        for row in rows
        for number, until in [cover.get(row.id, (0, None))]
    ]


def _page(session: ActorSession, actor: Actor, asked: Asked, sort: str, span: slice, *, descending: bool) -> list[int]:
    if sort == "fit" and asked.ids is not None:
        fitting = set(session.exec(_found(actor, asked, "number", descending=False)))
        return [number for number in asked.ids if number in fitting][span]
    found = _found(actor, asked, sort, descending=descending)
    return list(session.exec(found.limit(span.stop - span.start).offset(span.start)))


def _seen(actor: Actor, asked: Asked) -> Any:
    return sees(actor, Customer) if asked.ids is None else sees(actor, Customer, asked.ids)


def _found(actor: Actor, asked: Asked, sort: str, *, descending: bool) -> Any:
    found: Any = select(Customer.id).select_from(Customer).where(_seen(actor, asked), *_narrowed(actor, asked))
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


def tags(session: ActorSession, actor: Actor) -> list[str]:
    """The tags among the customers in sight, for the filter."""
    return remembered(session, "tags", lambda: _tags(session, actor))


def _tags(session: ActorSession, actor: Actor) -> list[str]:
    lines = select(Customer.tags).where(sees(actor, Customer), col(Customer.tags) != "").distinct()
    return sorted({tag for line in session.exec(lines.limit(MOST_TAGS)) for tag in tags_in(line)})


def _with_owner(listed: Any) -> Any:
    held = (col(Ownership.customer_id) == col(Customer.id)) & (col(Ownership.open) == 1)
    return listed.join(Ownership, held).join(Person, col(Person.id) == col(Ownership.person_id))


def _narrowed(actor: Actor, asked: Asked) -> list[Any]:
    criteria: list[Any] = [] if asked.ids is None else [col(Customer.id).in_(asked.ids)]
    if asked.tier and tier_shown(actor):
        criteria.append(sa.cast(Customer.tier, sa.String) == asked.tier)
    if asked.region:
        criteria.append(col(Customer.region) == asked.region)
    if asked.owner:
        criteria.append(col(Person.login) == asked.owner)
    if asked.kind:
        criteria.append(sa.cast(Customer.kind, sa.String) == asked.kind)
    if asked.tag and tags_shown(actor):
        criteria.append(col(Customer.tags).contains(asked.tag, autoescape=True))
    if asked.line or asked.expiry:
        criteria.append(col(Customer.id).in_(_holders(actor, asked)))
    return criteria


def _holders(actor: Actor, asked: Asked) -> Any:
    """Who holds cover today: of that line, that ends within so many days."""
    day, policy = today(), col(Policy.cover_end)
    held: Any = select(Policy.customer_id).where(col(Policy.inception) <= day, policy > day)
    if asked.expiry:
        held = held.where(policy <= day + timedelta(days=asked.expiry))
    if asked.line:
        held = held.join(Product, col(Product.id) == col(Policy.product_id)).where(col(Product.line) == asked.line)
    return held.where(sees(actor, Policy) if asked.ids is None else sees(actor, Policy, asked.ids))


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
