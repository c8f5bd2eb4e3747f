"""A new customer with its owner, from the first moment on."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.colleagues import seller
from db.duplicates import refuse_known
from db.models.customers import Customer, CustomerKind
from db.private import private_fields
from db.recording import record_customer
from db.rules.entries import entered
from db.run import WritingSession


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
    confirmed: bool = False,
) -> int:
    """Record a customer; the owner is whoever records it, or a colleague of theirs. Answers its id.

    Raises AlreadyKnown for a phone or an ID number that a customer has already, unless that was `confirmed`.
    """
    owner = seller(session, actor, owner_id or actor.person_id)
    typed = {"name": name, "kind": kind, "region": region, "industry": industry, "source": source, "needs": needs}
    private = private_fields(phone=phone, id_number=id_number, born_on=born_on)
    taken = entered(Customer, **typed)
    refuse_known(session, actor, private, confirmed=confirmed)
    return record_customer(session, taken, private, owner)
