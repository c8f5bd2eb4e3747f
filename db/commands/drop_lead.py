"""A lead comes to nothing, for a reason."""

from __future__ import annotations

from db.access import Actor
from db.leads import note_step, workable
from db.models.leads import LeadStep
from db.models.sales import LeadStatus
from db.rules.entries import reason_given
from db.run import WritingSession


def drop_lead(session: WritingSession, actor: Actor, *, lead_id: int, version: int, reason: str) -> int:
    """Give up an open lead; its history stays. Answers its version."""
    lead = workable(session, actor, lead_id, version, held=False)
    lead.dropped_reason = reason_given(reason, missing="leads.reason_needed")
    lead.status = LeadStatus.DROPPED
    note_step(session, actor, lead, LeadStep.DROPPED, note=lead.dropped_reason)
    session.flush()
    return lead.version
