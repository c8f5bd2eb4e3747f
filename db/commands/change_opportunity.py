"""What is hoped of an opportunity and what comes next; its stage only moves by advance_opportunity."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.errors import Refusal
from db.hopes import Hopes, hoped, note_hopes
from db.models.policies import BusinessType
from db.models.sales import Opportunity, Outcome
from db.record import found, fresh
from db.run import WritingSession


def change_opportunity(
    session: WritingSession,
    actor: Actor,
    *,
    opportunity_id: int,
    version: int,
    title: str,
    business_type: BusinessType,
    product_id: int,
    expected_premium: int,
    expected_close: date,
    next_step: str = "",
    next_step_on: date | None = None,
    competitor: str = "",
    flagged: bool = False,
) -> int:
    """Change an open opportunity, `flagged` as a key one or not. Answers the new version.

    A change is no evidence: a stalled opportunity stays stalled.
    """
    record = found(session, actor, Opportunity, opportunity_id)
    fresh(session, record, version)
    if record.outcome != Outcome.OPEN:
        raise Refusal("sales.closed")
    typed = {"title": title, "business_type": business_type, "product_id": product_id, "competitor": competitor}
    hopes = {"expected_premium": expected_premium, "expected_close": expected_close, "key": int(flagged)}
    steps = {"next_step": next_step, "next_step_on": next_step_on}
    before = Hopes.of(record)
    for field, value in hoped(session, record, **typed, **hopes, **steps).items():
        setattr(record, field, value)
    note_hopes(session, actor, record, before)
    session.flush()
    return record.version
