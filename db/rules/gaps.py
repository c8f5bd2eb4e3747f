"""When a customer was without cover in a line: the days between its terms, and those since the last one ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Gap:
    """Days without cover, half-open; one that is `open` goes on today."""

    since: date
    until: date
    open: bool = False

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until - self.since).days


def gaps(terms: Iterable[tuple[date, date]], today: date) -> list[Gap]:
    """The gaps between half-open terms, the earliest first; terms whose cover never began cover nothing."""
    found: list[Gap] = []
    reached: date | None = None
    for since, until in sorted(term for term in terms if term[1] > term[0]):
        if reached is not None and since > reached:
            found.append(Gap(reached, since))
        reached = until if reached is None else max(reached, until)
    if reached is not None and reached < today:
        found.append(Gap(reached, today, open=True))
    return found
