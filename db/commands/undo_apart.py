"""Two customers that were judged not the same may be one after all: they are compared again."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied
from db.models.customers import Customer
from db.models.merges import CustomerApart
from db.record import found
from db.run import WritingSession
from db.scope import writable


def undo_apart(session: WritingSession, actor: Actor, *, apart_id: int) -> int:
    """Take the judgement back, of two customers both the actor's to change. Answers the note's id."""
    noted = found(session, actor, CustomerApart, apart_id)
    both = [noted.low_id, noted.high_id]
    may = select(Customer.id).where(col(Customer.id).in_(both), writable(actor, Customer, both))
    if set(session.exec(may)) != set(both):
        raise Denied("core.out_of_scope")
    session.notebook.tell("customer_apart", apart_id, {"low_id": [both[0], None], "high_id": [both[1], None]})
    session.delete(noted)
    return apart_id
