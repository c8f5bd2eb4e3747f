"""Whose customers go to whom when somebody leaves: as well suited as it can be while premium stays balanced.

Balance comes first: no successor ends up higher above the common level of premium than the best split needs, but for
the declared tolerance. Within that, each customer goes to who is near, sells the lines they hold and knows their
region, and customers are spread by count. The same people and customers give the same split, in whatever order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from db.config_handover import Split
from db.rules.split_fit import Fit, fit_of
from db.rules.split_levels import Bundle, Scale
from db.rules.split_parties import Handed, Successor
from db.rules.split_search import search


class Reason(StrEnum):
    """Why a customer is proposed for a successor."""

    ONLY = "only"
    UNIT = "unit"
    LINE = "line"
    REGION = "region"
    TOGETHER = "together"
    ROOM = "room"
    BALANCE = "balance"


@dataclass(frozen=True)
class Choice:
    """One customer's successor, and why."""

    customer_id: int
    successor_id: int
    reason: Reason


class NoRoomError(Exception):
    """The successors may own `missing` customers fewer than there are to hand on."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} customers too many")
        self.missing = missing


def propose(
    customers: Iterable[Handed], successors: Iterable[Successor], weights: Split, *, beyond_room: bool = False
) -> list[Choice]:
    """A successor for each customer, by its id. Raises NoRoomError where there is not room for all, unless told so."""
    people = sorted({one.id: one for one in successors}.values(), key=lambda one: one.id)
    handed = sorted({one.id: one for one in customers}.values(), key=lambda one: one.id)
    if not people or not handed:
        return []
    room = _room(people, weights, beyond_room=beyond_room)
    if room is not None and (missing := len(handed) - sum(room)) > 0:
        raise NoRoomError(missing)
    fit = fit_of(handed, people, weights)
    there = [(one.premium, one.customers) for one in people]
    for together in (True, False) if weights.together else (False,):
        bundles = _bundles(handed, together=together)
        scale = Scale.of(bundles, there, room, weights)
        taken = search(bundles, fit.of_bundles(bundles), scale)
        # Families for which there is no room as a whole are taken apart.
        if not scale.overfull(bundles, taken):
            break
    return _choices(handed, people, bundles, taken, fit, scale)


def _room(people: Sequence[Successor], weights: Split, *, beyond_room: bool) -> list[int] | None:
    if not weights.most_customers or beyond_room:
        return None
    return [max(0, weights.most_customers - one.customers) for one in people]


def _bundles(handed: Sequence[Handed], *, together: bool) -> list[Bundle]:
    """What moves as one, the largest premium first."""
    families: dict[tuple[bool, int], list[int]] = defaultdict(list)
    for at, one in enumerate(handed):
        alone = one.family is None or not together
        families[alone, one.id if alone else one.family or 0].append(at)
    found = [Bundle(tuple(members), sum(handed[at].premium for at in members)) for members in families.values()]
    return sorted(found, key=lambda one: (-one.premium, -len(one.members), one.members))


def _choices(
    handed: Sequence[Handed],
    people: Sequence[Successor],
    bundles: Sequence[Bundle],
    taken: Sequence[int],
    fit: Fit,
    scale: Scale,
) -> list[Choice]:
    full = scale.full(bundles, taken)
    found = []
    for bundle, to in zip(bundles, taken, strict=True):
        head = max(bundle.members, key=lambda at: (handed[at].premium, -at))
        for at in bundle.members:
            reason = Reason.ONLY if len(people) == 1 else Reason.TOGETHER
            if at == head and len(people) > 1:
                reason = Reason(fit.reason(bundle, to, full))
            found.append(Choice(handed[at].id, people[to].id, reason))
    return sorted(found, key=lambda choice: choice.customer_id)
