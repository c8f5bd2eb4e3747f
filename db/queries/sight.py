"""Of how many customers somebody sees, and why: by the very ways that the scope is made of."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import select

from db.access import REVIEWS, Actor, Way
from db.errors import Denied
from db.models.customers import Customer
from db.queries.actors import actor_of
from db.scope import sees, ways
from db.session import reading


@dataclass(frozen=True)
class Sight:
    """How many customers somebody sees, and by each way; one that is seen in two ways counts in both."""

    total: int
    by_way: dict[Way, int]


def sight_of(actor: Actor, person_id: int) -> Sight:
    """How many customers a person sees: numbers only, counted in that person's own name. Denied but for accounts."""
    if actor.role not in REVIEWS["person"]:
        raise Denied("core.not_allowed")
    whose = actor_of(person_id)
    if whose is None:
        return Sight(0, {})
    with reading(whose) as session:
        counted = select(sa.func.count()).select_from(Customer).where(sees(whose, Customer))
        total = int(session.exec(counted).one())
        by_way = {way: int(session.exec(counted.where(one)).one()) for way, one in ways(whose).items()}
    return Sight(total, {way: by_way[way] for way in Way if by_way.get(way)})
