"""Keeps the monthly summaries equal to the ledgers: around a change of some policies, or all anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import SYSTEM
from db.buckets import Grain, buckets
from db.expressions import month_of
from db.facts import FactQuery
from db.figures import Part, When
from db.metrics import METRICS
from db.models.claims import Claim
from db.models.customers import Customer, Ownership
from db.models.policies import Policy, PremiumEvent, PremiumKind
from db.models.summaries import CustomersByOwner, MonthByPerson, MonthByProduct
from db.periods import END, Period, month_number
from db.session import ActorSession
from db.upsert import insert_or

SETTLING = (PremiumKind.INSTALMENT, PremiumKind.RECEIPT, PremiumKind.REFUND, PremiumKind.WRITE_OFF)
"""What makes a policy owe, and what makes up for it."""

Policies = Any
"""Ids of policies, as a list or as a SELECT; None for all there are."""


def summary_parts() -> dict[str, Part]:
    """Every part that the summaries hold, by the name it has there."""
    parts = (part for metric in METRICS.values() for part in metric.parts)
    return {part.summary: part for part in parts if part.summary}


def rebuild(session: ActorSession) -> None:
    """Compute every summary anew from the ledgers."""
    connection = session.trusted()
    for table in (MonthByProduct, MonthByPerson):
        connection.execute(sa.delete(table))
    _apply(session, None, 1, list(summary_parts().values()))
    settle(session)
    recount(session)


@contextmanager
def kept(session: ActorSession, policies: Policies) -> Iterator[None]:
    """Take what these policies hold in the ledgers off the summaries, let them change, and put it on again."""
    parts = [part for part in summary_parts().values() if part.summary != "costs"]
    session.flush()
    _apply(session, policies, -1, parts)
    yield
    session.flush()
    _apply(session, policies, 1, parts)
    settle(session, policies)


def settle(session: ActorSession, policies: Policies = None) -> None:
    """Note on each policy the day after which nothing of it can be overdue; None while it owes something."""
    event, kind = PremiumEvent, col(PremiumEvent.kind)
    owed = sa.case((kind.in_((PremiumKind.INSTALMENT, PremiumKind.REFUND)), event.amount), else_=-col(event.amount))
    last = (
        select(sa.case((sa.func.sum(owed) <= 0, sa.func.max(event.booked_on))))
        .where(col(event.policy_id) == col(Policy.id), kind.in_(SETTLING))
        .correlate(Policy)
        .scalar_subquery()
    )
    which = sa.true() if policies is None else col(Policy.id).in_(policies)
    session.trusted().execute(sa.update(Policy).where(which).values(settled_on=last))


def recount(session: ActorSession, owners: Sequence[int] | None = None) -> None:
    """Count again how many customers of each tier these people own; everybody without a list."""
    whose = sa.true() if owners is None else col(Ownership.person_id).in_(owners)
    mine = sa.true() if owners is None else col(CustomersByOwner.person_id).in_(owners)
    connection = session.trusted()
    connection.execute(sa.delete(CustomersByOwner).where(mine))
    counted = (
        select(Ownership.person_id, Customer.tier, sa.func.count())
        .join(Customer, col(Customer.id) == col(Ownership.customer_id))
        .where(col(Ownership.open) == 1, whose)
        .group_by(col(Ownership.person_id), col(Customer.tier))
    )
    columns = ["person_id", "tier", "customers"]
    connection.execute(sa.insert(CustomersByOwner).from_select(columns, counted))


def refresh_first_policies(session: ActorSession, customers: Any = None) -> None:
    """Point each customer (ids as a list or SELECT; None for all) to the first policy whose cover ever began."""
    first = (
        select(Policy.id)
        .where(col(Policy.customer_id) == col(Customer.id), col(Policy.cover_end) > col(Policy.inception))
        .order_by(col(Policy.inception), col(Policy.id))
        .limit(1)
    )
    began = first.with_only_columns(col(Policy.inception))
    which = sa.true() if customers is None else col(Customer.id).in_(customers)
    change = sa.update(Customer).where(which)
    values = {"first_policy_id": first.scalar_subquery(), "first_cover_on": began.scalar_subquery()}
    session.trusted().execute(change.values(values))


def _apply(session: ActorSession, policies: Policies, sign: int, parts: list[Part]) -> None:
    for part in parts:
        for table, by_person in ((MonthByProduct, False), (MonthByPerson, True)):
            _add(session, part, table, policies, sign, by_person=by_person)


def _add(session: ActorSession, part: Part, table: Any, policies: Policies, sign: int, *, by_person: bool) -> None:
    query = FactQuery(SYSTEM, part, When(END, END), by_person=by_person)
    # One object for both clauses: PostgreSQL takes two equal expressions with parameters for different ones.
    who = sa.func.coalesce(query.column("person" if by_person else "product"), 0)
    key = "person_id" if by_person else "product_id"
    month, amount, cuts = _month_and_amount(session, query)
    columns = (
        sa.literal(part.summary, sa.String),
        month,
        query.column("unit"),
        who,
        sign * sa.func.sum(amount),
        sign * sa.func.count(),
    )
    rows = query.select(*columns)
    if cuts is not None:
        model = part.model
        touched = sa.and_(col(model.from_day) < cuts.c.until, col(model.to_day) > cuts.c.since)
        rows = rows.join(cuts, touched)
    if policies is not None:
        rows = rows.where(_of_policies(part, policies))
    rows = rows.where(sa.true()).group_by(month, query.column("unit"), who)
    names = ["kind", "month", "unit_id", key, "amount", "entries"]
    adding = insert_or(session, table).from_select(names, rows)
    added = {name: getattr(table, name) + adding.excluded[name] for name in ("amount", "entries")}
    session.trusted().execute(adding.on_conflict_do_update(index_elements=names[:4], set_=added))


def _month_and_amount(session: ActorSession, query: FactQuery) -> tuple[Any, Any, Any]:
    """The month number, the amount, and for what is earned the table of months to spread it over."""
    if not query.part.earns:
        return sa.cast(sa.func.replace(month_of(query.part.on), "-", ""), sa.Integer), query.amount(), None
    span = _cover(session)
    months = [
        (month_number(cut.start), cut.start.toordinal(), cut.end.toordinal()) for cut in buckets(span, Grain.MONTH)
    ]
    shape = (sa.column("month", sa.Integer), sa.column("since", sa.Integer), sa.column("until", sa.Integer))
    cuts = sa.values(*shape, name="cut").data(months or [(0, 0, 0)]).cte("cut")
    return cuts.c.month, query.amount(cuts.c.until, cuts.c.since), cuts


def _cover(session: ActorSession) -> Period:
    """The days from the first cover that was ever signed to the last."""
    ends = select(sa.func.min(PremiumEvent.from_day), sa.func.max(PremiumEvent.to_day))
    first, last = session.trusted().execute(ends).one()
    return Period(date.fromordinal(first), date.fromordinal(last)) if first else Period(END, END)


def _of_policies(part: Part, policies: Policies) -> Any:
    if part.model is PremiumEvent:
        return col(PremiumEvent.policy_id).in_(policies)
    claims = select(Claim.id).where(col(Claim.policy_id).in_(policies))
    return col(part.model.claim_id).in_(claims)
