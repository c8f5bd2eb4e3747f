"""What a figure is asked for when the rows behind it are listed: part by part, with what each row is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied
from db.facts import FactQuery
from db.figures import Metric, Part, When
from db.measure import Question, span_of, total_of
from db.metrics import metric
from db.models.claims import Claim, ClaimEvent
from db.models.customers import Customer
from db.models.policies import Cost, Endorsement, Policy, PremiumEvent, Target
from db.models.sales import Lead, Opportunity, StageChange
from db.models.work import Activity
from db.names import Names
from db.periods import Period
from db.periods import today as business_day
from db.rights import counts
from db.scope import sees
from db.session import ActorSession
from db.sums import Filters, conditions, dated, narrowed

_NONE = sa.null()
DETAILS: dict[Any, tuple[Any, Any, Any, Any]] = {
    PremiumEvent: (PremiumEvent.kind, Policy.number, Policy.id, Policy.customer_id),
    ClaimEvent: (ClaimEvent.kind, Claim.number, Claim.id, Policy.customer_id),
    Cost: (Cost.kind, _NONE, _NONE, Cost.customer_id),
    Policy: (Policy.business_type, Policy.number, Policy.id, Policy.customer_id),
    Endorsement: (sa.literal("endorsement"), Endorsement.number, Endorsement.policy_id, Policy.customer_id),
    Customer: (Customer.tier, Customer.number, Customer.id, Customer.id),
    Opportunity: (Opportunity.stage, Opportunity.title, Opportunity.id, Opportunity.customer_id),
    StageChange: (StageChange.to_stage, Opportunity.title, Opportunity.id, Opportunity.customer_id),
    Lead: (Lead.status, Lead.name, Lead.id, Lead.customer_id),
    Activity: (Activity.kind, Activity.subject, Activity.id, Activity.customer_id),
    Target: (Target.metric, _NONE, _NONE, _NONE),
}
"""By table: what the row is, the record's name, the record, the customer."""


@dataclass(frozen=True)
class Drilled:
    """One part of the figure, and what is asked of it."""

    actor: Actor
    one: Metric
    part: Part
    question: Question

    @property
    def span(self) -> Period | None:
        """The days that rows must fall into; None where their criteria alone say so."""
        return span_of(self.one, self.question.until(self.one), series=False)

    def query(self) -> FactQuery:
        """The part's rows in the actor's scope."""
        when = When(self.question.until(self.one).last, self.question.today)
        return FactQuery(self.actor, self.part, when, by_person="salesperson" in self.question.filters.dimensions)

    def amount(self, query: FactQuery) -> Any:
        """What one row adds."""
        span = self.span
        if not self.part.earns or span is None:
            return self.part.sign * query.amount()
        until, since = sa.literal(span.end.toordinal()), sa.literal(span.start.toordinal())
        return self.part.sign * query.amount(until, since)

    def criteria(self, query: FactQuery, span: Period | None) -> list[Any]:
        """The filters, the days, and that a row adds something."""
        narrowed = [*conditions(query, self.question.filters), *self.part.adds(query.when)]
        if not self.part.earns or span is None:
            return [*narrowed, *dated(self.part, span)]
        model, since, until = self.part.model, span.start.toordinal(), span.end.toordinal()
        return [*narrowed, col(model.from_day) < until, col(model.to_day) > since]


@dataclass(frozen=True)
class Asked:
    """A figure with the days and filters it is asked for; raises Unknown and Denied as `measure` does."""

    actor: Actor
    one: Metric
    question: Question
    names: Names

    @classmethod
    def of(
        cls,
        session: ActorSession,
        actor: Actor,
        name: str,
        period: Period,
        where: Mapping[str, str] | None,
        today: date | None,
    ) -> Asked:
        """The figure of that name, if the actor may ask for it."""
        one = metric(name)
        if not counts(actor, name):
            raise Denied("core.not_allowed")
        names = Names.of(session)
        filters = Filters.of(names, where or {})
        return cls(actor, one, Question((), narrowed(period, filters.period), filters, today or business_day()), names)

    @property
    def parts(self) -> list[Drilled]:
        """What it adds up."""
        return [Drilled(self.actor, self.one, part, self.question) for part in self.one.parts]

    def key(self, where: Mapping[str, str] | None) -> tuple[Any, ...]:
        """What tells the question apart from others, for an answer that is kept."""
        return (self.one.name, self.question.period, tuple(sorted((where or {}).items())), self.question.today)

    @property
    def until(self) -> Period:
        """The days it is counted over."""
        return self.question.until(self.one)

    def total(self, session: ActorSession) -> Any:
        """What it comes to."""
        return total_of(session, self.actor, self.one, self.question, self.names)


def customers_named(session: ActorSession, actor: Actor, customers: list[int]) -> dict[int, str]:
    """The names of those of the customers that are in today's scope."""
    seen = select(Customer.id, Customer.name).where(col(Customer.id).in_(customers), sees(actor, Customer, customers))
    return {number or 0: name for number, name in session.exec(seen)}
