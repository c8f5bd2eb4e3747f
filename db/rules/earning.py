"""Earning: the part of an amount that belongs to given days, exactly; rounding is left to whoever shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction


def shared_days(start: date, end: date, other_start: date, other_end: date) -> int:
    """How many days two half-open spans have in common."""
    return max(0, min(end, other_end).toordinal() - max(start, other_start).toordinal())


def earned(amount: int, start: date, end: date, *, since: date, until: date, cover_end: date | None = None) -> Fraction:
    """What an amount over the days [start, end) earns within [since, until); nothing after cover has ended.

    The days of the whole span are what it is divided by, also where cover ends early.
    """
    last = end if cover_end is None else min(end, cover_end)
    return Fraction(amount * shared_days(start, last, since, until), (end - start).days)


def to_whole(value: Fraction) -> int:
    """The nearest whole fen, halves away from zero."""
    sign = -1 if value < 0 else 1
    return sign * ((2 * abs(value.numerator) + value.denominator) // (2 * value.denominator))


def returned(premium: int, inception: date, expiry: date, on: date) -> int:
    """The premium to give back when cover is cancelled on a day: what is not earned by then, in whole fen."""
    return premium - to_whole(earned(premium, inception, expiry, since=inception, until=on))


def split(amount: int, shares: Sequence[int]) -> list[int]:
    """An amount in proportion to shares, each part whole, the remainder on the last: the sum is exact."""
    whole = sum(shares)
    parts = [amount * share // whole for share in shares[:-1]]
    return [*parts, amount - sum(parts)]
