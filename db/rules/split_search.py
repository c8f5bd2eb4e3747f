"""Looks for the split that suits best within the bounds: a plan by prices, and from it better ones step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from db.rules.split_balance import balanced, highest
from db.rules.split_levels import Bundle, Numbers, Scale
from db.rules.split_plan import planned

MOST_TURNS, MOST_ROUNDS = 400, 12
AT_ONCE, CANDIDATES = 30, 60
MOST_BOTH = 400
"""Up to so many bundles both starts are followed; of more the plan alone, where it keeps the bounds."""
LESS = 1e-7


def search(bundles: Sequence[Bundle], fit: Numbers, scale: Scale) -> list[int]:
    """Who takes which bundle: the best found from the plan, and from the most balanced split there is."""
    sizes = np.array([one.premium for one in bundles], dtype=float)
    counts = np.array([len(one.members) for one in bundles], dtype=float)
    even = balanced(sizes, counts, scale)
    reached = max(scale.level, highest(even, sizes, counts, scale))
    scale = replace(scale, height=reached + scale.within * scale.share)
    best = _Split(planned(sizes, counts, fit, scale), sizes, counts, fit, scale)
    best.better()
    if len(bundles) <= MOST_BOTH or not best.keeps_bounds:
        other = _Split(even, sizes, counts, fit, scale)
        other.better()
        best = min(best, other, key=lambda one: one.cost)
    return [int(to) for to in best.taken]


class _Split:
    """One split, what it gives to each, and the steps that make it better."""

    def __init__(self, taken: Sequence[int], sizes: Numbers, counts: Numbers, fit: Numbers, scale: Scale) -> None:
        self.taken = np.array(taken)
        self.sizes, self.counts, self.fit, self.scale = sizes, counts, fit, scale
        self.given, self.number = scale.given(sizes, counts, self.taken)
        self.everybody, self.rows = np.arange(fit.shape[1]), np.arange(len(sizes))

    @property
    def cost(self) -> float:
        """What it misses in all."""
        return float(self.fit[self.rows, self.taken].sum() + self._strain(self.everybody).sum())

    @property
    def keeps_bounds(self) -> bool:
        """Whether nobody is too high or has more than there is room for."""
        return self.scale.keeps(self.given, self.number)

    def better(self) -> None:
        """Moves and exchanges as long as they make the whole cheaper."""
        for _ in range(MOST_ROUNDS):
            moved = self._moves()
            if not (self._exchanges() or moved):
                break

    def _strain(self, who: Any, size: Any = 0.0, count: Any = 0.0) -> Numbers:
        """What it costs that somebody is given so much more."""
        return self.scale.strain(self.given[who] + size, self.number[who] + count, who)

    def _moves(self) -> bool:
        """The best single moves, again and again; answers whether there was one."""
        for turn in range(MOST_TURNS):
            gain = self._gains()
            best = gain.argmin(axis=1)
            gains = gain[self.rows, best]
            ranked = np.argsort(gains, kind="stable")[:AT_ONCE]
            chosen = [int(at) for at in ranked if gains[at] < -LESS]
            if not chosen:
                return turn > 0
            for at in chosen:
                # After the first the others may be worth less than they were.
                if at == chosen[0] or self._gain(at, int(best[at])) < -LESS:
                    self._move(at, int(best[at]))
        return True

    def _gains(self) -> Numbers:
        """What each bundle's move to each successor would add to the cost."""
        now = self._strain(self.everybody)
        left = self._strain(self.taken, -self.sizes, -self.counts) - now[self.taken]
        come = self._strain(self.everybody, self.sizes[:, None], self.counts[:, None]) - now
        gain: Numbers = self.fit - self.fit[self.rows, self.taken][:, None] + left[:, None] + come
        gain[self.rows, self.taken] = 0.0
        return gain

    def _gain(self, at: int, to: int) -> float:
        here, size, count = int(self.taken[at]), self.sizes[at], self.counts[at]
        left = self._strain(here, -size, -count) - self._strain(here)
        come = self._strain(to, size, count) - self._strain(to)
        return float(self.fit[at, to] - self.fit[at, here] + left + come)

    def _move(self, at: int, to: int) -> None:
        here = self.taken[at]
        self.given[here] -= self.sizes[at]
        self.number[here] -= self.counts[at]
        self.taken[at] = to
        self.given[to] += self.sizes[at]
        self.number[to] += self.counts[at]

    def _exchanges(self) -> bool:
        """For every two successors their best exchange of two bundles; answers whether there was one."""
        any_made = False
        for one, other in combinations(range(len(self.given)), 2):
            mine, theirs = self._willing(one, other), self._willing(other, one)
            if not len(mine) or not len(theirs):
                continue
            gain = self._exchange_gains(one, other, mine, theirs)
            row, column = divmod(int(np.argmin(gain)), gain.shape[1])
            if gain[row, column] < -LESS:
                self._move(int(mine[row]), other)
                self._move(int(theirs[column]), one)
                any_made = True
        return any_made

    def _exchange_gains(self, one: int, other: int, mine: Any, theirs: Any) -> Numbers:
        more = self.sizes[theirs][None, :] - self.sizes[mine][:, None]
        extra = self.counts[theirs][None, :] - self.counts[mine][:, None]
        gain = (self.fit[mine, other] - self.fit[mine, one])[:, None]
        gain = gain + (self.fit[theirs, one] - self.fit[theirs, other])[None, :]
        gain = gain + self._strain(one, more, extra) - self._strain(one)
        added: Numbers = gain + self._strain(other, -more, -extra) - self._strain(other)
        return added

    def _willing(self, here: int, there: int) -> Any:
        """The bundles of one successor that would lose least by going to another."""
        found = np.flatnonzero(self.taken == here)
        loss = self.fit[found, there] - self.fit[found, here]
        return found[np.argsort(loss, kind="stable")[:CANDIDATES]]
