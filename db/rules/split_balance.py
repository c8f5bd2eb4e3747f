"""The best balance of premium, whoever suits whom: how low the highest can be, and a split that reaches it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from db.rules.split_levels import Numbers, Scale, level

MOST_EXACT, MOST_STEPS, MOST_ROUNDS = 24, 20_000, 200
CLOSE = 1e-4
"""So near to the common level, of an equal share, that nothing better is looked for."""


def balanced(sizes: Numbers, counts: Numbers, scale: Scale) -> list[int]:
    """Who takes which bundle (the largest first) so that the highest stays as low as can be found.

    Few bundles are tried out to the end; many are poured in one by one, and exchanged with the highest.
    """
    taken = _poured(sizes, counts, scale)
    taken = _exchanged(taken, sizes, counts, scale)
    if len(sizes) <= MOST_EXACT and highest(taken, sizes, counts, scale) > scale.level:
        taken = _tried(taken, sizes, counts, scale)
    return [int(one) for one in taken]


def highest(taken: Sequence[int], sizes: Numbers, counts: Numbers, scale: Scale) -> float:
    """What the highest has in the end, of those who are given any premium."""
    given, _number = scale.given(sizes, counts, list(taken))
    return float(np.max(np.where(given > 0, scale.premium + given, 0.0)))


def _poured(sizes: Numbers, counts: Numbers, scale: Scale) -> list[int]:
    """Each to who is lowest then, and among those equal to who has the fewest customers."""
    heights, number, taken = scale.premium.copy(), np.zeros_like(scale.room), []
    for size, count in zip(sizes, counts, strict=True):
        free = number + count <= scale.room
        among = free if free.any() else np.ones_like(free)
        by = scale.customers + number if size == 0 else heights
        lowest = np.lexsort((scale.customers + number, by, ~among))[0]
        taken.append(int(lowest))
        heights[lowest] += size
        number[lowest] += count
    return taken


def _exchanged(first: Sequence[int], sizes: Numbers, counts: Numbers, scale: Scale) -> list[int]:
    """Bundles of the highest against smaller ones of others, or none, as long as that makes it lower."""
    taken = np.array(first)
    for _ in range(MOST_ROUNDS):
        given, number = scale.given(sizes, counts, taken)
        heights = scale.premium + given
        top = int(np.argmax(np.where(given > 0, heights, -1.0)))
        if heights[top] - scale.level <= CLOSE * scale.share:
            break
        best: tuple[float, int, int, int] | None = None
        for other in np.flatnonzero(heights < heights[top]):
            found = _exchange(taken, sizes, counts, scale.room - number, top, int(other), heights)
            if found and (best is None or found < best):
                best = found
        if best is None:
            break
        _height, to, mine, theirs = best
        taken[mine] = to
        if theirs >= 0:
            taken[theirs] = top
    return [int(one) for one in taken]


def _exchange(
    taken: Numbers, sizes: Numbers, counts: Numbers, free: Numbers, top: int, other: int, heights: Numbers
) -> tuple[float, int, int, int] | None:
    """The best exchange of the highest with one other: the higher of the two then, and what goes which way."""
    mine, theirs = np.flatnonzero((taken == top) & (sizes > 0)), np.flatnonzero(taken == other)
    back_sizes, back_counts = np.append(sizes[theirs], 0.0), np.append(counts[theirs], 0.0)
    less = sizes[mine][:, None] - back_sizes[None, :]
    more = counts[mine][:, None] - back_counts[None, :]
    reached = np.maximum(heights[top] - less, heights[other] + less)
    allowed = (more <= free[other]) & (-more <= free[top]) & (less > 0)
    reached = np.where(allowed, reached, np.inf)
    at = int(np.argmin(reached)) if reached.size else -1
    if at < 0 or reached.flat[at] >= heights[top] - 0.5:
        return None
    row, column = divmod(at, reached.shape[1])
    back = int(theirs[column]) if column < len(theirs) else -1
    return float(reached.flat[at]), other, int(mine[row]), back


class _Trial:
    """Tries every split that could still be lower than the best one known, up to a number of steps."""

    def __init__(self, best: Sequence[int], height: float, sizes: Numbers, counts: Numbers, scale: Scale) -> None:
        self.best, self.height, self.steps = list(best), height, 0
        self.sizes, self.counts = [int(one) for one in sizes], [int(one) for one in counts]
        self.left = [sum(self.sizes[at:]) for at in range(len(sizes) + 1)]
        self.heights, self.room = [int(one) for one in scale.premium], [*scale.room]
        self.taken: list[int] = []

    def go_on(self, high: float) -> None:
        """Place the next bundle with everybody in turn; `high` is the highest so far of those given any."""
        self.steps += 1
        at = len(self.taken)
        if at == len(self.sizes):
            self.best, self.height = [*self.taken], high
            return
        seen = set()
        for who in sorted(range(len(self.heights)), key=lambda one: (self.heights[one], one)):
            state = (self.heights[who], self.room[who])
            then = max(high, self.heights[who] + self.sizes[at]) if self.sizes[at] else high
            if state in seen or self.counts[at] > self.room[who] or then >= self.height or self.steps > MOST_STEPS:
                continue
            seen.add(state)
            self._place(at, who, then)

    def _place(self, at: int, who: int, then: float) -> None:
        self.heights[who] += self.sizes[at]
        self.room[who] -= self.counts[at]
        self.taken.append(who)
        if level(self.heights, self.left[at + 1]) < self.height or not self.left[at + 1]:
            self.go_on(then)
        self.taken.pop()
        self.room[who] += self.counts[at]
        self.heights[who] -= self.sizes[at]


def _tried(taken: Sequence[int], sizes: Numbers, counts: Numbers, scale: Scale) -> list[int]:
    trial = _Trial(taken, highest(taken, sizes, counts, scale), sizes, counts, scale)
    trial.go_on(0.0)
    return trial.best
