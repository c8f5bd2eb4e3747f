"""A week of the pipeline for the meeting: what was won, lost, opened and moved, and who holds what next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Customer, Ownership
from db.models.people import Person
from db.models.sales import Opportunity, Outcome, SaleKind, StageChange
from db.rules.turns import Turn, turn_of
from db.scope import owns
from db.session import ActorSession

WEEK, MOST = 7, 200


@dataclass(frozen=True)
class Change:
    """What the week did to one opportunity: from the stage it stood in before (None: it is new) to its last one."""

    id: int
    title: str
    customer: str
    owner: str
    kind: SaleKind
    expected_premium: int
    from_stage: str | None
    to_stage: str
    on: date
    turn: Turn


@dataclass(frozen=True)
class Next:
    """The next step of an open opportunity, and who holds it."""

    id: int
    title: str
    customer: str
    owner: str
    expected_premium: int
    next_step: str
    on: date | None


def changes(session: ActorSession, actor: Actor, until: date) -> list[Change]:
    """The opportunities that moved in the seven days up to `until`, the largest premium of each turn first."""
    since = until - timedelta(WEEK - 1)
    columns: tuple[Any, ...] = (
        Opportunity.id, Opportunity.title, Customer.name, Person.name, Opportunity.kind, Opportunity.expected_premium,
        StageChange.from_stage, StageChange.to_stage, StageChange.changed_on,
    )  # fmt: skip
    moved = (
        _of_owners(select(*columns).select_from(Opportunity), actor)
        .join(StageChange, col(StageChange.opportunity_id) == col(Opportunity.id))
        .where(col(StageChange.changed_on) >= since, col(StageChange.changed_on) <= until, owns(actor, StageChange))
        .order_by(col(StageChange.changed_on), col(StageChange.id))
    )
    found: dict[int, Any] = {}
    for row in session.exec(moved):
        # Several moves of one week are one: from where it stood before the first to where the last left it.
        begun = found.get(row[0], row)
        found[row[0]] = (*row[:6], begun[6], *row[7:])
    told = [Change(*(*row, turn_of(row[4], row[6], row[7]))) for row in found.values()]
    wanted = (change for change in told if change.turn is not Turn.NONE)
    return sorted(wanted, key=lambda change: (list(Turn).index(change.turn), -change.expected_premium, change.id))[
        :MOST
    ]


def next_steps(session: ActorSession, actor: Actor, until: date) -> list[Next]:
    """Open opportunities whose next step is due up to that day, or that have none; the largest without one first."""
    on = col(Opportunity.next_step_on)
    columns: tuple[Any, ...] = (
        Opportunity.id, Opportunity.title, Customer.name, Person.name, Opportunity.expected_premium,
        Opportunity.next_step, Opportunity.next_step_on,
    )  # fmt: skip
    waiting = (
        _of_owners(select(*columns).select_from(Opportunity), actor)
        .where(col(Opportunity.outcome) == Outcome.OPEN, on.is_(None) | (on <= until))
        .order_by(
            sa.case((on.is_(None), 0), else_=1), on, col(Opportunity.expected_premium).desc(), col(Opportunity.id)
        )
    )
    return [Next(*row) for row in session.exec(waiting.limit(MOST))]


def _of_owners(listed: Any, actor: Actor) -> Any:
    """With the customer and today's owner, of the opportunities that count in the actor's pipeline."""
    held = (col(Ownership.customer_id) == col(Customer.id)) & (col(Ownership.open) == 1)
    return (
        listed.join(Customer, col(Customer.id) == col(Opportunity.customer_id))
        .join(Ownership, held)
        .join(Person, col(Person.id) == col(Ownership.person_id))
        .where(owns(actor, Opportunity), owns(actor, Customer))
    )
