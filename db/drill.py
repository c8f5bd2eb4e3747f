"""The rows behind a number: exactly those that were added up, so that their sum is the number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from db.access import Actor
from db.drilled import DETAILS, Asked, Drilled, customers_named
from db.figures import Metric
from db.masks import NAMING
from db.memory import remembered
from db.periods import Period
from db.session import ActorSession
from db.summary_sums import from_summary, split, summary_for

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
    rows: Sequence[DrillRow]
    count: int
    total: Fraction | None


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
    asked = Asked.of(session, actor, name, period, where, today)

    def work_out() -> Drill:
        one, parts = asked.one, asked.parts
        found = session.execute(_page(parts, order, limit, offset)).all()
        shown = customers_named(session, actor, sorted({row.customer_id for row in found if row.customer_id}))
        rows = [_row(row, shown, one.parts[0].scale) for row in found]
        count = sum(_count(session, each) for each in parts)
        return Drill(one, asked.until, rows, count, asked.total(session))

    return remembered(session, ("drill", *asked.key(where), order, limit, offset), work_out)


def _page(asked: list[Drilled], order: str, limit: int, offset: int) -> Any:
    """The SELECT of one page: each part's own first rows are found by an index, then looked up with their names."""
    field, descending = ORDERS[order]
    if len(asked) == 1:
        return _ordered(_shown(asked[0], order, limit, offset), field, descending=descending)
    parts = [_shown(each, order, limit + offset, 0) for each in asked]
    return _ordered(sa.union_all(*parts), field, descending=descending).limit(limit).offset(offset)


def _ordered(rows: Any, field: Any, *, descending: bool, last: Any = None) -> Any:
    key = sa.desc(field) if descending else sa.asc(field)
    return rows.order_by(key, sa.desc("row_id" if last is None else last))


def _shown(asked: Drilled, order: str, limit: int, offset: int) -> Any:
    """The rows of one part on a page, with the columns of a DrillRow."""
    model, (field, descending) = asked.part.model, ORDERS[order]
    first = asked.query()
    by = asked.part.on if field == "day" else asked.amount(first)
    first.need(asked.part.on)
    found = first.select(model.id, where=asked.criteria(first, asked.span))
    ids = _ordered(found, by, descending=descending, last=model.id)
    query = asked.query()
    what, record, record_id, customer_id = DETAILS[model]
    for needed in (record, record_id, customer_id, asked.part.on):
        query.need(needed)
    return query.select(
        sa.literal(model.__tablename__).label("source"),
        model.id.label("row_id"),
        asked.part.on.label("day"),
        sa.cast(what, sa.String).label("what"),
        sa.cast(record, NAMING).label("record"),
        sa.cast(record_id, sa.Integer).label("record_id"),
        sa.cast(customer_id, sa.Integer).label("customer_id"),
        asked.amount(query).label("amount"),
        where=[*asked.criteria(query, asked.span), model.id.in_(ids.limit(limit).offset(offset))],
    )


def _count(session: ActorSession, asked: Drilled) -> int:
    """How many rows there are: from the monthly summaries where they hold the answer, else counted."""
    span, part, filters = asked.span, asked.part, asked.question.filters
    table = None if part.earns or span is None else summary_for(asked.actor, part, filters.dimensions, None)
    if table is None or span is None:
        return _counted(session, asked, span)
    months, edges = split(span, asked.question.today)
    given = dict(filters.values)
    found = from_summary(session, asked.actor, table, part, [], months, by_month=False, filters=given, entries=True)
    return sum(row[-1] for row in found) + sum(sign * _counted(session, asked, days) for sign, days in edges)


def _counted(session: ActorSession, asked: Drilled, span: Period | None) -> int:
    query = asked.query()
    counted = query.select(sa.func.count(), where=asked.criteria(query, span))
    return int(session.execute(counted).scalar_one())


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
