"""Somebody besides the owner who sees a customer from today on."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.errors import Invalid, Refusal
from db.models.customers import Customer, Membership
from db.models.people import Person
from db.periods import today
from db.record import found
from db.rules.entries import entered
from db.run import WritingSession
from db.scope import sees


def add_member(
    session: WritingSession,
    actor: Actor,
    *,
    customer_id: int,
    person_id: int,
    can_write: bool,
    reason: str,
    until: date | None = None,
) -> int:
    """Let a colleague of any unit see a customer, and change it if they may write. Answers the membership's id.

    It ends after the day `until`, if there is one.
    """
    found(session, actor, Customer, customer_id)
    if session.exec(select(Person.id).where(col(Person.id) == person_id, col(Person.active) == 1)).first() is None:
        raise Refusal("customers.not_in_units")
    joined = select(Membership.id).where(
        col(Membership.customer_id) == customer_id,
        col(Membership.person_id) == person_id,
        col(Membership.open) == 1,
        sees(actor, Membership),
    )
    if session.exec(joined).first() is not None:
        raise Refusal("customers.member_already")
    said = entered(Membership, reason=reason, until=until)
    if said["until"] is not None and said["until"] < today():
        raise Invalid(fields={"until": "covers.in_past"})
    made = Membership(
        customer_id=customer_id, person_id=person_id, can_write=int(can_write), valid_from=today(), **said
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id
