"""Sums of one part's rows by raw keys: from the monthly summaries where they hold the answer, else from the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.buckets import Grain, buckets, period_of
from db.errors import Unknown
from db.facts import FactQuery
from db.figures import DimensionKind, Part, When
from db.metrics import DIMENSIONS, dimension
from db.names import NOTHING, Names
from db.periods import BEGINNING, END, Period
from db.session import ActorSession
from db.statements import prepared
from db.summary_sums import from_summary, split, summary_for

Sums = dict[tuple[date | None, tuple[str, ...]], int]
RAW = {"company": "unit", "department": "unit", "team": "unit", "salesperson": "person", "line": "product"}
"""The raw column behind a dimension, where it is not of the same name."""

COUNTED = frozenset({"company", "department", "team", "salesperson", "tier"})
"""The dimensions that customers are counted by beforehand."""


@dataclass(frozen=True)
class Filters:
    """Filters by raw column: the values it may have."""

    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    dimensions: frozenset[str] = frozenset()
    period: Period = field(default_factory=Period)

    @classmethod
    def of(cls, names: Names, where: Mapping[str, str]) -> Filters:
        """Filters from `dimension → key`; raises Unknown for a dimension or a key that there is not."""
        values: dict[str, tuple[Any, ...]] = {}
        period = Period()
        for name, key in where.items():
            if dimension(name).kind is DimensionKind.TIME:
                period = narrowed(period, _period(name, key))
                continue
            names.check(name, key)
            raw, allowed = _allowed(names, name, key)
            values[raw] = tuple(one for one in allowed if raw not in values or one in values[raw])
        return cls(values, frozenset(where), period)


def narrowed(one: Period, other: Period) -> Period:
    """The days that both hold."""
    start = max(one.start, other.start)
    return Period(start, max(start, min(one.end, other.end)))


def _period(name: str, key: str) -> Period:
    try:
        return period_of(key)
    except ValueError as wrong:
        raise Unknown("core.unknown_value", dimension=name, name=key, choices=["2017", "2017-Q1", "2017-03"]) from wrong


def _allowed(names: Names, name: str, key: str) -> tuple[str, tuple[Any, ...]]:
    raw = RAW.get(name, name)
    if raw == "unit":
        return raw, tuple(unit for unit in names.units if names.above(unit, name) == key)
    if raw == "product":
        wanted = (
            product
            for product in names.products.values()
            if key == (product.code if name == "product" else product.line)
        )
        return raw, (None,) if key == NOTHING else tuple(product.id for product in wanted)
    if raw == "person":
        return raw, (names.person_id(key) if key else None,)
    return raw, (key if key != NOTHING else None,)


def sums(
    session: ActorSession,
    actor: Actor,
    part: Part,
    *,
    by: tuple[str, ...],
    span: Period | None,
    grain: Grain | None,
    filters: Filters,
    when: When,
    names: Names,
) -> Sums:
    """Σ of the part's rows within `span`, by day or first day of month, and by the keys of `by` that are not time."""
    others = [each for each in by if DIMENSIONS[each].kind is not DimensionKind.TIME]
    if part.counted and grain is None and span is None and {*others, *filters.dimensions} <= COUNTED:
        part = part.counted
    asked = _Asked(session, actor, part, others, grain, filters, when)
    table = summary_for(actor, part, frozenset((*others, *filters.dimensions)), grain)
    raw = _from_rows(asked, span) if span is None or table is None else _from_months(asked, span, table)
    people = [index for index, each in enumerate(others) if each == "salesperson"]
    names.know_people(row[1][index] for row in raw for index in people if row[1][index] is not None)
    found: Sums = defaultdict(int)
    for day, values, amount in raw:
        found[day, tuple(names.key(each, value) for each, value in zip(others, values, strict=True))] += int(amount)
    if "customer" in others:
        place = others.index("customer")
        names.know_customers({keys[place] for _day, keys in found})
    return found


Raw = list[tuple[date | None, tuple[Any, ...], int]]


@dataclass(frozen=True)
class _Asked:
    """What one part is asked, besides the days."""

    session: ActorSession
    actor: Actor
    part: Part
    others: list[str]
    grain: Grain | None
    filters: Filters
    when: When

    @property
    def key(self) -> tuple[Any, ...]:
        """All that a statement is made of, apart from the days."""
        values = tuple(sorted(self.filters.values.items()))
        return (id(self.part), *self.others, self.grain, values, self.filters.dimensions, self.when)

    def query(self) -> FactQuery:
        """The part's rows in the actor's scope."""
        by_person = "salesperson" in {*self.others, *self.filters.dimensions}
        return FactQuery(self.actor, self.part, self.when, by_person=by_person)

    def keys(self, query: FactQuery) -> list[Any]:
        """The columns that are grouped by."""
        columns = (query.column(RAW.get(each, each)) for each in self.others)
        return [sa.null() if column is None else column for column in columns]


