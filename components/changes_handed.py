"""What a handover leaves in the audit, in words: the figures of its certificate and how many records of each kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from components.words import money, plain, words
from db.handover_checks import EQUAL, NONE_LEFT
from db.names import Names
from db.queries.audits import LISTS

FIGURES = frozenset({"before", "after"})
UNTOLD = frozenset({"highest"})
"""What only an undo makes use of."""
KINDS = frozenset({"moved", "by_table"})
IN_FEN = frozenset({"premium_in_force", "receivable", "overdue_premium"})


def in_words(names: Names, table: str | None, field: str, value: Any) -> str | None:
    """A value that only a handover leaves; None for any other."""
    if table == "handover" and field in UNTOLD:
        return ""
    if table == "handover" and field in FIGURES:
        return _figures(value)
    if field in KINDS and isinstance(value, dict):
        return plain("handovers.and").join(f"{_kind(of)} {number}" for of, number in value.items() if number)
    if field in LISTS and isinstance(value, list):
        return plain("handovers.and").join(names.person(one) for one in value)
    return None


def _figures(kept: str) -> str:
    """The figures of one side of a certificate; digests stand on the certificate alone."""
    found: Mapping[str, object] = json.loads(kept or "{}")
    told = []
    for name in (*EQUAL, *NONE_LEFT):
        if isinstance(number := found.get(name), int):
            said = money(number) if name in IN_FEN else str(number)
            told.append(f"{plain(f'audited_figure.{name}')} {said}")
    return plain("handovers.and").join(told)


def _kind(table: str) -> str:
    return plain(f"record_table.{table}") if f"record_table.{table}" in words() else table
