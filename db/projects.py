"""What the commands on a project share: who leads it, who can hold a part of it, and what becomes of the parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, select

from db.access import Actor, may
from db.errors import Denied, Invalid, Refusal, sentences
from db.models.customers import Customer
from db.models.projects import Milestone, MilestoneBlock, MilestoneStatus, ProjectRisk, RiskState
from db.models.sales import Opportunity, Outcome, SaleKind
from db.periods import today
from db.queries.actors import actor_of
from db.record import found
from db.rules.critical_path import Circular, in_order
from db.run import WritingSession
from db.scope import owns, sees, writable


def running_project(session: WritingSession, actor: Actor, opportunity_id: int) -> Opportunity:
    """The project sale of that id in the actor's sight; refused where it is another sale, or closed."""
    sale = found(session, actor, Opportunity, opportunity_id)
    if sale.kind != SaleKind.PROJECT:
        raise Refusal("projects.no_project")
    if sale.outcome != Outcome.OPEN:
        raise Refusal("sales.closed")
    return sale


def leads(session: Any, actor: Actor, customer_id: int) -> bool:
    """Whether the actor leads the projects of a customer: its owner, and who is above them."""
    mine = select(Customer.id).where(col(Customer.id) == customer_id, owns(actor, Customer, [customer_id]))
    return session.exec(mine).first() is not None


def led_project(session: WritingSession, actor: Actor, opportunity_id: int) -> Opportunity:
    """The running project that the actor leads; Denied to a member."""
    sale = running_project(session, actor, opportunity_id)
    if not leads(session, actor, sale.customer_id):
        raise Denied("projects.not_leading")
    return sale


def holder(session: WritingSession, sale: Opportunity, person_id: int | None) -> int:
    """Somebody who may change the customer by themselves, and so can hold a part of a project; raises Invalid."""
    other = actor_of(person_id) if person_id is not None else None
    if other is not None and may(other, "close_milestone"):
        # What others may do is no matter of what the actor may read.
        shown = select(Customer.id).where(col(Customer.id) == sale.customer_id, writable(other, Customer))
        if session.trusted().execute(shown).first() is not None:
            return other.person_id
    raise Invalid(fields={"person_id": "projects.may_not_write"})


def milestones_of(session: WritingSession, actor: Actor, sale: Opportunity) -> Sequence[Milestone]:
    """All milestones of a sale, the oldest first."""
    mine = select(Milestone).where(col(Milestone.opportunity_id) == sale.id, sees(actor, Milestone, [sale.customer_id]))
    return session.exec(mine.order_by(col(Milestone.id))).all()


def blocks_of(session: WritingSession, actor: Actor, sale: Opportunity) -> dict[int, set[int]]:
    """What each milestone of a sale waits for."""
    columns: Any = select(MilestoneBlock.milestone_id, MilestoneBlock.blocker_id)
    listed = columns.join(Milestone, col(Milestone.id) == col(MilestoneBlock.milestone_id)).where(
        col(Milestone.opportunity_id) == sale.id,
        sees(actor, Milestone, [sale.customer_id]),
        sees(actor, MilestoneBlock, [sale.customer_id]),
    )
    after: dict[int, set[int]] = {milestone.id or 0: set() for milestone in milestones_of(session, actor, sale)}
    for milestone, blocker in session.exec(listed):
        after[milestone].add(blocker)
    return after


def block(
    session: WritingSession, actor: Actor, sale: Opportunity, milestone_id: int, blocked_by: Collection[int]
) -> None:
    """Let a milestone wait for these and no others; refused where they would wait for each other in a circle."""
    after = blocks_of(session, actor, sale)
    wanted = set(blocked_by)
    if not wanted <= set(after) - {milestone_id}:
        raise Invalid(fields={"blocked_by": "entries.choice"})
    try:
        in_order({**after, milestone_id: wanted})
    except Circular as round_:
        raise Invalid(fields={"blocked_by": "projects.circle"}) from round_
    gone = select(MilestoneBlock).where(
        col(MilestoneBlock.milestone_id) == milestone_id,
        col(MilestoneBlock.blocker_id).not_in(wanted),
        sees(actor, MilestoneBlock, [sale.customer_id]),
    )
    for link in session.exec(gone):
        session.delete(link)
    for blocker in sorted(wanted - after.get(milestone_id, set())):
        session.add(MilestoneBlock(milestone_id=milestone_id, blocker_id=blocker))
    session.flush()


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
