"""The records behind the counts of a handover: what named the leaver, and what goes along with its customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.claims import Claim
from db.models.customers import Customer, Membership, Ownership
from db.models.handovers import Handover, HandoverItem, HandoverLine
from db.models.people import Person
from db.models.policies import Policy
from db.models.projects import Milestone, ProjectRisk
from db.models.sales import Lead, Opportunity, Outcome
from db.models.talk import ActivityParticipant
from db.models.work import Activity
from db.periods import today
from db.queries.claims import ENDED
from db.scope import sees
from db.session import ActorSession

PAGE = 50


@dataclass(frozen=True)
class RecordRow:
    """One record: of which customer, what it is called, its day, who takes it, the id that its page has, and what
    work was planned for.

    What is out of the actor's sight is None.
    """

    id: int
    record_id: int
    customer: str | None
    successor: str | None
    what: str | None
    on: date | None
    opens: int | None
    cause: str | None = None


Shown = tuple[Any, Any, Any, Any]
"""A table, and of its rows what they are called, their day, and the id on the page that shows them."""

HELD_ROWS: dict[str, Shown] = {
    "ownership": (Ownership, sa.null(), Ownership.valid_from, Ownership.customer_id),
    "membership": (Membership, sa.null(), Membership.valid_from, Membership.customer_id),
    "activity": (Activity, Activity.subject, Activity.planned_on, Activity.id),
    "activity_participant": (ActivityParticipant, Activity.subject, Activity.planned_on, Activity.id),
    "lead": (Lead, Lead.name, Lead.received_on, Lead.id),
    "milestone": (Milestone, Milestone.name, Milestone.due_on, Milestone.opportunity_id),
    "project_risk": (ProjectRisk, ProjectRisk.text, ProjectRisk.noted_on, ProjectRisk.opportunity_id),
}
ALONG_ROWS: dict[str, Shown] = {
    "policy": (Policy, Policy.number, Policy.cover_end, Policy.id),
    "opportunity": (Opportunity, Opportunity.title, Opportunity.expected_close, Opportunity.id),
    "claim": (Claim, Claim.number, Claim.reported_on, Claim.policy_id),
}
"""Policies in force, open opportunities and open claims name nobody: they are with whoever owns their customer."""


def held_records(
    session: ActorSession, actor: Actor, handover_id: int, table: str, *, limit: int = PAGE, offset: int = 0
) -> list[RecordRow]:
    """A page of the rows of one table that named the leaver, as far as the handover shows them to the actor."""
    item, (model, what, on, opens) = HandoverItem, HELD_ROWS[table]
    named = sa.and_(col(Customer.id) == col(item.customer_id), sees(actor, Customer))
    listed = (
        select(*_columns(item.id, item.record_id, what, on, opens))
        .select_from(item)
        .join(Handover, col(Handover.id) == col(item.handover_id))
        .join(Customer, named, isouter=True)
        .join(Person, col(Person.id) == col(item.successor_id), isouter=True)
        .join(model, sa.and_(model.id == col(item.record_id), sees(actor, model)), isouter=True)
    )
    if model is ActivityParticipant:
        joined = sa.and_(col(Activity.id) == col(ActivityParticipant.activity_id), sees(actor, Activity))
        listed = listed.join(Activity, joined, isouter=True)
    listed = listed.where(
        col(item.handover_id) == handover_id,
        col(item.record_table) == table,
        col(item.person_id) == col(Handover.leaver_id),
        sees(actor, item),
        sees(actor, Handover),
    ).order_by(on.is_(None), on, col(item.id))
    return [RecordRow(*row) for row in session.execute(listed.limit(limit).offset(offset))]


def along_counts(session: ActorSession, actor: Actor, handover_id: int) -> dict[str, int]:
    """How many records in sight go along with the customers of the list, by table."""
    found = {}
    for table in ALONG_ROWS:
        counted = _along(actor, handover_id, table, sa.func.count())
        found[table] = int(session.execute(counted).scalar_one())
    return found


def along_records(
    session: ActorSession, actor: Actor, handover_id: int, table: str, *, limit: int = PAGE, offset: int = 0
) -> list[RecordRow]:
    """A page of the records of one table that go along, in the order of their day."""
    model, what, on, opens = ALONG_ROWS[table]
    listed = _along(actor, handover_id, table, *_columns(model.id, model.id, what, on, opens))
    return [RecordRow(*row) for row in session.execute(listed.order_by(on, model.id).limit(limit).offset(offset))]


def _along(actor: Actor, handover_id: int, table: str, *columns: Any) -> Any:
    line, model = HandoverLine, ALONG_ROWS[table][0]
    named = sa.and_(col(Customer.id) == col(line.customer_id), sees(actor, Customer))
    listed = (
        select(*columns)
        .select_from(line)
        .join(Customer, named)
        .join(Person, col(Person.id) == col(line.successor_id), isouter=True)
        .where(col(line.handover_id) == handover_id, sees(actor, line))
    )
    if model is Opportunity:
        joined = sa.and_(col(Opportunity.customer_id) == col(line.customer_id), sees(actor, Opportunity))
        return listed.join(Opportunity, joined).where(col(Opportunity.outcome) == Outcome.OPEN)
    listed = listed.join(Policy, sa.and_(col(Policy.customer_id) == col(line.customer_id), sees(actor, Policy)))
    if model is Policy:
        return listed.where(col(Policy.inception) <= today(), col(Policy.cover_end) > today())
    joined = sa.and_(col(Claim.policy_id) == col(Policy.id), sees(actor, Claim))
    return listed.join(Claim, joined).where(col(Claim.status).not_in(ENDED))


def _columns(number: Any, record: Any, what: Any, on: Any, opens: Any) -> tuple[Any, ...]:
    cause = Activity.cause if what is Activity.subject else sa.null()
    return number, record, col(Customer.name), col(Person.name).label("successor"), what, on, opens, cause
