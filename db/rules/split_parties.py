"""The two sides of a split: customers to hand on, and who could take them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Handed:
    """A customer to hand on: premium in force and receivable (fen), lines held, days until cover next ends.

    Those of one `family`, a household or a group, stay together where config.toml says so.
    """

    id: int
    premium: int = 0
    receivable: int = 0
    lines: frozenset[str] = frozenset()
    region: str | None = None
    days_left: int | None = None
    family: int | None = None


@dataclass(frozen=True)
class Successor:
    """Somebody who could take customers: how far their unit is (0 the same, 1 the same department, 2 another), the
    lines and regions they know, and the customers and premium (fen) they have already."""

    id: int
    distance: int = 0
    lines: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    customers: int = 0
    premium: int = 0
