"""Who is given a lead: declared rules, one after the other, each keeping fewer of the sellers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from db.config_shape import AssignRule


@dataclass(frozen=True)
class Seller:
    """Somebody who may be given a lead: open leads, the turn in which one came last, regions and lines (none: any)."""

    person_id: int
    unit_id: int = 0
    open: int = 0
    turn: int = 0
    regions: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sought:
    """A lead that is to be given to somebody of `units` (none: any); `not_to` had it before and gave it back."""

    lead_id: int
    units: frozenset[int] = frozenset()
    region: str | None = None
    line: str | None = None
    not_to: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Given:
    """A lead, who is given it, and the rule that decided."""

    lead_id: int
    person_id: int
    rule: AssignRule


def choose(sellers: Iterable[Seller], lead: Sought, rules: Sequence[AssignRule], most_open: int) -> Given | None:
    """Who is given the lead; None where everybody has as many open ones as may be."""
    there = (one for one in sellers if not lead.units or one.unit_id in lead.units)
    able = sorted((one for one in there if one.open < most_open), key=lambda one: (one.turn, one.person_id))
    left = [one for one in able if one.person_id not in lead.not_to] or able
    decided: AssignRule = "round_robin"
    for rule in rules:
        kept = KEEPS[rule](left, lead)
        decided = rule if len(kept) < len(left) else decided
        left = kept
    return Given(lead.lead_id, left[0].person_id, decided) if left else None


def share_out(
    sellers: Iterable[Seller], leads: Iterable[Sought], rules: Sequence[AssignRule], most_open: int
) -> list[Given]:
    """Each lead in its turn, as if one came in after the other; those that nobody can take are left out."""
    known, given = {one.person_id: one for one in sellers}, list[Given]()
    turn = max((one.turn for one in known.values()), default=0)
    for lead in leads:
        found = choose(known.values(), lead, rules, most_open)
        if found is not None:
            turn += 1
            taker = known[found.person_id]
            known[found.person_id] = replace(taker, open=taker.open + 1, turn=turn)
            given.append(found)
    return given


def _fitting(sellers: list[Seller], wanted: str | None, taken: Callable[[Seller], frozenset[str]]) -> list[Seller]:
    """Those who take just that; else those who take anything; else everybody."""
    if wanted is None:
        return sellers
    return [one for one in sellers if wanted in taken(one)] or [one for one in sellers if not taken(one)] or sellers


def _least_loaded(sellers: list[Seller], _lead: Sought) -> list[Seller]:
    least = min((one.open for one in sellers), default=0)
    return [one for one in sellers if one.open == least]


KEEPS: dict[AssignRule, Callable[[list[Seller], Sought], list[Seller]]] = {
    "region": lambda sellers, lead: _fitting(sellers, lead.region, lambda one: one.regions),
    "line": lambda sellers, lead: _fitting(sellers, lead.line, lambda one: one.lines),
    "load": _least_loaded,
    "round_robin": lambda sellers, _lead: sellers[:1],
}
"""What each rule keeps of the sellers, who stand in the order of their turns."""
