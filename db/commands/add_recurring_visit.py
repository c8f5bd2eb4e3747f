"""A customer is visited again and again: the morning's plan makes the next one, for whoever owns the customer then."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.errors import Invalid
from db.models.customers import Customer
from db.models.work import ActivityKind, Every, RecurringVisit
from db.periods import today
from db.record import found
from db.rules.entries import entered
from db.run import WritingSession

MOST_EVERY = 52


def add_recurring_visit(
    session: WritingSession,
    actor: Actor,
    *,
    customer_id: int,
    kind: ActivityKind,
    subject: str,
    every: int,
    unit: Every,
    first_on: date,
) -> int:
    """Let a contact come again every so many weeks or months from its first day on. Answers its id."""
    found(session, actor, Customer, customer_id)
    taken = entered(RecurringVisit, kind=kind, subject=subject, unit=unit)
    if first_on < today():
        raise Invalid(fields={"first_on": "work.in_past"})
    if not 1 <= every <= MOST_EVERY:
        raise Invalid(fields={"every": "work.every"})
    made = RecurringVisit(customer_id=customer_id, every=every, valid_from=first_on, **taken)
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id
