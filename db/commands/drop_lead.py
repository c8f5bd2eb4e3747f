"""A lead comes to nothing, for a reason."""

from __future__ import annotations

from db.access import Actor
from db.errors import Invalid
from db.leads import note_step, workable
from db.models.leads import LeadStep
from db.models.sales import Lead, LeadStatus
from db.rules.entries import clean, entered
from db.run import WritingSession


def drop_lead(session: WritingSession, actor: Actor, *, lead_id: int, version: int, reason: str) -> int:
    """Give up an open lead; its history stays. Answers its version."""
    lead = workable(session, actor, lead_id, version, held=False)
    if not clean(reason):
        raise Invalid(fields={"reason": "leads.reason_needed"})
    lead.dropped_reason = entered(Lead, dropped_reason=reason)["dropped_reason"]
    lead.status = LeadStatus.DROPPED
    note_step(session, actor, lead, LeadStep.DROPPED, note=reason)
    session.flush()
    return lead.version
