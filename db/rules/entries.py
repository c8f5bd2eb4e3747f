"""What somebody typed into a form, cleaned and checked against the columns it goes to."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, get_args

from sqlmodel import SQLModel

from db.errors import Invalid

LONGEST_REASON = 200
MOST_FEN = 10**13
"""A hundred billion yuan: more is a slip of the finger."""


def entered(model: type[SQLModel], **values: Any) -> dict[str, Any]:
    """The values as their columns take them; raises Invalid, which names every field that cannot be taken."""
    taken, wrong = {}, {}
    for name, value in values.items():
        taken[name], problem = _taken(model.model_fields[name], value)
        if problem:
            wrong[name] = problem
    if wrong:
        raise Invalid(fields=wrong)
    return taken


def _taken(column: Any, value: Any) -> tuple[Any, str]:
    kinds = get_args(column.annotation) or (column.annotation,)
    empty = None if type(None) in kinds else "" if str in kinds else None
    if isinstance(value, str):
        value = clean(value)
    if value in (None, ""):
        return empty, "entries.missing" if column.is_required() else ""
    codes = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, StrEnum)), None)
    if codes is not None:
        return (codes(value), "") if value in set(codes) else (None, "entries.choice")
    return value, _problem(column, kinds, value)


def _problem(column: Any, kinds: tuple[Any, ...], value: Any) -> str:
    if not isinstance(value, kinds) or isinstance(value, bool):
        return "entries.choice"
    if isinstance(value, str):
        longest = next((rule.max_length for rule in column.metadata if hasattr(rule, "max_length")), None)
        return "entries.too_long" if longest and len(value) > longest else ""
    if isinstance(value, int) and not 0 <= value <= MOST_FEN:
        return "entries.amount"
    return day_problem(value) if isinstance(value, date) else ""


def day_problem(day: date) -> str:
    """Why a day cannot be taken; empty if it can."""
    return "" if 1900 <= day.year < 2200 else "entries.day"


def reason_given(text: str, *, missing: str = "") -> str:
    """A reason, whole; raises Invalid for a longer one than there is room for, and for none where `missing` says so."""
    words = clean(text)
    if problem := "entries.too_long" if len(words) > LONGEST_REASON else "" if words else missing:
        raise Invalid(fields={"reason": problem})
    return words


def clean(text: str) -> str:
    """The text as typed, but for blanks around it and what no database keeps."""
    return "".join(letter for letter in text if letter != "\x00" and not "\ud800" <= letter <= "\udfff").strip()
