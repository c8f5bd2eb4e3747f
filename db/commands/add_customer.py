"""A new customer with its owner, from the first moment on."""

from __future__ import annotations

import secrets
from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.colleagues import seller
from db.models.customers import Customer, CustomerKind, CustomerPrivate, Ownership
from db.periods import today
from db.private import private_fields
from db.rules.entries import entered
from db.rules.identity import mask_number
from db.run import WritingSession
from db.summaries import recount


def add_customer(
    session: WritingSession,
    actor: Actor,
    *,
    name: str,
    kind: CustomerKind,
    region: str = "",
    industry: str = "",
    source: str = "",
    needs: str = "",
    phone: str = "",
    id_number: str = "",
    born_on: date | None = None,
    owner_id: int | None = None,
) -> int:
    """Record a customer; the owner is whoever records it, or a colleague of theirs. Answers its id."""
    owner = seller(session, actor, owner_id or actor.person_id)
    typed = {"name": name, "kind": kind, "region": region, "industry": industry, "source": source, "needs": needs}
    private = private_fields(phone=phone, id_number=id_number, born_on=born_on)
    made = Customer(
        **entered(Customer, **typed),
        number=_number(session),
        known_since=today(),
        phone_mask=mask_number(private["phone"]) if private.get("phone") else None,
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    session.new_customers.add(made.id)
    session.add(Ownership(customer_id=made.id, person_id=owner, valid_from=today()))
    if private:
        session.add(CustomerPrivate(customer_id=made.id, **private))
    session.flush()
    recount(session, [owner])
    return made.id


def _number(session: WritingSession) -> str:
    """A customer number that nobody has yet; it tells the day, and nothing about who it is."""
    while True:
        number = f"K{today():%y%m%d}{secrets.randbelow(10**5):05}"
        taken = select(Customer.id).where(col(Customer.number) == number)
        if session.trusted().execute(taken).first() is None:
            return number
