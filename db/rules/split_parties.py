"""The two sides of a split: customers to hand on, and who could take them."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Somebody who could take customers, with those and the premium (fen) they have already.

    `distance` is how far their unit is: 0 the same, 1 the same department, 2 another.
    """

    id: int
    distance: int = 0
    lines: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    customers: int = 0
    premium: int = 0


def families(parents: Sequence[tuple[int, int | None]]) -> dict[int, int]:
    """Whom each customer that has relatives hangs together with: the same number for all under one head."""
    above = {customer: parent for customer, parent in parents if parent is not None}
    heads = {}
    for customer in above:
        head, seen = customer, set[int]()
        while head in above and head not in seen:
            seen.add(head)
            head = above[head]
        heads[customer] = head
    return heads | {head: head for head in heads.values()}
