"""Chance that repeats itself: a stream of its own for each area, so that a change in one leaves the others."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar

Choice = TypeVar("Choice")

SEASON = (1.25, 0.70, 1.15, 0.95, 0.95, 1.15, 0.90, 0.88, 1.05, 0.88, 1.0, 1.20)
"""How much is sold in each month against the average: the opening quarter, the half year, the year's end."""


class Dice(random.Random):
    """Random numbers for one area of the demo; text seeds do not depend on the order of hashes."""

    def __init__(self, seed: int, area: str) -> None:
        super().__init__(f"{seed}/{area}")

    def chance(self, probability: float) -> bool:
        """True so often."""
        return self.random() < probability

    def among(self, weights: Mapping[Choice, float]) -> Choice:
        """One of the keys, by weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def noise(self, spread: float) -> float:
        """A positive factor around 1, mean 1; `spread` is the sigma of its logarithm."""
        return math.exp(self.gauss(-spread * spread / 2, spread))

    def times(self, mean: float) -> int:
        """How often something happens that happens so often on average."""
        found, left = 0, math.exp(-mean)
        product = self.random()
        while product > left:
            found += 1
            product *= self.random()
        return found

    def day(self, start: date, end: date) -> date:
        """A day of [start, end); `start` itself where that is empty."""
        return start + timedelta(days=self.randrange(max(1, (end - start).days)))

    def selling_day(self, start: date, end: date) -> date:
        """A working day of [start, end), more often in the months in which more is sold."""
        while True:
            day = self.day(start, end)
            if self.random() * SEASON[0] < SEASON[day.month - 1]:
                return max(start, working_day(day))


def working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def later(day: date, days: float) -> date:
    """So many days after a day."""
    return day + timedelta(days=round(days))
