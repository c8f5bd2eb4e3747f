"""Customers in an actor's sight that may be one recorded twice, and what was merged; nothing is said of any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.finding import nearly_named
from db.memory import remembered
from db.models.customers import Customer, CustomerKind, CustomerPrivate, Ownership
from db.models.merges import CustomerApart, CustomerMerge
from db.models.people import Person
from db.periods import zone
from db.rights import reach
from db.rules.likeness import Face, Likeness, alike, bare, pairs
from db.scope import sees
from db.session import ActorSession

MOST = 20_000
"""So many customers are compared with each other; the newest of them where there are more."""
MOST_SHOWN = 10
PAGE = 20


@dataclass(frozen=True)
class Twin:
    """A customer that another looks like, and by what."""

    id: int
    name: str
    number: str
    kind: CustomerKind
    owner: str
    how: Likeness


@dataclass(frozen=True)
class Pair:
    """Two customers that look alike, and by what."""

    id: int
    one: Twin
    other: Twin
    how: Likeness


@dataclass(frozen=True)
class Merge:
    """A customer that was merged into the one asked of, and can be again."""

    id: int
    loser_id: int
    name: str
    number: str
    on: date
    by: str
    reason: str


@dataclass(frozen=True)
class Apart:
    """A customer that was judged not to be the one asked of, by whom and when."""

    id: int
    other_id: int
    name: str
    number: str
    on: date
    by: str


def twins(session: ActorSession, actor: Actor, customer_id: int) -> list[Twin]:
    """Those in sight that a customer in sight looks like, the surest first."""
    own = _faces(session, actor, [customer_id])
    if not own:
        return []
    near = _same_numbers(session, own[0])
    near |= set(nearly_named(session, actor, Customer, bare(own[0].name)))
    near -= {customer_id, *_apart_from(session, customer_id)}
    others = _faces(session, actor, sorted(near)) if near else []
    found = {other.id: how for other in others if (how := alike(own[0], other)) is not None}
    ids = sorted(found, key=lambda number: (found[number], number))[:MOST_SHOWN]
    named = _named(session, actor, ids, found)
    return [named[number] for number in ids if number in named]


def duplicate_pairs(session: ActorSession, actor: Actor, *, limit: int = PAGE, offset: int = 0) -> list[Pair]:
    """A page of all pairs in sight that look alike, the surest first."""
    page = _pairs(session, actor)[offset : offset + limit]
    ids = sorted({number for _how, low, high in page for number in (low, high)})
    named = _named(session, actor, ids, {}) if ids else {}
    shown = [(place, pair) for place, pair in enumerate(page, offset + 1) if named.keys() >= set(pair[1:])]
    return [Pair(place, named[low], named[high], how) for place, (how, low, high) in shown]


def count_pairs(session: ActorSession, actor: Actor) -> int:
    """How many pairs there are."""
    return len(_pairs(session, actor))


def merges_into(session: ActorSession, actor: Actor, customer_id: int) -> list[Merge]:
    """What was merged into a customer in sight and not taken back, the latest first."""
    columns: tuple[Any, ...] = (
        CustomerMerge.id, CustomerMerge.loser_id, CustomerMerge.loser_name, CustomerMerge.loser_number,
        CustomerMerge.merged_on, Person.name, CustomerMerge.reason,
    )  # fmt: skip
    listed = (
        select(*columns)
        .join(Person, col(Person.id) == col(CustomerMerge.person_id))
        .where(col(CustomerMerge.winner_id) == customer_id, sees(actor, CustomerMerge, [customer_id]))
        .where(col(CustomerMerge.open) == 1)
        .order_by(col(CustomerMerge.id).desc())
    )
    return [Merge(*row) for row in session.exec(listed)]


def kept_apart(session: ActorSession, actor: Actor, customer_id: int) -> list[Apart]:
    """Whom a customer in sight was judged not to be, as far as they are in sight too, the latest first."""
    if not _in_sight(session, actor, [customer_id]):
        return []
    low, high = col(CustomerApart.low_id), col(CustomerApart.high_id)
    # The note hangs on the lower of the two, and is told to who sees both.
    columns = (CustomerApart.id, low, high, CustomerApart.at, CustomerApart.person_id)
    noted = sa.select(*columns).where((low == customer_id) | (high == customer_id))  # type: ignore[call-overload]
    rows = session.trusted().execute(noted.order_by(col(CustomerApart.id).desc())).all()
    others = {row.low_id + row.high_id - customer_id for row in rows}
    seen = _in_sight(session, actor, sorted(others))
    by = select(Person.id, Person.name).where(col(Person.id).in_({row.person_id for row in rows}))
    people = dict(session.exec(by).all())
    found = [(row, row.low_id + row.high_id - customer_id) for row in rows]
    return [
        Apart(row.id, other, *seen[other], row.at.astimezone(zone()).date(), people.get(row.person_id, ""))
        for row, other in found
        if other in seen
    ]


def _in_sight(session: ActorSession, actor: Actor, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Name and number of those of the customers that the actor sees."""
    columns: tuple[Any, ...] = (Customer.id, Customer.name, Customer.number)
    listed = select(*columns).where(col(Customer.id).in_(ids), sees(actor, Customer, ids))
    return {number: (name, code) for number, name, code in session.exec(listed)}


