"""A sale that may come, in the first stage of its kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.access import Actor
from db.config import config
from db.hopes import hoped
from db.models.customers import Customer
from db.models.policies import BusinessType
from db.models.sales import Opportunity, SaleKind, StageChange
from db.periods import now, today
from db.record import found
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
    taken = hoped(None, **typed, **hopes, **steps)
    first = config().stages.of(kind)[0]
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
