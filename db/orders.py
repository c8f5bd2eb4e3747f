"""What an order holds, looked at before its command sees it: every part of the kind that the command declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
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
    several = _lists(command)
    problems |= {name: _problem_of_list(*several[name], value) for name, value in order.items() if name in several}
    if wrong := {name: problem for name, problem in problems.items() if problem}:
        raise Invalid(fields=wrong)


@cache
def _declared(command: Callable[..., Any]) -> dict[str, tuple[type, bool]]:
    """The one kind of each parameter that is a text, a day, a number or a code, and whether it may be empty."""
    found = {}
    for name, hint in get_type_hints(command).items():
        kinds = set(get_args(hint)) if get_origin(hint) in (Union, UnionType) else {hint}
        (kind, *others) = kinds - {NoneType} or {NoneType}
        if not others and isinstance(kind, type) and issubclass(kind, (str, date, int, bytes)):
            found[name] = kind, NoneType in kinds
    return found


@cache
def _lists(command: Callable[..., Any]) -> dict[str, tuple[type, int]]:
    """The one kind of the items of each parameter that holds several, and how many there are; 0 is any number.

    Lists of codes are left to their commands, which say which of them they do not know.
    """
    found: dict[str, tuple[type, int]] = {}
    for name, hint in get_type_hints(command).items():
        kinds = get_args(hint)
        if get_origin(hint) is tuple and set(kinds) == {int}:
            found[name] = int, len(kinds)
        elif get_origin(hint) is Sequence and isinstance(kinds[0], type) and is_dataclass(kinds[0]):
            found[name] = kinds[0], 0
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


def _problem_of_list(kind: type, number: int, values: Any) -> str:
    if not isinstance(values, (list, tuple)) or (number and len(values) != number):
        return "entries.choice"
    return "" if all(type(value) is kind for value in values) else "entries.choice"