def _from_months(asked: _Asked, span: Period, table: Any) -> Raw:
    """Whole months from a summary, the edges from the rows."""
    months, edges = split(span, asked.when.today)
    raws = [RAW.get(each, each) for each in asked.others]
    found = from_summary(
        asked.session,
        asked.actor,
        table,
        asked.part,
        raws,
        months,
        by_month=asked.grain is not None,
        filters=dict(asked.filters.values),
    )
    for sign, days in edges:
        found += [(day, keys, sign * amount) for day, keys, amount in _from_rows(asked, days)]
    return found


def _from_rows(asked: _Asked, span: Period | None) -> Raw:
    if asked.part.earns and span is not None:
        return _earned(asked, span)
    statement = prepared(asked.actor, ("rows", *asked.key, span), lambda: _sum_of_rows(asked, span))
    rows = asked.session.execute(statement)
    return [(_day(row[0]), tuple(row[1:-1]), row[-1]) for row in rows if row[-1] is not None]


def _sum_of_rows(asked: _Asked, span: Period | None) -> Any:
    query, grain = asked.query(), asked.grain
    time = query.time("day" if grain is Grain.DAY else "month") if grain else sa.null()
    keys = asked.keys(query)
    criteria = [*conditions(query, asked.filters), *dated(asked.part, span)]
    statement = query.select(time, *keys, sa.func.sum(query.amount()), where=criteria)
    return statement.group_by(*[one for one in (time, *keys) if not isinstance(one, sa.Null)])


def conditions(query: FactQuery, filters: Filters) -> list[Any]:
    """The filters as criteria on a query's rows; a filter on what the rows do not have lets none through."""
    found: list[Any] = []
    for raw, allowed in filters.values.items():
        column = query.column(raw)
        if column is None:
            found.append(sa.true() if allowed == (None,) else sa.false())
        else:
            wanted = [value for value in allowed if value is not None]
            empty = column.is_(None) if None in allowed else sa.false()
            found.append(sa.or_(column.in_(wanted), empty) if None in allowed else column.in_(wanted))
    return found


def dated(part: Part, span: Period | None) -> list[Any]:
    """The part's date within `span`, without the bounds that bind nothing."""
    if span is None:
        return []
    lower = [part.on >= span.start] if span.start > BEGINNING else []
    upper = [part.on < span.end] if span.end < END else []
    return [*lower, *upper]


def _earned(asked: _Asked, span: Period) -> Raw:
    """What is earned in each cut of time: each signed row against each cut that its cover touches."""
    cuts = _cuts(asked, span)
    if not cuts:
        return []
    statement = prepared(asked.actor, ("earned", *asked.key, tuple(cuts)), lambda: _sum_of_cuts(asked, cuts))
    rows = asked.session.execute(statement)
    return [(date.fromordinal(row[0]) if asked.grain else None, tuple(row[1:-1]), row[-1]) for row in rows if row[-1]]


def _sum_of_cuts(asked: _Asked, cuts: Cuts) -> Any:
    query = asked.query()
    table = (
        sa.values(
            sa.column("first", sa.Integer), sa.column("since", sa.Integer), sa.column("until", sa.Integer), name="cut"
        )
        .data([(first.toordinal(), since.toordinal(), until.toordinal()) for first, since, until in cuts])
        .cte("cut")
    )
    keys, model = asked.keys(query), asked.part.model
    amount = sa.func.sum(query.amount(table.c.until, table.c.since))
    touched = sa.and_(col(model.from_day) < table.c.until, col(model.to_day) > table.c.since)
    criteria = conditions(query, asked.filters)
    statement = query.select(table.c.first, *keys, amount, where=criteria).join(table, touched)
    return statement.group_by(table.c.first, *[key for key in keys if not isinstance(key, sa.Null)])


Cuts = list[tuple[date, date, date]]


def _cuts(asked: _Asked, span: Period) -> Cuts:
    """(first day of the cut, first day counted, day after the last one counted) for each cut of the span."""
    if asked.grain is None:
        return [(span.start, span.start, span.end)] if span.end > span.start else []
    span = narrowed(span, _cover(asked))
    return [
        (bucket.start, max(bucket.start, span.start), min(bucket.end, span.end))
        for bucket in buckets(span, asked.grain)
    ]


def _cover(asked: _Asked) -> Period:
    """The days from the first cover to the last."""
    first, last = asked.session.execute(prepared(asked.actor, ("cover", *asked.key), lambda: _ends(asked))).one()
    return Period(date.fromordinal(first), date.fromordinal(last)) if first else Period(BEGINNING, BEGINNING)


def _ends(asked: _Asked) -> Any:
    query, model = asked.query(), asked.part.model
    asked.keys(query)
    criteria = conditions(query, asked.filters)
    return query.select(sa.func.min(col(model.from_day)), sa.func.max(col(model.to_day)), where=criteria)


def _day(key: Any) -> date | None:
    if key is None:
        return None
    if isinstance(key, date):
        return key
    return date.fromisoformat(f"{key}-01" if len(key) == 7 else key)
