"""What an order holds, looked at before its command sees it: every part of the kind that the command declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from db.errors import Invalid
from db.rules.entries import day_problem

COMMANDS = "db.commands."
LARGEST = 2**63
"""From here on a whole number has no place in a column."""


def check_kinds(command: Callable[..., Any], order: Mapping[str, Any]) -> None:
    """Raises Invalid, which names each part of an order that is of another kind than its command takes."""
    if not command.__module__.startswith(COMMANDS):
        return
    declared = _declared(command)
    problems = {name: _problem(*declared[name], value) for name, value in order.items() if name in declared}
    if wrong := {name: problem for name, problem in problems.items() if problem}:
        raise Invalid(fields=wrong)


@cache
def _declared(command: Callable[..., Any]) -> dict[str, tuple[type, bool]]:
    """The one kind of each parameter that is a text, a day, a number or a code, and whether it may be empty."""
    found = {}
    for name, hint in get_type_hints(command).items():
        kinds = set(get_args(hint)) if get_origin(hint) in (Union, UnionType) else {hint}
        (kind, *others) = kinds - {NoneType} or {NoneType}
        if not others and isinstance(kind, type) and issubclass(kind, (str, date, int)):
            found[name] = kind, NoneType in kinds
    return found


def _problem(kind: type, may_be_empty: bool, value: Any) -> str:  # noqa: FBT001 - as declared, by place
    if value is None or (value == "" and issubclass(kind, StrEnum)):
        return "" if may_be_empty else "entries.missing"
    if issubclass(kind, StrEnum):
        return "" if value in {code.value for code in kind} else "entries.choice"
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        return "entries.choice"
    if isinstance(value, date):
        return day_problem(value)
    return "entries.amount" if isinstance(value, int) and abs(value) >= LARGEST else ""
