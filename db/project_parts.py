"""What becomes of the parts of a project: settled, opened again, given on, or waived with the end of the sale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.errors import sentences
from db.models.projects import Milestone, MilestoneBlock, MilestoneStatus, ProjectRisk, RiskState
from db.models.sales import Opportunity
from db.periods import today
from db.run import WritingSession
from db.scope import sees


def _open_parts(session: WritingSession, actor: Actor, model: Any, customer_id: int, *criteria: Any) -> Sequence[Any]:
    sales = select(Opportunity.id).where(
        col(Opportunity.customer_id) == customer_id, sees(actor, Opportunity, [customer_id])
    )
    listed = select(model).where(
        model.opportunity_id.in_(sales), model.open == 1, sees(actor, model, [customer_id]), *criteria
    )
    return session.exec(listed).all()


def pass_on(session: WritingSession, actor: Actor, customer_id: int, giver: int, taker: int) -> None:
    """Give the open milestones and risks that somebody holds with a customer to somebody else."""
    for model in (Milestone, ProjectRisk):
        for part in _open_parts(session, actor, model, customer_id, model.person_id == giver):
            part.person_id = taker
    session.flush()


def settle_all(session: WritingSession, actor: Actor, sale: Opportunity) -> None:
    """A sale that has ended asks for nothing more: what is open of its project is waived, and holds nobody."""
    why = sentences()["projects.sale_ended"][actor.language]
    for milestone in _open_parts(session, actor, Milestone, sale.customer_id, col(Milestone.opportunity_id) == sale.id):
        settle(milestone, actor, MilestoneStatus.WAIVED)
        milestone.waived_reason = why
    for risk in _open_parts(session, actor, ProjectRisk, sale.customer_id, col(ProjectRisk.opportunity_id) == sale.id):
        risk.state = RiskState.CLOSED


def settle(milestone: Milestone, actor: Actor, status: MilestoneStatus) -> None:
    """Write that a milestone is done or waived today, and by whom."""
    milestone.status, milestone.settled_on, milestone.settled_by_id = status, today(), actor.person_id or None


def open_again(milestone: Milestone) -> None:
    """A milestone that was settled by mistake is open as before."""
    milestone.status, milestone.settled_on, milestone.settled_by_id = MilestoneStatus.OPEN, None, None
    milestone.evidence = milestone.waived_reason = ""


def unsettled(session: WritingSession, actor: Actor, sale: Opportunity, milestone: Milestone) -> str:
    """The name of something that a milestone still waits for; empty where nothing is."""
    blocking = (
        select(Milestone.name)
        .join(MilestoneBlock, col(MilestoneBlock.blocker_id) == col(Milestone.id))
        .where(
            col(MilestoneBlock.milestone_id) == milestone.id,
            col(Milestone.open) == 1,
            sees(actor, Milestone, [sale.customer_id]),
            sees(actor, MilestoneBlock, [sale.customer_id]),
        )
    )
    return session.exec(blocking.order_by(col(Milestone.due_on)).limit(1)).first() or ""
