"""The same sums from the monthly summaries: few rows, however large the ledgers are."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor, Reach, reach
from db.buckets import Grain
from db.figures import Part
from db.models.summaries import MonthByPerson, MonthByProduct
from db.periods import BEGINNING, END, Period, add_months, month_number, month_start
from db.scope import booked
from db.session import ActorSession

UNITS = frozenset({"company", "department", "team", "month", "quarter", "year"})
BY_PRODUCT = UNITS | {"line", "product"}
BY_PERSON = UNITS | {"salesperson"}


def summary_for(actor: Actor, part: Part, dimensions: frozenset[str], grain: Grain | None) -> Any:
    """The summary table that answers; None where the rows themselves must."""
    if part.summary is None or grain is Grain.DAY or reach(actor, MonthByPerson) is None:
        return None
    if reach(actor, part.model) is not Reach.OWN and dimensions <= BY_PRODUCT:
        return MonthByProduct
    return MonthByPerson if dimensions <= BY_PERSON else None


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
    what: Any = None,
) -> list[tuple[date | None, tuple[Any, ...], int]]:
    """Σ over whole months by raw keys (`unit`, `person`, `product`): of the amount, or of another column."""
    columns = {
        "unit": table.unit_id,
        "person": getattr(table, "person_id", None),
        "product": getattr(table, "product_id", None),
    }
    keys = [columns[raw] for raw in raws]
    time = col(table.month) if by_month else sa.null()
    criteria = [booked(actor, table), col(table.kind) == part.summary]
    criteria += [col(table.month) >= month_number(months.start)] if months.start > BEGINNING else []
    criteria += [col(table.month) < month_number(months.end)] if months.end < END else []
    criteria += [columns[raw].in_(allowed) for raw, allowed in filters.items()]
    statement: Any = select(time, *keys, sa.func.sum(table.amount if what is None else what)).where(*criteria)  # type: ignore[call-overload]
    statement = statement.group_by(*([time] if by_month else []), *keys)
    rows = session.execute(statement)
    return [(_month(row[0]), tuple(row[1:-1]), row[-1]) for row in rows if row[-1] is not None]


def _month(number: int | None) -> date | None:
    return date(number // 100, number % 100, 1) if number else None
