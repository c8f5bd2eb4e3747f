"""How each table that figures add up is reached from an actor, and which columns each dimension groups it by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select
from sqlmodel import col, select

from db.access import Actor, Reach
from db.expressions import month_of, ordinal_of, smaller
from db.figures import Part, When
from db.models.claims import Claim, ClaimEvent
from db.models.customers import Customer, Ownership
from db.models.people import Placement
from db.models.policies import Cost, Credit, Endorsement, Policy, PremiumEvent, Target
from db.models.sales import Lead, Opportunity, StageChange
from db.models.summaries import CustomersByOwner
from db.models.work import Activity
from db.parts import Renewal, earned_micro
from db.rights import reach
from db.scope import acted, booked, owns

Step = tuple[Any, Callable[[Actor], Any], bool]
"""Where a table is joined from, by what, and whether rows without one stay."""


def _on(left: Any, right: Any) -> Callable[[Actor], Any]:
    return lambda _actor: col(left) == col(right)


def _renewal(actor: Actor) -> Any:
    return sa.and_(col(Renewal.predecessor_id) == col(Policy.id), owns(actor, Renewal))


def _open_ownership(model: Any, customer: Any) -> Callable[[Actor], Any]:
    """Who sees all of the company needs no customer in between, which would be one look-up a row."""

    def clause(actor: Actor) -> Any:
        if not _whole(actor, model):
            return sa.and_(col(Ownership.customer_id) == col(Customer.id), col(Ownership.open) == 1)
        held = sa.and_(col(Ownership.customer_id) == col(customer), col(Ownership.open) == 1)
        return sa.and_(held, owns(actor, Ownership))

    return clause


def _whole(actor: Actor, model: Any) -> bool:
    """Whether the actor's reach into a table and its owners is the whole company."""
    return all(reach(actor, each) is Reach.COMPANY for each in (model, Ownership))


def _open_placement(person: Any) -> Callable[[Actor], Any]:
    return lambda _actor: sa.and_(col(Placement.person_id) == col(person), col(Placement.open) == 1)


@dataclass(frozen=True)
class Base:
    """One table of facts: whose rows count, and where its unit, person and amount stand."""

    scope: Callable[[Actor, Any], ColumnElement[bool]]
    steps: dict[Any, Step]
    unit: Any
    person: Any
    amount: Any
    guards: Any = None
    credit: bool = False


def _owners_of(model: Any, customer: Any) -> dict[Any, Step]:
    return {
        Ownership: (model, _open_ownership(model, customer), True),
        Placement: (Ownership, _open_placement(Ownership.person_id), True),
    }


def _owned(model: Any, amount: Any) -> Base:
    steps = {**_owners_of(model, model.customer_id), Customer: (model, _on(model.customer_id, Customer.id), False)}
    return Base(owns, steps, Placement.unit_id, Ownership.person_id, amount, Customer)


_POLICY = _owned(Policy, Policy.premium)
_DEALS = _owned(Opportunity, Opportunity.expected_premium)

BASES: dict[Any, Base] = {
    PremiumEvent: Base(
        booked,
        {
            Policy: (PremiumEvent, _on(PremiumEvent.policy_id, Policy.id), False),
            Customer: (Policy, _on(Policy.customer_id, Customer.id), False),
            Credit: (PremiumEvent, _on(Credit.premium_event_id, PremiumEvent.id), False),
        },
        PremiumEvent.unit_id,
        Credit.person_id,
        PremiumEvent.amount,
        credit=True,
    ),
    ClaimEvent: Base(
        booked,
        {
            Claim: (ClaimEvent, _on(ClaimEvent.claim_id, Claim.id), False),
            Policy: (Claim, _on(Claim.policy_id, Policy.id), False),
            Customer: (Policy, _on(Policy.customer_id, Customer.id), False),
            Credit: (ClaimEvent, _on(Credit.claim_event_id, ClaimEvent.id), False),
        },
        ClaimEvent.unit_id,
        Credit.person_id,
        ClaimEvent.amount,
        credit=True,
    ),
    Cost: Base(
        booked,
        {
            Policy: (Cost, _on(Cost.policy_id, Policy.id), True),
            Customer: (Cost, _on(Cost.customer_id, Customer.id), False),
            Credit: (Cost, _on(Credit.cost_id, Cost.id), False),
        },
        Cost.unit_id,
        Credit.person_id,
        Cost.amount,
        credit=True,
    ),
    Target: Base(booked, {}, Target.unit_id, Target.person_id, Target.amount),
    Policy: Base(
        owns,
        {**_POLICY.steps, Renewal: (Policy, _renewal, True)},
        Placement.unit_id,
        Ownership.person_id,
        Policy.premium,
        Customer,
    ),
    Endorsement: Base(
        owns,
        {**_POLICY.steps, Policy: (Endorsement, _on(Endorsement.policy_id, Policy.id), False)},
        Placement.unit_id,
        Ownership.person_id,
        Endorsement.premium_delta,
        Customer,
    ),
    Customer: Base(owns, _owners_of(Customer, Customer.id), Placement.unit_id, Ownership.person_id, None, Customer),
    CustomersByOwner: Base(
        owns,
        {Placement: (CustomersByOwner, _open_placement(CustomersByOwner.person_id), True)},
        Placement.unit_id,
        CustomersByOwner.person_id,
        CustomersByOwner.customers,
    ),
    Opportunity: _DEALS,
    StageChange: Base(
        owns,
        {**_DEALS.steps, Opportunity: (StageChange, _on(StageChange.opportunity_id, Opportunity.id), False)},
        Placement.unit_id,
        Ownership.person_id,
        StageChange.days,
        Customer,
    ),
    Lead: Base(
        owns,
        {Opportunity: (Lead, _on(Lead.opportunity_id, Opportunity.id), True)},
        Lead.unit_id,
        Lead.person_id,
        None,
    ),
    Activity: Base(
        acted,
        {
            Customer: (Activity, _on(Activity.customer_id, Customer.id), False),
            Placement: (Activity, _open_placement(Activity.person_id), True),
        },
        Placement.unit_id,
        Activity.person_id,
        None,
    ),
}

