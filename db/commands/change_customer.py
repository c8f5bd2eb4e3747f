"""What is known about a customer, put right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.duplicates import refuse_known
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
    clear: Sequence[str] = (),
    confirmed: bool = False,
) -> int:
    """Change a customer; personal fields that are left empty stay, but for those to `clear`. Answers the new version.

    Raises AlreadyKnown for a phone or an ID number that another customer has, unless that was `confirmed`.
    """
    customer = found(session, actor, Customer, customer_id)
    fresh(session, customer, version)
    typed = {"name": name, "region": region, "industry": industry, "source": source, "tags": tags, "needs": needs}
    for field, value in entered(Customer, **typed).items():
        setattr(customer, field, value)
    private = private_fields(
        phone=phone, id_number=id_number, email=email, address=address, born_on=born_on, clear=clear
    )
    refuse_known(session, actor, private, apart_from=customer_id, confirmed=confirmed)
    if "phone" in private:
        customer.phone_mask = mask_number(private["phone"]) if private["phone"] else None
    if private:
        _keep(session, actor, customer_id, private)
    session.flush()
    return customer.version


def _keep(session: WritingSession, actor: Actor, customer_id: int, private: dict[str, Any]) -> None:
    kept = select(CustomerPrivate).where(col(CustomerPrivate.customer_id) == customer_id, sees(actor, CustomerPrivate))
    record = session.exec(kept).first() or CustomerPrivate(customer_id=customer_id)
    for field, value in private.items():
        setattr(record, field, value)
    session.add(record)
