"""The mark on a SELECT that db.scope made: for whom it is, for which column, and that nobody changed it since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.sql.selectable import ScalarSelect
from sqlmodel import SQLModel

from db.access import Actor

MARK = "baoke_scope"
BESIDE = (
    "_prefixes", "_suffixes", "_hints", "_statement_hints", "_independent_ctes", "_with_options", "_pre_columns_clause",
    "_post_select_clause", "_post_criteria_clause", "_post_body_clause",
)  # fmt: skip
"""What is added to a SELECT beside its columns and criteria: text, options, extensions of the language."""

PARTS = (
    "_raw_columns", "_where_criteria", "_setup_joins", "_from_obj", "_group_by_clauses", "_having_criteria",
    "_order_by_clauses", "_limit_clause", "_offset_clause", "_fetch_clause", "_distinct_on", *BESIDE,
)  # fmt: skip
"""What a SELECT is made of. Each change of one makes these anew, so that the same ones mean the same SELECT."""


@dataclass(frozen=True, eq=False)
class Mark:
    """Stands on a SELECT of what one column may be for one actor; `parts` tell a SELECT that was changed since."""

    actor: Actor
    table: str | None
    column: str
    parts: tuple[Any, ...]


def table_name(element: Any) -> str | None:
    """The name of the declared table that a FROM element is, or is an alias of."""
    if isinstance(element, sa.Alias):
        element = element.element
    if not isinstance(element, sa.Table):
        return None
    return element.name if SQLModel.metadata.tables.get(element.key) == element else None


def _parts(ids: Any) -> tuple[Any, ...]:
    own = tuple(getattr(ids, name, None) for name in PARTS)
    return own + tuple(part for one in getattr(ids, "selects", ()) for part in _parts(one))


def for_column(actor: Actor, column: Any, ids: Any) -> Any:
    """The SELECT `ids`, marked as what the column may be for the actor."""
    own = column.__clause_element__() if hasattr(column, "__clause_element__") else column
    return ids.execution_options(**{MARK: Mark(actor, table_name(own.table), own.name, _parts(ids))})


def among(actor: Actor, column: Any, ids: Any) -> ColumnElement[bool]:
    """That a column is one of the ids: the criterion that the session looks for."""
    return column.in_(for_column(actor, column, ids))  # type: ignore[no-any-return]


def marked(ids: Any, actor: Actor, column: Any = None) -> bool:
    """Whether a SELECT carries the mark of this actor, for that column, and is as it was when it was marked."""
    while isinstance(ids, (ScalarSelect, Grouping)):
        ids = ids.element
    options: Any = getattr(ids, "get_execution_options", dict)()
    mark = options.get(MARK)
    if mark is None or mark.actor is not actor:
        return False
    if column is not None and (mark.table, mark.column) != (table_name(column.table), column.name):
        return False
    now = _parts(ids)
    return len(now) == len(mark.parts) and all(one is other for one, other in zip(now, mark.parts, strict=True))
