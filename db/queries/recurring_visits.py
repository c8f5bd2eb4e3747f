"""The visits that come again, with the actor's own customers or with one customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Customer
from db.models.work import ActivityKind, Every, RecurringVisit
from db.scope import owns
from db.session import ActorSession

MOST = 100


@dataclass(frozen=True)
class RecurringRow:
    """One recurring visit: every how many weeks or months, from when on."""

    id: int
    version: int
    customer_id: int
    customer: str
    kind: ActivityKind
    subject: str
    every: int
    unit: Every
    since: date


def recurring_visits(session: ActorSession, actor: Actor, *, limit: int = MOST) -> list[RecurringRow]:
    """Those that run, of the customers that count as the actor's own."""
    columns: tuple[Any, ...] = (
        RecurringVisit.id, RecurringVisit.version, RecurringVisit.customer_id, Customer.name, RecurringVisit.kind,
        RecurringVisit.subject, RecurringVisit.every, RecurringVisit.unit, RecurringVisit.valid_from,
    )  # fmt: skip
    listed = (
        select(*columns)
        .join(Customer, col(Customer.id) == col(RecurringVisit.customer_id))
        .where(owns(actor, RecurringVisit), owns(actor, Customer), col(RecurringVisit.open) == 1)
        .order_by(col(Customer.name), col(RecurringVisit.id))
        .limit(limit)
    )
    return [RecurringRow(*row) for row in session.exec(listed)]
