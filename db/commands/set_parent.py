"""Under whom a customer stands: a person in a household, an organisation in a group."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from db.access import Actor
from db.errors import Invalid
from db.models.customers import Customer
from db.record import found, fresh
from db.run import WritingSession


def set_parent(
    session: WritingSession, actor: Actor, *, customer_id: int, version: int, parent_id: int | None = None
) -> int:
    """Put a customer under another one in sight, or under nobody. Answers the new version.

    Refused for one of the other kind, and where somebody would come to stand above themselves.
    """
    customer = found(session, actor, Customer, customer_id)
    fresh(session, customer, version)
    if parent_id is not None:
        parent = found(session, actor, Customer, parent_id)
        if parent.kind != customer.kind:
            raise Invalid(fields={"parent": "family.other_kind"})
        if _stands_above(session, customer_id, parent_id):
            raise Invalid(fields={"parent": "family.circle"})
    customer.parent_id = parent_id
    session.flush()
    return customer.version


def _stands_above(session: WritingSession, customer_id: int, other_id: int) -> bool:
    """Whether the customer is the other, or somewhere above it."""
    rows: Any = Customer.__table__  # type: ignore[attr-defined]
    passed: set[int] = set()
    above: int | None = other_id
    while above is not None and above not in passed:
        if above == customer_id:
            return True
        passed.add(above)
        # A circle is one wherever it leads through, in sight or not.
        above = session.trusted().execute(select(rows.c.parent_id).where(rows.c.id == above)).scalar()
    return False