_OF_POLICY = {"product": Policy.product_id, "channel": Policy.channel, "business_type": Policy.business_type}
_OF_CUSTOMER = {"region": Customer.region, "tier": Customer.tier, "customer": Customer.number}
_OF_DEAL = {"product": Opportunity.product_id, "business_type": Opportunity.business_type, "stage": Opportunity.stage}


def columns_of(model: Any) -> dict[str, Any]:
    """Raw grouping columns of a table of facts by name: unit, person, product, … with the time column apart."""
    base = BASES[model]
    found = {"unit": base.unit, "person": base.person}
    if Policy in base.steps or model is Policy:
        found |= _OF_POLICY
    if model in (Opportunity, StageChange):
        found |= _OF_DEAL
    if model is Lead:
        found |= {"source": Lead.source, "region": Lead.region}
    if model is CustomersByOwner:
        found |= {"tier": CustomersByOwner.tier}
    if Customer in base.steps or model is Customer:
        found |= _OF_CUSTOMER
    return found


class FactQuery:
    """A SELECT over one part's rows in an actor's scope, joining only what its columns need."""

    def __init__(self, actor: Actor, part: Part, when: When, *, by_person: bool = False) -> None:
        self.actor, self.part, self.when = actor, part, when
        self.base = BASES[part.model]
        self.by_person = by_person
        self.own = self.base.credit and reach(actor, part.model) is Reach.OWN
        self.credited = self.base.credit and (by_person or self.own)
        self.whole = bool(self.base.guards) and _whole(actor, part.model)
        self._joined: list[Any] = []
        self._made = False
        for table in self._tables():
            self._join(table)

    def _tables(self) -> list[Any]:
        guards = self.base.guards
        # What the customer is joined to may be spoken of by the part's own criteria.
        needed = [self.base.steps[guards][0] if self.whole and guards in self.base.steps else guards]
        if self.credited:
            needed.append(Credit)
        if self.part.earns:
            needed.append(Policy)
        return [*needed, *self.part.needs]

    def _join(self, table: Any) -> None:
        if table is None or table is self.part.model or table in self._joined:
            return
        assert not self._made, f"{table.__name__} is spoken of after the SELECT was made without it"
        self._join(self.base.steps[table][0])
        self._joined.append(table)

    def column(self, name: str) -> Any:
        """The raw grouping column of that name; None where the rows have no such thing."""
        found = columns_of(self.part.model).get(name)
        if found is not None:
            self.need(found)
        return found

    def need(self, expression: Any) -> None:
        """Join the table that a column stands in."""
        if hasattr(expression, "class_"):
            self._join(expression.class_)

    def time(self, grain: str) -> Any:
        """The key of the row's own date: the day, or the month as text."""
        return self.part.on if grain == "day" else month_of(self.part.on)

    def amount(self, until: Any = None, since: Any = None) -> Any:
        """What one row adds, in the part's scale; an earning row what it earns over the days [since, until)."""
        if self.part.counts:
            return col(Credit.leads) if self.credited else sa.literal(1, sa.Integer)
        own = col(Credit.amount) if self.credited else self.base.amount
        if not self.part.earns:
            return self.part.amount(own, self.when)
        ends = ordinal_of(Policy.cover_end)
        return earned_micro(own, smaller(until, ends)) - earned_micro(own, smaller(since, ends))

    def select(self, *columns: Any, where: Sequence[Any] = ()) -> Select[Any]:
        """The SELECT with its joins, the actor's scope, the part's own criteria and those given."""
        self._made = True
        statement: Any = select(*columns).select_from(self.part.model)
        for table in self._joined:
            _before, clause, outer = self.base.steps[table]
            statement = statement.join(table, clause(self.actor), isouter=outer)
        statement = statement.where(*(self.base.scope(self.actor, table) for table in self._scoped()))
        if self.own:
            statement = statement.where(booked(self.actor, Credit))
        if self.part.model is Target:
            level = col(Target.person_id).is_not(None) if self._by_person() else col(Target.person_id).is_(None)
            statement = statement.where(level)
        return statement.where(*self.part.only(self.when), *where)  # type: ignore[no-any-return]

    def _scoped(self) -> list[Any]:
        """The tables whose scope narrows the rows: one is enough, but where nothing stands between them to ride on."""
        if not self.whole:
            return [self.base.guards or self.part.model]
        return [self.part.model, *(table for table in self._joined if not self.base.steps[table][2])]

    def _by_person(self) -> bool:
        return reach(self.actor, Target) is Reach.OWN or self.by_person
