"""A contact with a customer, planned for a day."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.colleagues import seller
from db.day_plans import add_item
from db.errors import Invalid, Refusal
from db.models.customers import Customer
from db.models.sales import Opportunity
from db.models.work import Activity, ActivityKind
from db.periods import today
from db.record import found
from db.rules.entries import entered
from db.run import WritingSession
from db.scope import sees


def plan_activity(
    session: WritingSession,
    actor: Actor,
    *,
    customer_id: int,
    kind: ActivityKind,
    planned_on: date,
    subject: str,
    opportunity_id: int | None = None,
    person_id: int | None = None,
) -> int:
    """Plan an activity for the actor, or for a colleague of their units. Answers its id."""
    found(session, actor, Customer, customer_id)
    taken = entered(Activity, kind=kind, planned_on=planned_on, subject=subject)
    if planned_on < today():
        raise Invalid(fields={"planned_on": "work.in_past"})
    made = Activity(
        **taken,
        customer_id=customer_id,
        opportunity_id=opportunity_id,
        person_id=seller(session, actor, person_id or actor.person_id),
        stake=stake_of(session, actor, opportunity_id, customer_id),
    )
    return add_item(session, actor, made)


def stake_of(session: WritingSession, actor: Actor, opportunity_id: int | None, customer_id: int) -> int | None:
    """What the opportunity that an activity is for is expected to bring; refused where it is another customer's."""
    if opportunity_id is None:
        return None
    theirs = select(Opportunity.expected_premium).where(
        col(Opportunity.id) == opportunity_id, col(Opportunity.customer_id) == customer_id, sees(actor, Opportunity)
    )
    expected = session.exec(theirs).first()
    if expected is None:
        raise Refusal("work.other_customer")
    return expected
