"""Days, months and half-open periods in the one business zone; the only place that reads a clock."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BEGINNING = date(1900, 1, 1)
END = date(2200, 1, 1)


def zone() -> ZoneInfo:
    """The business time zone, whoever looks."""
    return ZoneInfo(os.environ.get("BAOKE_ZONE", "Asia/Shanghai"))


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The business date: BAOKE_TODAY where it is set, else today in the business zone."""
    fixed = os.environ.get("BAOKE_TODAY")
    return date.fromisoformat(fixed) if fixed else now().astimezone(zone()).date()


def month_start(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def add_months(day: date, months: int) -> date:
    """The first day of the month `months` after that of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def month_number(day: date) -> int:
    """202603 for any day of March 2026: how summary tables name a month."""
    return day.year * 100 + day.month


@dataclass(frozen=True)
class Period:
    """Days from `start` up to, not including, `end`."""

    start: date = BEGINNING
    end: date = END

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day that belongs to the period."""
        return self.end - timedelta(days=1)

    def previous(self) -> Period:
        """The period of the same shape right before: whole months stay whole months."""
        if self.start.day == 1 and self.end.day == 1:
            months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
            return Period(add_months(self.start, -months), self.start)
        return Period(self.start - (self.end - self.start), self.start)


def year(number: int) -> Period:
    """A calendar year."""
    return Period(date(number, 1, 1), date(number + 1, 1, 1))


def month(day: date) -> Period:
    """The calendar month of `day`."""
    return Period(month_start(day), add_months(day, 1))


def quarter(day: date) -> Period:
    """The calendar quarter of `day`."""
    start = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(start, add_months(start, 3))
