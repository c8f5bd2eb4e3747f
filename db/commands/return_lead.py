"""A lead goes back to the pool, for a reason."""

from __future__ import annotations

from db.access import Actor
from db.leads import let_go, workable
from db.rules.entries import reason_given
from db.run import WritingSession


def return_lead(session: WritingSession, actor: Actor, *, lead_id: int, version: int, reason: str) -> int:
    """Lay an open lead back into the pool of its unit. Answers its version."""
    lead = workable(session, actor, lead_id, version)
    said = reason_given(reason, missing="leads.reason_needed")
    let_go(session, actor, lead, note=said)
    session.flush()
    return lead.version
