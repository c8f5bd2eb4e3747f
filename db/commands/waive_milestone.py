"""A milestone that need not be done, and why."""

from __future__ import annotations

from db.access import Actor
from db.errors import Invalid, Refusal
from db.models.projects import Milestone, MilestoneStatus
from db.project_parts import settle
from db.projects import led_project
from db.record import found, fresh
from db.rules.entries import clean, entered
from db.run import WritingSession


def waive_milestone(session: WritingSession, actor: Actor, *, milestone_id: int, version: int, reason: str) -> int:
    """Waive a milestone; whoever leads the project answers for it with a reason. Answers its id."""
    milestone = found(session, actor, Milestone, milestone_id)
    led_project(session, actor, milestone.opportunity_id)
    fresh(session, milestone, version)
    if milestone.status != MilestoneStatus.OPEN:
        raise Refusal("projects.settled")
    if not clean(reason):
        raise Invalid(fields={"reason": "customers.reason_needed"})
    milestone.waived_reason = entered(Milestone, waived_reason=reason)["waived_reason"]
    settle(milestone, actor, MilestoneStatus.WAIVED)
    return milestone_id
