"""How often sales that stood in a stage were won, and what that says of one that stands there now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Past = tuple[int, int]
"""Of the closed opportunities: how many were won, how many there were."""


@dataclass(frozen=True)
class Chance:
    """The share won of so many past cases; `whole` where they are all of the kind, since too few were in the stage."""

    won: int
    cases: int
    whole: bool

    @property
    def share(self) -> Fraction | None:
        """The share itself; None where nothing was closed yet."""
        return Fraction(self.won, self.cases) if self.cases else None


def chance_in(stage: str, past: Mapping[str, Past], whole: Past, least: int) -> Chance:
    """What the past says of a stage; of fewer than `least` cases it says nothing, and the kind as a whole speaks."""
    won, cases = past.get(stage, (0, 0))
    return Chance(won, cases, whole=False) if cases >= least else Chance(*whole, whole=True)
