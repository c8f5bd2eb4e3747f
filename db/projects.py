"""What the commands on a project share: who leads it, who can hold a part of it, and what waits for what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied, Invalid, Refusal
from db.models.customers import Customer
from db.models.projects import Milestone, MilestoneBlock
from db.models.sales import Opportunity, Outcome, SaleKind
from db.queries.actors import actor_of
from db.record import found
from db.rights import may
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
