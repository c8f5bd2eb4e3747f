"""Leads that nobody contacted in time go back to the pool."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.leads import let_go
from db.models.sales import Lead, LeadStatus
from db.run import WritingSession


def return_idle_leads(session: WritingSession, actor: Actor, *, today: date, after_days: int) -> int:
    """Lay back what was given to somebody `after_days` days ago or earlier and not contacted since; how many."""
    begun = sa.func.coalesce(Lead.assigned_on, Lead.received_on)
    idle = select(Lead).where(
        col(Lead.open) == 1,
        col(Lead.status) == LeadStatus.NEW,
        col(Lead.person_id).is_not(None),
        begun <= today - timedelta(after_days),
    )
    found = session.exec(idle.order_by(col(Lead.id)).with_for_update()).all()
    for lead in found:
        let_go(session, actor, lead, way="not_contacted")
    session.flush()
    session.notebook.quiet = not found
    return len(found)
