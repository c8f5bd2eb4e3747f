"""Who holds what next, for the weekly meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Customer, Ownership
from db.models.people import Person
from db.models.sales import Opportunity, Outcome
from db.scope import owns
from db.session import ActorSession

MOST = 200


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
