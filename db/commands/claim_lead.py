"""A lead of the pool is taken by whoever is first."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.errors import Denied, Refusal
from db.leads import give, note_step, open_leads, unit_of
from db.models.leads import LeadStep
from db.models.sales import Lead
from db.run import WritingSession
from db.scope import sees


def claim_lead(session: WritingSession, actor: Actor, *, lead_id: int) -> int:
    """Take a lead of the pool that the actor sees, up to the declared number of open ones. Answers its version."""
    waiting = select(Lead).where(
        col(Lead.id) == lead_id, col(Lead.person_id).is_(None), col(Lead.open) == 1, sees(actor, Lead)
    )
    lead = session.exec(waiting.with_for_update()).first()
    if lead is None:
        raise Denied("leads.taken")
    most = config().leads.most_open
    if open_leads(session, [actor.person_id])[actor.person_id] >= most:
        raise Refusal("leads.too_many", most=most)
    give(lead, actor.person_id, unit_of(session, actor.person_id))
    note_step(session, actor, lead, LeadStep.CLAIMED)
    session.flush()
    return lead.version
