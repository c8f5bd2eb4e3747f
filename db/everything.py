"""The scope of who sees the whole company: true for every row, and found by the session among the criteria."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles

from db.access import Actor


class Everything(ColumnElement[bool]):
    """True for every row of `entity`, for an actor whose reach is the whole company."""

    inherit_cache = True
    # Always the same SQL, so that statements with it are cached.
    _traverse_internals = []  # noqa: RUF012 - SQLAlchemy's attribute
    __visit_name__ = "everything"
    type = sa.Boolean()

    def __init__(self, actor: Actor, entity: Any) -> None:
        self.actor, self.rows = actor, sa.inspect(entity).selectable

    def self_group(self, against: Any = None) -> Everything:  # noqa: ARG002 - SQLAlchemy's signature
        """Never wrapped: the session must find it among the criteria."""
        return self

    @property
    def _from_objects(self) -> list[Any]:
        return []


@compiles(Everything)
def _everything(_element: Everything, _compiler: Any, **_options: Any) -> str:
    return "(1 = 1)"
