"""The same sums from the monthly summaries: few rows, however large the ledgers are."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import KINDS, Actor, Reach
from db.buckets import Grain
from db.figures import Part
from db.memory import remembered
from db.models.summaries import MonthByPerson, MonthByProduct
from db.periods import BEGINNING, END, Period, add_months, month_number, month_start
from db.rights import reach
from db.scope import booked
from db.session import ActorSession
from db.statements import prepared

AHEAD = "ahead"
"""Where a session notes which kinds will be asked for together, by months: one statement then brings them all."""

UNITS = frozenset({"company", "department", "team", "month", "quarter", "year"})
BY_PRODUCT = UNITS | {"line", "product"}
BY_PERSON = UNITS | {"salesperson"}


def summary_for(actor: Actor, part: Part, dimensions: frozenset[str], grain: Grain | None) -> Any:
    """The summary table that answers; None where the rows themselves must."""
    if part.summary is None or grain is Grain.DAY:
        return None
    shown = KINDS.get((actor.role, MonthByProduct), (part.summary,))
    by_product = reach(actor, MonthByProduct) is not None and reach(actor, part.model) is not Reach.OWN
    if by_product and part.summary in shown and dimensions <= BY_PRODUCT:
        return MonthByProduct
    return MonthByPerson if reach(actor, MonthByPerson) is not None and dimensions <= BY_PERSON else None


def split(span: Period, today: date) -> tuple[Period, list[tuple[int, Period]]]:
    """Whole months that hold most of the span, and the days (sign, days) to add or take off at its edges.

    A month that is not over is taken whole, and what is booked for later days is taken off: that is little.
    """
    start = span.start if span.start.day == 1 else add_months(span.start, 1)
    edges = [(1, Period(span.start, min(start, span.end)))] if start > span.start else []
    end = month_start(span.end)
    if end == span.end or span.end <= start:
        return Period(start, max(start, end)), edges
    if span.end > today:
        return Period(start, add_months(end, 1)), [*edges, (-1, Period(span.end, add_months(end, 1)))]
    return Period(start, end), [*edges, (1, Period(max(end, start), span.end))]


def from_summary(
    session: ActorSession,
    actor: Actor,
    table: Any,
    part: Part,
    raws: list[str],
    months: Period,
    *,
    by_month: bool,
    filters: dict[str, tuple[Any, ...]],
    entries: bool = False,
) -> list[tuple[date | None, tuple[Any, ...], int]]:
    """Σ over whole months by raw keys (`unit`, `person`, `product`): of the amounts, or how many `entries`."""
    kinds = frozenset({part.summary, *session.info.get(AHEAD, {}).get(months, ())})
    key = ("summary", table, tuple(raws), months, by_month, tuple(sorted(filters.items())), kinds)
    found = remembered(session, key, lambda: _fetched(session, actor, table, kinds, raws, months, by_month, filters))
    return [(day, keys, number if entries else amount) for day, keys, amount, number in found.get(part.summary, ())]


def _fetched(
    session: ActorSession,
    actor: Actor,
    table: Any,
    kinds: frozenset[Any],
    raws: list[str],
    months: Period,
    by_month: bool,  # noqa: FBT001 - as from_summary has it
    filters: dict[str, tuple[Any, ...]],
) -> dict[Any, list[tuple[date | None, tuple[Any, ...], int, int]]]:
    """By kind: month, raw keys, Σ amount, Σ entries."""
    narrowed = tuple(sorted(filters.items()))
    key = ("summary", table, tuple(sorted(kinds)), tuple(raws), months, by_month, narrowed)
    statement = prepared(actor, key, lambda: _sums_of(actor, table, kinds, raws, months, by_month, filters))
    found: dict[Any, list[Any]] = {}
    for row in session.execute(statement):
        found.setdefault(row[0], []).append((_month(row[1]), tuple(row[2:-2]), int(row[-2]), int(row[-1])))
    return found


def _sums_of(
    actor: Actor,
    table: Any,
    kinds: frozenset[Any],
    raws: list[str],
    months: Period,
    by_month: bool,  # noqa: FBT001 - likewise
    filters: dict[str, tuple[Any, ...]],
) -> Any:
    columns = {
        "unit": table.unit_id,
        "person": getattr(table, "person_id", None),
        "product": getattr(table, "product_id", None),
    }
    keys = [columns[raw] for raw in raws]
    time = col(table.month) if by_month else sa.null()
    criteria = [booked(actor, table), col(table.kind).in_(sorted(kinds))]
    criteria += [col(table.month) >= month_number(months.start)] if months.start > BEGINNING else []
    criteria += [col(table.month) < month_number(months.end)] if months.end < END else []
    # What has none, such as a cost of no policy, stands under 0.
    criteria += [columns[raw].in_([0 if one is None else one for one in allowed]) for raw, allowed in filters.items()]
    sums = (sa.func.sum(table.amount), sa.func.sum(table.entries))
    statement: Any = select(table.kind, time, *keys, *sums).where(*criteria)  # type: ignore[call-overload]
    return statement.group_by(table.kind, *([time] if by_month else []), *keys)


def _month(number: int | None) -> date | None:
    return date(number // 100, number % 100, 1) if number else None
