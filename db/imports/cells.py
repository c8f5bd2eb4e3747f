"""Reads one cell: a date, an amount, a whole number; what is not certain is refused."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from db.periods import zone

MOST_FEN = 10_000_000_000 * 100
_YEARS = range(1900, 2200)
_WHOLE = re.compile(r"[+-]?[0-9]{1,12}")
_MOST_SIGNS = 40
_TIMED = re.compile(r"(.+?)[ T]([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{3,6})?)?) ?(Z|[+-][0-9]{2}:?[0-9]{2})?")


class Unreadable(Exception):
    """A cell cannot be taken; `key` is the sentence that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@lru_cache(maxsize=20_000)
def read_date(text: str, formats: tuple[str, ...]) -> date:
    """A day; formats that disagree about it make it ambiguous, and a day and month swapped are named as such."""
    if len(text) > _MOST_SIGNS:
        raise Unreadable("imports.row_date")
    found = {day for form in formats if (day := _day(text, form))}
    if len(found) > 1:
        raise Unreadable("imports.row_date_ambiguous")
    if not found:
        swapped = any(_day(text, form.translate({ord("d"): "m", ord("m"): "d"})) for form in formats)
        raise Unreadable("imports.row_date_swapped" if swapped else "imports.row_date")
    (day,) = found
    if day.year not in _YEARS:
        raise Unreadable("imports.row_date_absurd")
    return day


def _day(text: str, form: str) -> date | None:
    try:
        moment = datetime.strptime(text, form)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    return moment.date() if moment.time() == datetime.min.time() else None


def read_moment(text: str, formats: tuple[str, ...]) -> date:
    """The business day of a day alone or with a time behind it, which may be that of another zone."""
    timed = _TIMED.fullmatch(text) if len(text) <= _MOST_SIGNS else None
    day = read_date(timed[1] if timed else text, formats)
    if not timed:
        return day
    try:
        moment = datetime.fromisoformat(f"{day}T{'0' * (timed[2][1] == ':')}{timed[2]}{timed[3] or ''}")
    except ValueError as error:
        raise Unreadable("imports.row_date") from error
    return moment.astimezone(zone()).date() if moment.tzinfo else day


def read_money(text: str, decimal: str = ".", thousands: str = "", rounding: str = "refuse") -> int:
    """An amount in yuan as fen; thousandths are refused unless the profile says how to round them."""
    if len(text) > _MOST_SIGNS:
        raise Unreadable("imports.row_amount")
    if not re.fullmatch(_amount_pattern(decimal, thousands), text, re.ASCII):
        raise Unreadable("imports.row_amount")
    plain = text.replace(thousands, "") if thousands else text
    fen = Decimal(plain.replace(decimal, ".")) * 100
    if abs(fen) > MOST_FEN:
        raise Unreadable("imports.row_amount_absurd")
    if fen != int(fen) and rounding == "refuse":
        raise Unreadable("imports.row_amount_digits")
    return int(fen.to_integral_value(ROUND_HALF_UP))


@lru_cache(maxsize=32)
def _amount_pattern(decimal: str, thousands: str) -> str:
    grouped = rf"|\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+" if thousands else ""
    return rf"[+-]?(?:\d+{grouped})(?:{re.escape(decimal)}\d+)?"


def read_integer(text: str) -> int:
    """A whole number; 3.0, as spreadsheets write it, is one."""
    whole = text.removesuffix(".0")
    if not _WHOLE.fullmatch(whole):
        raise Unreadable("imports.row_integer")
    return int(whole)
