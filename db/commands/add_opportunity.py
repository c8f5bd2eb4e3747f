"""A sale that may come, in the first stage of its kind."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.hopes import hoped
from db.models.customers import Customer
from db.models.policies import BusinessType
from db.models.sales import SaleKind
from db.record import found
from db.recording import record_opportunity
from db.run import WritingSession


def add_opportunity(
    session: WritingSession,
    actor: Actor,
    *,
    customer_id: int,
    title: str,
    kind: SaleKind,
    business_type: BusinessType,
    product_id: int,
    expected_premium: int,
    expected_close: date,
    next_step: str = "",
    next_step_on: date | None = None,
) -> int:
    """Open an opportunity with a customer; `expected_premium` in fen. Answers its id."""
    found(session, actor, Customer, customer_id)
    typed = {"title": title, "kind": kind, "business_type": business_type, "product_id": product_id}
    hopes = {"expected_premium": expected_premium, "expected_close": expected_close}
    steps = {"next_step": next_step, "next_step_on": next_step_on}
    taken = hoped(session, None, **typed, **hopes, **steps)
    return record_opportunity(session, actor, taken, customer_id)
