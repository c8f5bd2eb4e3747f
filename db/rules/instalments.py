"""Instalments: when which part of a premium is due, and what of it is overdue."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from db.rules.earning import split


class Due(NamedTuple):
    """An amount in fen and the contractual day it is due."""

    on: date
    amount: int


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def schedule(premium: int, inception: date, parts: int = 1, *, months: int = 12) -> list[Due]:
    """A premium in equal parts spread over the term, the first due on its first day, the sum exact."""
    days = [months_later(inception, months * part // parts) for part in range(parts)]
    return [Due(day, amount) for day, amount in zip(days, split(premium, [1] * parts), strict=True)]


def overdue(dues: Iterable[Due], paid: int, on: date) -> list[Due]:
    """What is due and unpaid at the end of a day; payments cover the oldest due first."""
    left, found = paid, []
    for due in sorted(dues):
        if due.on >= on:
            continue
        covered = min(left, due.amount)
        left -= covered
        if due.amount > covered:
            found.append(Due(due.on, due.amount - covered))
    return found


def age_class(days: int, ends: Sequence[int] = (30, 90, 365)) -> int:
    """Which age class so many days past due fall in: 0 for the first; the last one has no upper end."""
    return sum(days > end for end in ends)
