"""Commands, tables and people of the audit by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from components.words import NOTHING, plain, words
from db.access import SYSTEM
from db.models.system import Audit

_NUMBERED = re.compile(r"\D*?([1-9]\d{0,17})", re.ASCII)


def command_name(code: str) -> str:
    """A command by its name; one that has none stands for itself."""
    return plain(f"command.{code}") if f"command.{code}" in words() else code


def table_name(code: str | None) -> str:
    """A table by its name, likewise."""
    if not code:
        return NOTHING
    return plain(f"record.{code}") if f"record.{code}" in words() else code


def named_so(text: str, codes: Iterable[str]) -> tuple[str, ...]:
    """The commands among these whose name has that text in it, in the reader's language."""
    part = text.lower()
    return tuple(code for code in codes if part and part in command_name(code).lower())


def numbered(text: str) -> int | None:
    """The number of a record as the list writes it: alone, or after what kind of record it is."""
    number = _NUMBERED.fullmatch(text)
    return int(number[1]) if number else None


def nobody(row: Audit) -> str:
    """Who did what was done in nobody's name: the system itself, or whoever tried to sign in."""
    return plain("role.system") if row.actor_login == SYSTEM.login else row.actor_login
