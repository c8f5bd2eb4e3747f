"""What is known about a customer, put right."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Customer, CustomerPrivate
from db.private import private_fields
from db.record import found, fresh
from db.rules.entries import entered
from db.rules.identity import mask_number
from db.run import WritingSession
from db.scope import sees


def change_customer(
    session: WritingSession,
    actor: Actor,
    *,
    customer_id: int,
    version: int,
    name: str,
    region: str = "",
    industry: str = "",
    source: str = "",
    tags: str = "",
    needs: str = "",
    phone: str = "",
    id_number: str = "",
    email: str = "",
    address: str = "",
    born_on: date | None = None,
) -> int:
    """Change a customer; personal fields that are left empty stay as they are. Answers the new version."""
    customer = found(session, actor, Customer, customer_id)
    fresh(session, customer, version)
    typed = {"name": name, "region": region, "industry": industry, "source": source, "tags": tags, "needs": needs}
    for field, value in entered(Customer, **typed).items():
        setattr(customer, field, value)
    private = private_fields(phone=phone, id_number=id_number, email=email, address=address, born_on=born_on)
    if "phone" in private:
        customer.phone_mask = mask_number(private["phone"])
    if private:
        kept = select(CustomerPrivate).where(
            col(CustomerPrivate.customer_id) == customer_id, sees(actor, CustomerPrivate)
        )
        record = session.exec(kept).first() or CustomerPrivate(customer_id=customer_id)
        for field, value in private.items():
            setattr(record, field, value)
        session.add(record)
    session.flush()
    return customer.version
