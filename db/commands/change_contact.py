"""What is known of a contact, put right."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.contacts import contact_fields
from db.models.customers import Contact, ContactRole
from db.record import found, fresh
from db.run import WritingSession


def change_contact(
    session: WritingSession,
    actor: Actor,
    *,
    contact_id: int,
    version: int,
    name: str,
    role: ContactRole,
    job: str = "",
    phone: str = "",
    born_on: date | None = None,
) -> int:
    """Change a contact; a phone or a birthday that is left empty stays as it was. Answers the new version."""
    contact = found(session, actor, Contact, contact_id)
    fresh(session, contact, version)
    typed = contact_fields(name=name, role=role, job=job, phone=phone, born_on=born_on)
    for field, value in typed.items():
        setattr(contact, field, value)
    session.flush()
    return contact.version
