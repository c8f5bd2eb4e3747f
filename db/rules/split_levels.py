"""What a split is measured by: the level to which premium would fill up, and what each successor is off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db.config_handover import Split

Numbers = NDArray[np.float64]
NO_ROOM, TOO_HIGH, TOO_LOW = 1e12, 1e8, 1e4
"""What it costs to break a bound, by a customer or by an equal share: in this order no wish makes up for it."""


@dataclass(frozen=True)
class Bundle:
    """Customers that move as one, by their places, with their premium in fen."""

    members: tuple[int, ...]
    premium: int


def level(present: Sequence[int], more: int) -> float:
    """How high `more` fills up, poured over what is there: the lowest first, as water would."""
    ordered = sorted(present)
    for number in range(1, len(ordered) + 1):
        reached = (sum(ordered[:number]) + more) / number
        if number == len(ordered) or reached <= ordered[number]:
            return reached
    return 0.0


@dataclass(frozen=True)
class Scale:
    """Of each successor: premium and customers at present, the equal shares of what comes, and room for how many."""

    premium: Numbers
    customers: Numbers
    fair_premium: Numbers
    fair_customers: Numbers
    share: float
    each: float
    room: Numbers
    load: float
    within: float
    height: float = 0.0

    @classmethod
    def of(
        cls, bundles: Sequence[Bundle], there: Sequence[tuple[int, int]], room: Sequence[int] | None, weights: Split
    ) -> Scale:
        """The scale for these bundles over people who have that premium and so many customers."""
        counts = [one if weights.count_present else (0, 0) for one in there]
        premiums, customers = [one[0] for one in counts], [one[1] for one in counts]
        total, number = sum(one.premium for one in bundles), sum(len(one.members) for one in bundles)
        high, many = level(premiums, total), level(customers, number)
        return cls(
            premium=np.array(premiums, dtype=float),
            customers=np.array(customers, dtype=float),
            fair_premium=np.maximum(0.0, high - np.array(premiums)),
            fair_customers=np.maximum(0.0, many - np.array(customers)),
            share=max(1.0, total / len(there)),
            each=max(1.0, number / len(there)),
            room=np.array(room if room is not None else [np.inf] * len(there), dtype=float),
            load=weights.load,
            within=weights.within_percent / 100,
        )

    @property
    def level(self) -> float:
        """The common level of premium, above which nobody should come."""
        return float(np.max(np.where(self.fair_premium > 0, self.fair_premium + self.premium, 0.0)))

    def strain(self, premium: Numbers, number: Numbers, who: Any) -> Numbers:
        """What it costs that successors `who` are given that premium and so many customers."""
        over = np.maximum(0.0, self.premium[who] + premium - self.height) * (premium > 0)
        under = np.maximum(0.0, self.fair_premium[who] - self.within * self.share - premium)
        broken = TOO_HIGH * over / self.share + TOO_LOW * under / self.share
        off = ((number - self.fair_customers[who]) / self.each) ** 2 * self.load * self.each
        uneven = ((premium - self.fair_premium[who]) / self.share) ** 2 * self.each
        strain: Numbers = NO_ROOM * np.maximum(0.0, number - self.room[who]) + broken + off + uneven
        return strain

    def given(self, sizes: Numbers, counts: Numbers, taken: Any) -> tuple[Numbers, Numbers]:
        """The premium and the number of customers that each successor is given."""
        return self._sums(taken, sizes), self._sums(taken, counts)

    def _sums(self, taken: Any, amounts: Any) -> Numbers:
        return np.bincount(taken, amounts, len(self.premium)).astype(float)

    def keeps(self, premium: Numbers, number: Numbers) -> bool:
        """Whether nobody is above the height allowed, and nobody has more customers than there is room for."""
        high = (self.premium + premium > self.height + 0.5) & (premium > 0)
        return not bool(np.any(high | (number > self.room)))

    def _number(self, bundles: Sequence[Bundle], taken: Sequence[int]) -> Numbers:
        return self._sums(taken, [len(one.members) for one in bundles])

    def full(self, bundles: Sequence[Bundle], taken: Sequence[int]) -> set[int]:
        """The successors who have room for nobody more."""
        return {int(at) for at in np.flatnonzero(self._number(bundles, taken) >= self.room)}

    def overfull(self, bundles: Sequence[Bundle], taken: Sequence[int]) -> bool:
        """Whether somebody was given more customers than there is room for."""
        return bool(np.any(self._number(bundles, taken) > self.room))
