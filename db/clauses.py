"""What the parts of a statement are, as far as the guard has to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import FromClause, Select
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BooleanClauseList,
    ClauseElement,
    ColumnClause,
    ColumnElement,
    Grouping,
    TextClause,
)
from sqlalchemy.sql.functions import Function
from sqlalchemy.sql.selectable import Values

FUNCTIONS = frozenset(
    {"abs", "avg", "coalesce", "count", "first_value", "lag", "lead", "length", "lower", "max", "min", "replace"}
    | {"round", "row_number", "sum"}
)
"""What a statement may call: functions that look at nothing but what they are given."""


def conjuncts(clause: Any) -> Iterator[Any]:
    """The AND-ed parts of a criterion."""
    if isinstance(clause, Grouping):
        yield from conjuncts(clause.element)
    elif isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        for part in clause.clauses:
            yield from conjuncts(part)
    elif clause is not None:
        yield clause


def correlated(statement: Select[Any], outer: frozenset[Any]) -> frozenset[Any]:
    """What of the SELECT around it a SELECT may name, where it says so itself."""
    if statement._correlate_except is not None:
        return outer - set(statement._correlate_except)
    return outer if statement._auto_correlate else outer & set(statement._correlate)


def values_of(part: BinaryExpression[Any]) -> frozenset[str]:
    """The values that `column = value` or `column IN (values)` keeps it to."""
    if part.operator is operators.eq:
        return frozenset({str(part.right.value)})
    # A place that each run fills keeps it to nothing that is known here.
    known = part.operator is operators.in_op and part.right.value is not None
    return frozenset(map(str, part.right.value)) if known else frozenset({""})


def listed(element: Any) -> bool:
    """Whether it is a list of plain values."""
    rows = (row for rows in element._data for row in rows) if isinstance(element, Values) else [[element]]
    return not any(isinstance(value, ClauseElement) for row in rows for value in row)


def is_from(clause: Any) -> bool:
    """Whether it stands in a FROM and nowhere else; a function is both."""
    return isinstance(clause, FromClause) and not isinstance(clause, ColumnElement)


def counts_rows(clause: Any) -> bool:
    """Whether it is `count(*)`: a star anywhere else would show hidden fields."""
    return isinstance(clause, Function) and clause.name == "count" and [str(part) for part in clause.clauses] == ["*"]


def raw(clause: Any) -> bool:
    """Whether a clause reaches the database as it was typed, or by a function that is not known to be harmless."""
    if isinstance(clause, ColumnClause):
        return clause.table is None
    if isinstance(clause, Function):
        return bool(clause.packagenames) or clause.name.lower() not in FUNCTIONS
    typed = (getattr(clause, "operator", None), getattr(clause, "modifier", None))
    return isinstance(clause, TextClause) or any(isinstance(one, operators.custom_op) for one in typed)
