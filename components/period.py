"""Periods as a link names them (2017, 2017-Q1, 2017-03, all) and as people read them, and what they compare with."""

from __future__ import annotations

import re
from datetime import date, timedelta

from components.words import plain
from db.periods import BEGINNING, END, Period, add_months, month, quarter, year

SPANS = ("month", "quarter", "year", "all")
ALL = Period(BEGINNING, END)
RANGE = "~"
_CODE = re.compile(r"(?P<year>(?:19|20|21)\d\d)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


def span_of(code: str) -> str:
    """What kind of period a code names; a range from one to another counts as all."""
    return "all" if code == "all" or RANGE in code else "quarter" if "Q" in code else "month" if "-" in code else "year"


def period_of(code: str) -> Period | None:
    """The period a code names; None for anything else."""
    if code == "all":
        return ALL
    first, tilde, last = code.partition(RANGE)
    if tilde:
        start, end = period_of(first), period_of(last)
        return Period(start.start, end.end) if start and end and start.start < end.end else None
    named = _CODE.fullmatch(code)
    if named is None:
        return None
    number = int(named["year"])
    if named["quarter"]:
        return quarter(date(number, int(named["quarter"]) * 3, 1))
    return month(date(number, int(named["month"]), 1)) if named["month"] else year(number)


def code_of(span: str, day: date) -> str:
    """The code of the month, quarter or year that a day is in."""
    if span == "all":
        return "all"
    if span == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return f"{day:%Y-%m}" if span == "month" else f"{day:%Y}"


def codes(span: str, first: date, last: date) -> list[str]:
    """The codes of all periods of a span between two days, the latest first."""
    if span == "all":
        return ["all"]
    step = {"month": 1, "quarter": 3, "year": 12}[span]
    found, at = [], last
    while code_of(span, at) >= code_of(span, first):
        found.append(code_of(span, at))
        at = add_months(at, -step)
    return found


def title(code: str) -> str:
    """A period as it is read: 2017年3月, Q1 2017."""
    if code == "all":
        return plain("period.all")
    first, tilde, last = code.partition(RANGE)
    if tilde:
        return plain("period.from_to", first=title(first), last=title(last))
    named = _CODE.fullmatch(code)
    if named is None:
        return code
    if named["quarter"]:
        return plain("period.of_quarter", year=named["year"], quarter=named["quarter"])
    if named["month"]:
        return plain("period.of_month", year=named["year"], month=plain(f"month.{named['month']}"))
    return plain("period.of_year", year=named["year"])


def code_for(period: Period) -> str:
    """The code of any period of whole months: its own name if it has one, else from month to month."""
    first, last = code_of("month", period.start), code_of("month", period.last)
    named = (f"{period.start:%Y}", code_of("quarter", period.start), first, "all")
    months = first if first == last else f"{first}{RANGE}{last}"
    return next((code for code in named if period_of(code) == period), months)


def title_of(period: Period) -> str:
    """Any period of whole months as it is read."""
    return title(code_for(period))


def until(period: Period, edge: date) -> Period:
    """The part of the period up to and including the last day that has figures."""
    return Period(period.start, min(period.end, max(edge + timedelta(days=1), period.start)))


def shown(period: Period, edge: date) -> Period:
    """The period, but while it still runs only up to its last day that has figures; all of time stays all of it.

    What is dated later, such as premium earned up to the end of the year, would stand against the same days of the
    year before alone.
    """
    return until(period, edge) if period != ALL and period.start <= edge < period.last else period


def before(period: Period, span: str, edge: date) -> Period | None:
    """The period before, cut to the same days where this one still runs; None if there is none to compare with."""
    if span == "all":
        return None
    previous = period.previous()
    if not period.start <= edge < period.last:
        return previous
    months = (period.start.year - previous.start.year) * 12 + period.start.month - previous.start.month
    same = add_months(edge, -months)
    last = add_months(same, 1) - timedelta(days=1)
    return Period(previous.start, same.replace(day=min(edge.day, last.day)) + timedelta(days=1))


def trailing(period: Period, months: int, edge: date) -> Period:
    """That many whole months up to the end of the period, or to the last month that has figures."""
    end = add_months(until(period, edge).last, 1)
    return Period(add_months(end, -months), end)
