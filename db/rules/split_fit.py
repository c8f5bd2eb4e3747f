"""How ill a customer suits a successor: by unit, by lines, by region, each from 0 to 1 and weighed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from db.config_handover import Split
from db.rules.split_levels import Bundle, Numbers
from db.rules.split_parties import Handed, Successor

FARTHEST = 2
KINDS = ("unit", "line", "region")


@dataclass(frozen=True)
class Fit:
    """For each kind of wish a table customer × successor of what is missed, weighed and with how much it matters."""

    missed: dict[str, Numbers]

    @property
    def whole(self) -> Numbers:
        """All wishes together."""
        total: Numbers = sum(self.missed.values(), start=np.zeros_like(self.missed["unit"]))
        return total

    def of_bundles(self, bundles: Sequence[Bundle]) -> Numbers:
        """The same for what moves as one."""
        return _added(self.whole, bundles)

    def reason(self, bundle: Bundle, to: int, full: Collection[int]) -> str:
        """What speaks for the one chosen: the wish by which they are best, else room or balance."""
        of_kinds = {kind: table[list(bundle.members)].sum(axis=0) for kind, table in self.missed.items()}
        whole = sum(of_kinds.values(), start=np.zeros(len(next(iter(of_kinds.values())))))
        best = float(whole.min())
        if whole[to] > best + 1e-9:
            suited = {int(at) for at in np.flatnonzero(whole <= best + 1e-9)}
            return "room" if suited <= set(full) else "balance"
        gains = {kind: float(row.mean() - row[to]) for kind, row in of_kinds.items()}
        kind = max(KINDS, key=lambda name: (gains[name], -KINDS.index(name)))
        return kind if gains[kind] > 1e-9 else "balance"


def fit_of(customers: Sequence[Handed], people: Sequence[Successor], weights: Split) -> Fit:
    """What each customer would miss with each successor."""
    matters = np.array([_matters(one, weights) for one in customers])[:, None]
    units = np.array([[min(max(one.distance, 0), FARTHEST) / FARTHEST for one in people]])
    kinds = {
        "unit": weights.unit * units * matters,
        "line": weights.line * _by_kind(customers, people, _line) * matters,
        "region": weights.region * _by_kind(customers, people, _region) * matters,
    }
    return Fit(kinds)


def _matters(one: Handed, weights: Split) -> float:
    """More than once where a renewal is near, or something is owed: whom it goes to matters at once."""
    near = 0.0
    if one.days_left is not None:
        near = min(1.0, max(0.0, 1 - one.days_left / weights.near_days))
    return 1 + weights.near_renewal * near + weights.owing * (one.receivable > 0)


def _line(key: Any, person: Successor) -> float:
    lines, _region = key
    return len(lines - person.lines) / len(lines) if lines else 0.0


def _region(key: Any, person: Successor) -> float:
    _lines, region = key
    return float(region is not None and region not in person.regions)


def _by_kind(customers: Sequence[Handed], people: Sequence[Successor], missed: Any) -> Numbers:
    """A table of what is missed, worked out once for all customers that are alike."""
    keys = [(one.lines, one.region) for one in customers]
    rows = {key: [missed(key, person) for person in people] for key in set(keys)}
    return np.array([rows[key] for key in keys])


def _added(table: Numbers, bundles: Sequence[Bundle]) -> Numbers:
    order = np.concatenate([one.members for one in bundles]).astype(int)
    starts = np.cumsum([0, *(len(one.members) for one in bundles[:-1])])
    added: Numbers = np.add.reduceat(table[order], starts, axis=0)
    return added
