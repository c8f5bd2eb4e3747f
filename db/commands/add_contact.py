"""Somebody at an organisation, or of a family, written down with how to reach them."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.contacts import contact_fields
from db.models.customers import Contact, ContactRole, Customer
from db.record import found
from db.run import WritingSession


def add_contact(
    session: WritingSession,
    actor: Actor,
    *,
    customer_id: int,
    name: str,
    role: ContactRole,
    job: str = "",
    phone: str = "",
    born_on: date | None = None,
) -> int:
    """Record a contact of a customer. Answers its id."""
    found(session, actor, Customer, customer_id)
    made = Contact(
        customer_id=customer_id, **contact_fields(name=name, role=role, job=job, phone=phone, born_on=born_on)
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id
