"""A balance by what it is owed or set aside for: per policy or claim what is open; their sum is the figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from db.access import Actor
from db.drill import Drill, DrillRow
from db.drilled import DETAILS, Asked, Drilled, customers_named
from db.figures import Basis, Metric
from db.memory import remembered
from db.metrics import metric
from db.models.claims import ClaimEvent
from db.models.policies import PremiumEvent
from db.periods import Period
from db.queries.overdue_instalments import overdue_since
from db.session import ActorSession

RECORDS: dict[Any, str] = {PremiumEvent: "policy", ClaimEvent: "claim"}
"""What the rows of a ledger are put together by."""


@dataclass(frozen=True)
class OpenBalance(DrillRow):
    """What is open of one policy or claim on a day; `since` is the due date of its oldest instalment not paid.

    Nobody is told that of a policy out of today's scope.
    """

    since: date | None = None
    on: date | None = None

    @property
    def overdue_days(self) -> int | None:
        """How long the oldest instalment is overdue."""
        return (self.on - self.since).days if self.on and self.since else None


def has_balances(name: str) -> bool:
    """Whether a figure is a balance that can be taken apart by policy or claim."""
    return _record(metric(name)) is not None


def _record(one: Metric) -> str | None:
    models = {part.model for part in one.parts}
    return RECORDS.get(models.pop()) if one.basis is Basis.BALANCE and len(models) == 1 else None


def open_balances(
    session: ActorSession,
    actor: Actor,
    name: str,
    *,
    period: Period,
    where: Mapping[str, str] | None = None,
    limit: int = 50,
    offset: int = 0,
    smallest: bool = False,
    today: date | None = None,
) -> Drill:
    """What is open of each policy or claim on the last day of the period, in the scope of the ledger rows.

    The largest first. Raises Unknown and Denied as `measure` does.
    """
    asked = Asked.of(session, actor, name, period, where, today)
    source = _record(asked.one)
    assert source is not None

    def work_out() -> Drill:
        found = session.execute(_page(asked.parts, limit, offset, smallest=smallest)).all()
        shown = customers_named(session, actor, sorted({row.customer_id for row in found}))
        due = _due(session, actor, asked, [row for row in found if row.customer_id in shown])
        rows = [_row(source, row, shown, due, asked.until.last) for row in found]
        return Drill(asked.one, asked.until, rows, found[0].number if found else 0, asked.total(session))

    return remembered(session, ("balances", *asked.key(where), limit, offset, smallest), work_out)


def _page(parts: Sequence[Drilled], limit: int, offset: int, *, smallest: bool) -> Any:
    entries = sa.union_all(*(_entries(part) for part in parts)).subquery()
    amount = sa.func.sum(entries.c.amount).label("amount")
    balances = (
        sa.select(
            entries.c.record_id,
            sa.func.max(entries.c.record).label("record"),
            sa.func.max(entries.c.customer_id).label("customer_id"),
            amount,
        )
        .group_by(entries.c.record_id)
        .having(amount != 0)
        .subquery()
    )
    order = balances.c.amount.asc() if smallest else balances.c.amount.desc()
    number = sa.func.count().over().label("number")
    return sa.select(balances, number).order_by(order, balances.c.record_id).limit(limit).offset(offset)


def _entries(part: Drilled) -> Any:
    """The ledger rows of one part, each with the policy or claim it belongs to."""
    query = part.query()
    _what, record, record_id, customer_id = DETAILS[part.part.model]
    for needed in (record, record_id, customer_id, part.part.on):
        query.need(needed)
    columns = (record_id.label("record_id"), record.label("record"), customer_id.label("customer_id"))
    amount = part.amount(query).label("amount")
    return query.select(*columns, amount, where=part.criteria(query, part.span))


def _due(session: ActorSession, actor: Actor, asked: Asked, rows: Sequence[Any]) -> dict[int, date]:
    """By policy, since when its oldest instalment is overdue."""
    if _record(asked.one) != "policy" or not rows:
        return {}
    policies, customers = [row.record_id for row in rows], [row.customer_id for row in rows]
    return overdue_since(session, actor, policies, customers, asked.until.last)


def _row(source: str, row: Any, shown: Mapping[int, str], due: Mapping[int, date], on: date) -> OpenBalance:
    customer = shown.get(row.customer_id)
    return OpenBalance(
        source=source,
        row_id=row.record_id,
        day=None,
        what="",
        record=row.record,
        record_id=None if customer is None else row.record_id,
        customer_id=row.customer_id,
        customer=customer,
        amount=Fraction(int(row.amount)),
        since=due.get(row.record_id),
        on=on,
    )
