"""Another holder, other days or other things to wait for, for a milestone; one that was settled is open again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.access import Actor
from db.errors import Invalid
from db.models.projects import Milestone
from db.project_parts import open_again
from db.projects import block, holder, led_project
from db.record import found, fresh
from db.rules.entries import entered
from db.run import WritingSession


def change_milestone(
    session: WritingSession,
    actor: Actor,
    *,
    milestone_id: int,
    version: int,
    person_id: int,
    start_on: date,
    due_on: date,
    blocked_by: Sequence[int],
) -> int:
    """Change who holds a milestone, from when to when, and what it waits for. Answers its id."""
    milestone = found(session, actor, Milestone, milestone_id)
    sale = led_project(session, actor, milestone.opportunity_id)
    fresh(session, milestone, version)
    taken = entered(Milestone, start_on=start_on, due_on=due_on)
    if taken["due_on"] < taken["start_on"]:
        raise Invalid(fields={"due_on": "projects.due_before_start"})
    milestone.person_id = holder(session, sale, person_id)
    milestone.start_on, milestone.due_on = taken["start_on"], taken["due_on"]
    open_again(milestone)
    session.flush()
    block(session, actor, sale, milestone_id, blocked_by)
    return milestone_id
