"""Two customers that look alike, and are two: nobody is asked about them again."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied, Invalid
from db.models.customers import Customer
from db.models.merges import CustomerApart
from db.periods import now
from db.run import WritingSession
from db.scope import sees, writable


def keep_apart(session: WritingSession, actor: Actor, *, customer_ids: tuple[int, int]) -> int:
    """Note that two customers, both the actor's to change, are not the same. Answers the note's id."""
    low, high = sorted(customer_ids)
    if low == high:
        raise Invalid(fields={"name": "merges.same"})
    may = select(Customer.id).where(col(Customer.id).in_((low, high)), writable(actor, Customer, [low, high]))
    if set(session.exec(may)) != {low, high}:
        raise Denied("core.out_of_scope")
    known = select(CustomerApart.id).where(
        col(CustomerApart.low_id) == low, col(CustomerApart.high_id) == high, sees(actor, CustomerApart, [low])
    )
    if (there := session.exec(known).first()) is not None:
        return there
    noted = CustomerApart(low_id=low, high_id=high, person_id=actor.person_id, at=now())
    session.add(noted)
    session.flush()
    assert noted.id is not None
    return noted.id
