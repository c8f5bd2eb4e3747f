"""One more milestone of a project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.access import Actor
from db.config import config
from db.errors import Invalid
from db.models.projects import Milestone
from db.projects import block, holder, led_project
from db.rules.entries import entered
from db.run import WritingSession


def add_milestone(
    session: WritingSession,
    actor: Actor,
    *,
    opportunity_id: int,
    name: str,
    stage: str,
    lane: str,
    person_id: int,
    start_on: date,
    due_on: date,
    blocked_by: Sequence[int] = (),
) -> int:
    """Add what the declared milestones do not foresee. Answers its id."""
    sale = led_project(session, actor, opportunity_id)
    taken = entered(Milestone, name=name, stage=stage, lane=lane, start_on=start_on, due_on=due_on)
    codes = {one.code for one in config().stages.of(sale.kind) if one.outcome is None}
    lanes = {one.code for one in config().projects.lanes}
    choices = {"stage": codes, "lane": lanes}
    wrong = {field: "entries.choice" for field, known in choices.items() if taken[field] not in known}
    if taken["due_on"] < taken["start_on"]:
        wrong["due_on"] = "projects.due_before_start"
    if wrong:
        raise Invalid(fields=wrong)
    made = Milestone(opportunity_id=opportunity_id, person_id=holder(session, sale, person_id), **taken)
    made.first_due_on = made.due_on
    session.add(made)
    session.flush()
    assert made.id is not None
    block(session, actor, sale, made.id, blocked_by)
    return made.id
