"""Commands, tables and people of the audit by their names."""

from __future__ import annotations

from components.words import NOTHING, plain, words
from db.access import SYSTEM
from db.models.system import Audit


def command_name(code: str) -> str:
    """A command by its name; one that has none stands for itself."""
    return plain(f"command.{code}") if f"command.{code}" in words() else code


def table_name(code: str | None) -> str:
    """A table by its name, likewise."""
    if not code:
        return NOTHING
    return plain(f"record.{code}") if f"record.{code}" in words() else code


def nobody(row: Audit) -> str:
    """Who did what was done in nobody's name: the system itself, or whoever tried to sign in."""
    return plain("role.system") if row.actor_login == SYSTEM.login else row.actor_login
