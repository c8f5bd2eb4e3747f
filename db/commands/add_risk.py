"""What may go wrong with a project, and who watches it."""

from __future__ import annotations

from db.access import Actor
from db.errors import Invalid
from db.models.projects import ProjectRisk
from db.periods import today
from db.projects import holder, running_project
from db.rules.entries import entered
from db.run import WritingSession

LEVELS = (1, 2, 3)


def add_risk(
    session: WritingSession,
    actor: Actor,
    *,
    opportunity_id: int,
    text: str,
    likelihood: int,
    impact: int,
    person_id: int,
) -> int:
    """Note a risk of a project. Answers its id."""
    sale = running_project(session, actor, opportunity_id)
    taken = entered(ProjectRisk, text=text, likelihood=likelihood, impact=impact)
    check_levels(likelihood=likelihood, impact=impact)
    made = ProjectRisk(opportunity_id=opportunity_id, person_id=holder(session, sale, person_id), **taken)
    made.noted_on = today()
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id


def check_levels(**levels: int) -> None:
    """Refuse a level that is none of low, middle and high."""
    if wrong := {name: "entries.choice" for name, level in levels.items() if level not in LEVELS}:
        raise Invalid(fields=wrong)
