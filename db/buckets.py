"""Days, months, quarters and years as keys in order, with the days each holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from db.periods import Period, add_months, month_start


class Grain(StrEnum):
    """How fine time is cut."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class Bucket:
    """One cut of time: its key as shown, and its days [start, end)."""

    key: str
    start: date
    end: date


MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}


def grain_of(times: Sequence[str]) -> Grain | None:
    """How fine rows must be read for these time dimensions; None without one."""
    if not times:
        return None
    return Grain.DAY if "day" in times else Grain.MONTH


def key_of(day: date, grain: Grain) -> str:
    """`2017-03-31`, `2017-03`, `2017-Q1` or `2017`."""
    if grain is Grain.DAY:
        return day.isoformat()
    if grain is Grain.MONTH:
        return f"{day:%Y-%m}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if grain is Grain.QUARTER else str(day.year)


def start_of(day: date, grain: Grain) -> date:
    """The first day of the cut that holds `day`."""
    if grain is Grain.DAY:
        return day
    months = MONTHS[grain]
    return month_start(day).replace(month=(day.month - 1) // months * months + 1)


def next_start(start: date, grain: Grain) -> date:
    """The first day of the cut after the one that begins on `start`."""
    return start + timedelta(days=1) if grain is Grain.DAY else add_months(start, MONTHS[grain])


def buckets(period: Period, grain: Grain) -> list[Bucket]:
    """All cuts that share a day with the period, in order."""
    found, start = [], start_of(period.start, grain)
    while start < period.end:
        end = next_start(start, grain)
        found.append(Bucket(key_of(start, grain), start, end))
        start = end
    return found


def period_of(key: str) -> Period:
    """The days that a time key stands for; raises ValueError for anything else."""
    if len(key) == 10:
        day = date.fromisoformat(key)
        return Period(day, day + timedelta(days=1))
    if "Q" in key:
        year, quarter = key.split("-Q")
        if quarter not in ("1", "2", "3", "4"):
            raise ValueError(key)
        start = date(int(year), int(quarter) * 3 - 2, 1)
        return Period(start, add_months(start, 3))
    if len(key) == 7:
        start = date.fromisoformat(f"{key}-01")
        return Period(start, add_months(start, 1))
    start = date(int(key), 1, 1)
    return Period(start, add_months(start, 12))
