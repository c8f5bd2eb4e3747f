"""What a split is made from: a leaver's customers, and what those who could take them have and know already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.held import Held
from db.models.customers import Customer, Ownership
from db.models.people import Placement, Unit, UnitKind
from db.periods import today
from db.rules.split_parties import Handed, Successor, families
from db.session import ActorSession

BEYOND = 2


@dataclass(frozen=True)
class SplitFacts:
    """The two sides of a split."""

    customers: list[Handed]
    successors: list[Successor]


def split_facts(session: ActorSession, actor: Actor, *, leaver_id: int, people: Sequence[int]) -> SplitFacts:
    """The leaver's customers and the people who could take them, as far as the actor's figures reach; ten statements.

    Lines and regions that somebody knows are those of the customers they own, and the region of their unit.
    """
    day = today()
    asking = _Asking(session, actor, day)
    return SplitFacts(asking.handed(leaver_id), asking.successors(leaver_id, sorted(set(people) - {leaver_id})))


class _Asking(Held):
    """Both sides, made of what owned customers amount to."""

    def handed(self, leaver_id: int) -> list[Handed]:
        """Each customer that the leaver owns today."""
        whose = (col(Ownership.person_id) == leaver_id,)
        known = self.held(Customer, (Customer.id, Customer.region, Customer.parent_id), whose)
        rows = self.session.exec(known.order_by(col(Customer.id))).all()
        premium, ends = self.premium(Customer.id, whose)
        lines = self.lines(Customer.id, whose)
        owed = self.receivable(whose)
        related = families([(customer, parent) for customer, _region, parent in rows])
        return [
            Handed(
                id=customer,
                premium=premium.get(customer, 0),
                receivable=max(0, owed.get(customer, 0)),
                lines=frozenset(lines[customer]),
                region=region,
                days_left=(ends[customer] - self.day).days if customer in ends else None,
                family=related.get(customer),
            )
            for customer, region, _parent in rows
        ]

    def successors(self, leaver_id: int, people: Sequence[int]) -> list[Successor]:
        """What each of the people has and knows."""
        whose = (col(Ownership.person_id).in_(people),)
        premium, _ends = self.premium(Ownership.person_id, whose)
        lines = self.lines(Ownership.person_id, whose)
        by = (col(Ownership.person_id), col(Customer.region))
        counted = self.held(Customer, (*by, sa.func.count()), whose).group_by(*by)
        number: dict[int, int] = defaultdict(int)
        regions: dict[int, set[str]] = defaultdict(set)
        for person, region, customers in self.session.exec(counted):
            number[person] += customers
            regions[person] |= {region} if region else set()
        places = self._places([leaver_id, *people])
        for person, place in places.items():
            regions[person] |= {place.region} if place.region else set()
        return [
            Successor(
                id=person,
                distance=_distance(places.get(leaver_id), places.get(person)),
                lines=frozenset(lines[person]),
                regions=frozenset(regions[person]),
                customers=number[person],
                premium=premium.get(person, 0),
            )
            for person in people
        ]

    def _places(self, people: Sequence[int]) -> dict[int, _Place]:
        """Where each of the people works today."""
        units = {unit.id: unit for unit in self.session.exec(select(Unit))}
        placed = select(Placement.person_id, Placement.unit_id).where(
            col(Placement.person_id).in_(people), col(Placement.open) == 1
        )
        found = {}
        for person, unit_id in self.session.exec(placed):
            department = units.get(unit_id)
            while department is not None and department.kind is UnitKind.TEAM:
                department = units.get(department.parent_id)
            found[person] = _Place(unit_id, department.id if department else None, units[unit_id].region)
        return found


@dataclass(frozen=True)
class _Place:
    """A person's unit, the department it is or belongs to, and its region."""

    unit: int
    department: int | None
    region: str | None


def _distance(one: _Place | None, other: _Place | None) -> int:
    if one is None or other is None:
        return BEYOND
    return 0 if one.unit == other.unit else 1 if one.department == other.department else BEYOND
