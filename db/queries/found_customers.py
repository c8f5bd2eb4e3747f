"""Customers by what somebody types of them: name, how it is said, numbers, plate, phone, ID; the best fit first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import col, select

from db.access import Actor
from db.finding import MOST, insured, named, nearly_named, numbered, reached_by, standing
from db.models.customers import Customer
from db.models.policies import Policy
from db.rules.matching import Fit, fit
from db.rules.questions import as_typed
from db.scope import sees
from db.session import ActorSession

ENOUGH = 20
"""Where so many fit as they stand, nobody looks for slips."""


@dataclass(frozen=True)
class Found:
    """Ids of customers in sight, the best fit first; `more` where there are more than are looked through.

    `by` says of those that were not found by their name as it stands by what: their own `number`, a `phone` or an ID
    number, a `policy` or a plate, or the `spelling` of the name: how it is said, or nearly what was typed.
    """

    ids: tuple[int, ...]
    more: bool = False
    by: Mapping[int, str] = field(default_factory=dict)


def found_customers(session: ActorSession, actor: Actor, typed: str) -> Found:
    """Whom the question finds among the customers in sight."""
    asked = as_typed(typed)
    if not asked:
        return Found(())
    wanted = named(session, actor, Customer, asked)
    more = len(wanted) >= MOST
    fits = _fitting(session, actor, wanted, asked)
    if len(fits) < ENOUGH:
        fits = _fitting(session, actor, nearly_named(session, actor, Customer, asked), asked) | fits
    sure = _by_number(session, actor, asked)
    by = {number: "spelling" for number, rank in fits.items() if asked.casefold() not in rank[2].casefold()} | sure
    fits |= {number: (Fit.BEGINS, 0, "", number) for number in sure}
    return Found(tuple(sorted(fits, key=fits.__getitem__)[:MOST]), more or len(sure) >= MOST, by)


Rank = tuple[Fit, int, str, int]


def _fitting(session: ActorSession, actor: Actor, wanted: list[int], asked: str) -> dict[int, Rank]:
    """Those in sight whose name fits, each with its place in the order."""
    if not wanted:
        return {}
    shown = select(Customer.id, Customer.name).where(col(Customer.id).in_(wanted), sees(actor, Customer, wanted))
    rows = ((number or 0, name, fit(asked, name)) for number, name in session.exec(shown))
    return {number: (how, len(name), name, number) for number, name, how in rows if how is not None}


def _by_number(session: ActorSession, actor: Actor, asked: str) -> dict[int, str]:
    """Those in sight with such a number of their own, such a policy or plate, such a phone or ID number; and which."""
    found: dict[int, str] = {}
    own = numbered(session, actor, Customer, (Customer.number,), asked)
    for by, ids in (("number", own), ("phone", reached_by(session, actor, asked))):
        if known := standing(session, ids):
            shown = select(Customer.id).where(col(Customer.id).in_(known), sees(actor, Customer, known))
            found |= dict.fromkeys((number or 0 for number in session.exec(shown)), by)
    if held := insured(session, actor, asked):
        whose = select(Policy.customer_id).where(col(Policy.id).in_(held))
        holders = select(Policy.customer_id).where(col(Policy.id).in_(held), sees(actor, Policy, whose))
        found |= {number: found.get(number, "policy") for number in session.exec(holders)}
    return found
