"""How complete a customer's record is, 0–100: what the next person would need to know, in nine parts.

A part that does not apply is full: without open claims, there is nothing to know of them. Points are whole; a part that
is there in part earns its share, cut towards zero.

decision_maker    a decision maker with a working phone among the contacts; a person with a phone is their own
another_contact   a contact besides that one
interactions      of the last three contacts that took place, each that says what came of it; fewer than three lack some
next_action       something planned for a day to come other than to fill gaps, or an open sale's next step on one
policies          each policy in force has an expiry, which the table always holds, and a premium above nothing
claims            for each open claim, whose status the table always holds, somebody who works on it is named, or the
                  customer was spoken with since it was reported
instalments       for each policy with overdue premium, dunning has told what is the matter since the last part fell due
needs             needs are noted
care              a birthday is known, of the customer or of a contact
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.config_handover import Completeness

LEAST_PLACES = 7
"""A phone number of fewer places reaches nobody."""


@dataclass(frozen=True)
class Lacking:
    """How many records there are, how many of them lack something, and the first that does."""

    of: int = 0
    lacking: int = 0
    first: int | None = None


@dataclass(frozen=True)
class Facts:
    """What the tables hold of a customer; `deciders` are contacts who decide, `reached` those with a working phone."""

    individual: bool = False
    phone: bool = False
    deciders: int = 0
    reached: int = 0
    others: int = 0
    logged: int = 0
    next_on: date | None = None
    policies: Lacking = Lacking()
    claims: Lacking = Lacking()
    instalments: Lacking = Lacking()
    needs: bool = False
    care: bool = False


@dataclass(frozen=True)
class Gap:
    """What is missing: a code, how many, and the record that it is missing of."""

    code: str
    number: int = 1
    record_id: int | None = None


@dataclass(frozen=True)
class Scored:
    """One part: what it earned of what it can earn, and what is missing for the rest."""

    part: str
    points: int
    most: int
    gap: Gap | None = None


@dataclass(frozen=True)
class Score:
    """All parts of one customer's record, in the order of config.toml."""

    parts: tuple[Scored, ...]

    @property
    def points(self) -> int:
        """What they earned together."""
        return sum(part.points for part in self.parts)

    @property
    def gaps(self) -> tuple[Scored, ...]:
        """The parts that lack something, the ones that bring most first."""
        found = [part for part in self.parts if part.gap is not None]
        return tuple(sorted(found, key=lambda part: part.points - part.most))


def score(facts: Facts, weights: Completeness) -> Score:
    """What a customer's record earns; a part that counts for nothing is left out."""
    gaps = {
        "decision_maker": _decider(facts),
        "another_contact": _another(facts),
        "interactions": _logged(facts, weights.last_interactions),
        "next_action": None if facts.next_on else Gap("nothing_planned"),
        "policies": _lacking(facts.policies, "no_premium"),
        "claims": _lacking(facts.claims, "not_spoken"),
        "instalments": _lacking(facts.instalments, "not_explained"),
        "needs": None if facts.needs else Gap("no_needs"),
        "care": None if facts.care else Gap("no_birthday"),
    }
    shares = {
        "interactions": (min(facts.logged, weights.last_interactions), weights.last_interactions),
        **{name: _share(getattr(facts, name)) for name in ("policies", "claims", "instalments")},
    }
    parts = []
    for name, most in weights.points.items():
        there, of = shares.get(name, (gaps[name] is None, 1))
        if most:
            parts.append(Scored(name, most * there // of, most, gaps[name]))
    return Score(tuple(parts))


def _decider(facts: Facts) -> Gap | None:
    if facts.reached or (facts.individual and facts.phone):
        return None
    return Gap("no_phone" if facts.individual or facts.deciders else "no_decision_maker")


def _another(facts: Facts) -> Gap | None:
    """One decision maker is the contact that counts already, unless a person is their own."""
    counted = 0 if facts.individual and facts.phone else min(1, facts.deciders)
    return None if facts.others + facts.deciders > counted else Gap("no_other")


def _logged(facts: Facts, last: int) -> Gap | None:
    missing = last - min(facts.logged, last)
    return Gap("not_logged", missing) if missing else None


def _lacking(records: Lacking, code: str) -> Gap | None:
    return Gap(code, records.lacking, records.first) if records.lacking else None


def _share(records: Lacking) -> tuple[int, int]:
    return (records.of - records.lacking, records.of) if records.of else (1, 1)
