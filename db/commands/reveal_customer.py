"""The personal fields of a customer, shown to somebody who says why; the audit keeps who, when and the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.access import Actor
from db.models.customers import CustomerPrivate
from db.record import found
from db.rules.entries import reason_given
from db.run import WritingSession


@dataclass(frozen=True)
class Revealed:
    """What identifies a customer as a person, in full."""

    id_number: str | None
    phone: str | None
    email: str | None
    address: str | None
    born_on: date | None


def reveal_customer(session: WritingSession, actor: Actor, *, customer_id: int, reason: str) -> Revealed:
    """Answer the personal fields; to be run without a key, which would keep them a second time."""
    said = reason_given(reason, missing="customers.reason_needed")
    private = found(session, actor, CustomerPrivate, customer_id)
    session.notebook.tell("customer", customer_id, {"reason": said})
    return Revealed(private.id_number, private.phone, private.email, private.address, private.born_on)