def merged_into(session: ActorSession, actor: Actor, customer_id: int) -> tuple[int, str] | None:
    """Where a customer that is merged has gone, and what that one is called, if it is in sight."""
    # The merged one is nobody's to see; what is told is the other, and to who sees that.
    rows: Any = Customer.__table__  # type: ignore[attr-defined]
    went = sa.select(rows.c.merged_into_id).where(rows.c.id == customer_id)
    target = session.trusted().execute(went).scalar()
    if target is None:
        return None
    shown = select(Customer.id, Customer.name).where(col(Customer.id) == target, sees(actor, Customer, [target]))
    row = session.exec(shown).first()
    return (int(row[0] or 0), row[1]) if row else None


def _pairs(session: ActorSession, actor: Actor) -> list[tuple[Likeness, int, int]]:
    return remembered(session, "duplicates", lambda: _all_pairs(session, actor))


def _all_pairs(session: ActorSession, actor: Actor) -> list[tuple[Likeness, int, int]]:
    noted = select(CustomerApart.low_id, CustomerApart.high_id).where(sees(actor, CustomerApart))
    apart = {(low, high) for low, high in session.exec(noted)}
    return [pair for pair in pairs(_faces(session, actor, None)) if pair[1:] not in apart]


def _faces(session: ActorSession, actor: Actor, ids: Sequence[int] | None) -> list[Face]:
    """What is compared of some customers, or of all in sight; numbers only for a role that serves by them."""
    private: Any = CustomerPrivate
    columns: list[Any] = [Customer.id, Customer.name, Customer.kind]
    numbers: list[Any] = [private.phone_hash, private.id_hash, private.born_on]
    if reach(actor, private) is None:
        listed: Any = select(*columns)
    else:
        beside = (col(private.customer_id) == col(Customer.id)) & sees(actor, private, ids)
        listed = select(*columns, *numbers).select_from(Customer).outerjoin(private, beside)
    listed = listed.where(sees(actor, Customer, ids)).order_by(col(Customer.id).desc()).limit(MOST)
    return [Face(*row) for row in session.exec(listed if ids is None else listed.where(col(Customer.id).in_(ids)))]


def _same_numbers(session: ActorSession, face: Face) -> set[int]:
    """Who has the same phone or ID number, whoever sees them: shown is only who is in sight."""
    private = CustomerPrivate
    same = [
        column == value
        for column, value in ((col(private.phone_hash), face.phone_hash), (col(private.id_hash), face.id_hash))
        if value
    ]
    if not same:
        return set()
    some = sa.select(col(private.customer_id)).where(sa.or_(*same)).limit(MOST_SHOWN * 5)
    return set(session.trusted().execute(some).scalars())


def _apart_from(session: ActorSession, customer_id: int) -> set[int]:
    """Whom somebody found to be another."""
    low, high = col(CustomerApart.low_id), col(CustomerApart.high_id)
    noted = sa.select(low, high).where((low == customer_id) | (high == customer_id))
    return {number for row in session.trusted().execute(noted) for number in row} - {customer_id}


def _named(session: ActorSession, actor: Actor, ids: Sequence[int], how: dict[int, Likeness]) -> dict[int, Twin]:
    if not ids:
        return {}
    columns: tuple[Any, ...] = (Customer.id, Customer.name, Customer.number, Customer.kind, Person.name)
    listed = (
        select(*columns)
        .join(Ownership, (col(Ownership.customer_id) == col(Customer.id)) & (col(Ownership.open) == 1))
        .join(Person, col(Person.id) == col(Ownership.person_id))
        .where(col(Customer.id).in_(ids), sees(actor, Customer, ids))
    )
    found: dict[int, Twin] = {}
    for number, name, code, kind, owner in session.execute(listed):
        found[number] = Twin(number, name, code, kind, owner, how.get(number, Likeness.NEAR_NAME))
    return found
