"""How a new customer and a new opportunity are written, whichever command makes them."""

from __future__ import annotations

import secrets
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.errors import Invalid
from db.models.customers import Customer, CustomerPrivate, Ownership
from db.models.sales import Opportunity, StageChange
from db.periods import now, today
from db.rules.identity import mask_number
from db.run import WritingSession
from db.summaries import recount


def record_customer(session: WritingSession, known: dict[str, Any], private: dict[str, Any], owner: int) -> int:
    """Write a customer with its owner and what identifies it as a person. Answers its id."""
    made = Customer(
        **known,
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


def record_opportunity(session: WritingSession, actor: Actor, taken: dict[str, Any], customer_id: int) -> int:
    """Write an opportunity in the first stage of its kind, with the first row of its history. Answers its id."""
    if taken["expected_close"] < today():
        raise Invalid(fields={"expected_close": "sales.close_in_past"})
    first = config().stages.of(taken["kind"])[0]
    made = Opportunity(
        **taken,
        customer_id=customer_id,
        stage=first.code,
        probability=first.probability,
        opened_on=today(),
        stage_since=today(),
        evidence_on=today(),
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    began: dict[str, Any] = {"to_stage": first.code, "changed_on": today(), "changed_at": now()}
    session.add(StageChange(opportunity_id=made.id, person_id=actor.person_id, **began))
    return made.id
