"""How likely and how grave a risk is by now, who watches it, and whether it came true or is over."""

from __future__ import annotations

from db.access import Actor
from db.commands.add_risk import check_levels
from db.models.projects import ProjectRisk, RiskState
from db.projects import holder, running_project
from db.record import found, fresh
from db.rules.entries import entered
from db.run import WritingSession


def change_risk(
    session: WritingSession,
    actor: Actor,
    *,
    risk_id: int,
    version: int,
    likelihood: int,
    impact: int,
    person_id: int,
    state: RiskState,
) -> int:
    """Change what is judged of a risk. Answers its id."""
    risk = found(session, actor, ProjectRisk, risk_id)
    sale = running_project(session, actor, risk.opportunity_id)
    fresh(session, risk, version)
    taken = entered(ProjectRisk, likelihood=likelihood, impact=impact, state=state)
    check_levels(likelihood=likelihood, impact=impact)
    for field, value in taken.items():
        setattr(risk, field, value)
    risk.person_id = holder(session, sale, person_id)
    return risk_id
