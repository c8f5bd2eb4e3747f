"""A milestone is done, and what shows it is on record."""

from __future__ import annotations

from db.access import Actor
from db.errors import Denied, Invalid, Refusal
from db.models.projects import Milestone, MilestoneStatus
from db.periods import today
from db.project_parts import settle, unsettled
from db.projects import leads, running_project
from db.record import found, fresh
from db.rules.entries import clean, entered
from db.run import WritingSession


def close_milestone(session: WritingSession, actor: Actor, *, milestone_id: int, version: int, evidence: str) -> int:
    """Close a milestone that nothing blocks any more: who holds it, or who leads the project. Answers its id.

    It is evidence for the sale, which does not stand still then.
    """
    milestone = found(session, actor, Milestone, milestone_id)
    sale = running_project(session, actor, milestone.opportunity_id)
    fresh(session, milestone, version)
    if milestone.person_id != actor.person_id and not leads(session, actor, sale.customer_id):
        raise Denied("projects.not_yours")
    if milestone.status != MilestoneStatus.OPEN:
        raise Refusal("projects.settled")
    if not clean(evidence):
        raise Invalid(fields={"evidence": "projects.no_evidence"})
    if waits_for := unsettled(session, actor, sale, milestone):
        raise Refusal("projects.blocked", name=waits_for)
    milestone.evidence = entered(Milestone, evidence=evidence)["evidence"]
    settle(milestone, actor, MilestoneStatus.DONE)
    sale.evidence_on = max(sale.evidence_on, today())
    return milestone_id
