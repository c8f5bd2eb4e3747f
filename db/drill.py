"""The rows behind a number: exactly those that were added up, so that their sum is the number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor, counts
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
from db.scope import sees
from db.session import ActorSession
from db.sums import Filters, conditions, dated, narrowed

ORDERS = {"-day": ("day", True), "day": ("day", False), "-amount": ("amount", True), "amount": ("amount", False)}


@dataclass(frozen=True)
class DrillRow:
    """One row behind a number. Of a customer out of today's scope there is the amount and no name, nothing to open."""

    source: str
    row_id: int
    day: date | None
    what: str
    record: str | None
    record_id: int | None
    customer_id: int | None
    customer: str | None
    amount: Fraction

    @property
    def hidden(self) -> bool:
        """Whether the row's customer is not in today's scope."""
        return self.customer_id is not None and self.customer is None


@dataclass(frozen=True)
class Drill:
    """One page of the rows behind a figure, how many there are, and what they add up to."""

    metric: Metric
    period: Period
    rows: list[DrillRow]
    count: int
    total: Fraction | None


_NONE = sa.null()
_DETAILS: dict[Any, tuple[Any, Any, Any, Any]] = {
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


def drill_rows(
    session: ActorSession,
    actor: Actor,
    name: str,
    *,
    period: Period,
    where: Mapping[str, str] | None = None,
    limit: int = 50,
    offset: int = 0,
    order: str = "-day",
    today: date | None = None,
) -> Drill:
    """The rows that `measure` adds up for the same metric, period and filters.

    Of a ratio, ask for one of its sides. Raises Unknown and Denied as `measure` does.
    """
    one = metric(name)
    if not counts(actor, name):
        raise Denied("core.not_allowed")
    names = Names.of(session)
    filters = Filters.of(names, where or {})
    question = Question((), narrowed(period, filters.period), filters, today or business_day())
    listed: list[Any] = [_listed(actor, one, part, question) for part in one.parts]
    count = sum(int(session.execute(_counted(rows)).scalar_one()) for rows in listed)
    field, descending = ORDERS[order]
    page: Any = listed[0] if len(listed) == 1 else sa.union_all(*listed)
    key: Any = sa.desc(field) if descending else sa.asc(field)
    found = session.execute(page.order_by(key, sa.desc("row_id")).limit(limit).offset(offset)).all()
    shown = _names(session, actor, {row.customer_id for row in found if row.customer_id})
    rows = [_row(row, shown, one.parts[0].scale) for row in found]
    return Drill(one, question.until(one), rows, count, total_of(session, actor, one, question, names))


def _listed(actor: Actor, one: Metric, part: Part, question: Question) -> Any:
    """The SELECT of one part's rows, with the columns of a DrillRow."""
    period = question.until(one)
    span = span_of(one, period, series=False)
    by_person = "salesperson" in question.filters.dimensions
    query = FactQuery(actor, part, When(period.last, question.today), by_person=by_person)
    criteria = [*conditions(query, question.filters), *([] if part.earns else dated(part, span))]
    if part.earns and span is not None:
        since, until = span.start.toordinal(), span.end.toordinal()
        amount = query.amount(sa.literal(until), sa.literal(since))
        criteria += [col(part.model.from_day) < until, col(part.model.to_day) > since]
    else:
        amount = query.amount()
    what, record, record_id, customer_id = _DETAILS[part.model]
    for needed in (record, record_id, customer_id):
        query.need(needed)
    return query.select(
        sa.literal(part.model.__tablename__).label("source"),
        part.model.id.label("row_id"),
        part.on.label("day"),
        sa.cast(what, sa.String).label("what"),
        sa.cast(record, sa.String).label("record"),
        sa.cast(record_id, sa.Integer).label("record_id"),
        sa.cast(customer_id, sa.Integer).label("customer_id"),
        (part.sign * amount).label("amount"),
    ).where(*criteria)


def _counted(rows: Any) -> Any:
    return select(sa.func.count()).select_from(rows.subquery())


def _names(session: ActorSession, actor: Actor, customers: set[int]) -> dict[int, str]:
    seen = select(Customer.id, Customer.name).where(col(Customer.id).in_(customers), sees(actor, Customer))
    return {number or 0: name for number, name in session.exec(seen)}


def _row(row: Any, shown: dict[int, str], scale: int) -> DrillRow:
    customer = shown.get(row.customer_id or 0)
    hidden = row.customer_id is not None and customer is None
    record = None if hidden and row.source in ("activity", "lead") else row.record
    return DrillRow(
        source=row.source,
        row_id=row.row_id,
        day=row.day,
        what=row.what,
        record=record,
        record_id=None if hidden else row.record_id,
        customer_id=row.customer_id,
        customer=customer,
        amount=Fraction(int(row.amount or 0), scale),
    )
