"""A call or a visit to a lead, and what came of it."""

from __future__ import annotations

from sqlalchemy.orm import attributes

from db.access import Actor
from db.errors import Invalid
from db.leads import note_step, workable
from db.models.leads import LeadStep
from db.models.sales import LeadStatus
from db.models.work import ActivityKind
from db.periods import today
from db.rules.entries import clean
from db.run import WritingSession

WAYS = (ActivityKind.CALL, ActivityKind.VISIT, ActivityKind.MESSAGE, ActivityKind.MEETING)
LONGEST = 500


def contact_lead(
    session: WritingSession, actor: Actor, *, lead_id: int, version: int, kind: ActivityKind, outcome: str
) -> int:
    """Log a contact with an open lead, which is contacted from then on. Answers its version."""
    lead = workable(session, actor, lead_id, version)
    wrong = {} if kind in WAYS else {"kind": "entries.choice"}
    if not clean(outcome):
        wrong["outcome"] = "leads.outcome_needed"
    if len(clean(outcome)) > LONGEST:
        wrong["outcome"] = "entries.too_long"
    if wrong:
        raise Invalid(fields=wrong)
    lead.status, lead.contacted_on = LeadStatus.CONTACTED, lead.contacted_on or today()
    note_step(session, actor, lead, LeadStep.CONTACTED, way=kind, note=outcome)
    # A second contact changes no field, and yet a form that was opened before it is out of date.
    attributes.flag_modified(lead, "status")
    session.flush()
    return lead.version
