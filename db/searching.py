"""Narrowing a list by what was typed above it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from db.access import Actor


def holding(actor: Actor, typed: str, *columns: Any) -> list[Any]:
    """That one of the columns holds what was typed, if anything was.

    Who sees as somebody finds nothing: whether a name is known would tell what its mask hides.
    """
    part = typed.strip().lower()
    if not part:
        return []
    if actor.seen_by is not None:
        return [sa.false()]
    return [sa.or_(*(sa.func.lower(column).contains(part, autoescape=True) for column in columns))]
