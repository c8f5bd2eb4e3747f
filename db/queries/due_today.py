"""What is due with a person's own customers on a day, without an item yet: what the morning's plan is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.models.claims import Claim, ClaimEvent, ClaimEventKind
from db.models.customers import Customer, Ownership
from db.models.policies import Policy
from db.models.sales import Opportunity, Outcome
from db.models.work import Activity, ActivityKind, ActivityStatus, Cause, RecurringVisit
from db.queries.claims import ENDED
from db.queries.covers import standing_today
from db.queries.overdue_instalments import overdue_instalments
from db.rules.due import Answered, Due, Key, last_turn, ranked, reminder_day, unanswered
from db.rules.stalled import stalled_since
from db.scope import owns, sees
from db.session import ActorSession

MOST = 200
REMEMBERED_DAYS = 200
"""How far back an item is looked for that answers what is due: longer than the first reminder is ahead."""


@dataclass(frozen=True)
class Book:
    """The customers of one owner, as far as the actor may see them: their own, or those of whom they stand in for."""

    actor: Actor
    owner_id: int

    def shows(self, entity: Any) -> Any:
        """The rows in sight: of the actor's own customers those of their stock figures."""
        return (owns if self.owner_id == self.actor.person_id else sees)(self.actor, entity)


def due_today(session: ActorSession, whose: Actor, day: date) -> list[Due]:
    """What `whose` own customers, and those they stand in for, need on a day, the most at stake first.

    For who is away nothing is due: somebody else does it.
    """
    now = standing_today(session, whose, whose.person_id)
    owners = (*(() if now.away else (whose.person_id,)), *now.for_whom)
    due = [one for owner in owners for one in _due(session, Book(whose, owner), day)]
    return due if len(owners) < 2 else ranked(due)


def _due(session: ActorSession, whose: Book, day: date) -> list[Due]:
    found = [
        *_renewals(session, whose, day),
        *_overdue(session, whose, day),
        *_claims(session, whose, day),
        *_sales(session, whose, day),
        *_recurring(session, whose, day),
    ]
    return unanswered(found, _answered(session, whose, day)) if found else []


def _again(day: date) -> date:
    """From when on an item answers what goes on being due."""
    return day - timedelta(config().rules.day.again_days - 1)


def _held(columns: tuple[Any, ...], model: Any, whose: Book) -> Any:
    """Rows of a table that hangs on the customer, of the person's own customers alone."""
    held = sa.and_(col(Ownership.customer_id) == col(Customer.id), col(Ownership.open) == 1)
    return (
        select(*columns)
        .select_from(model)
        .join(Customer, col(Customer.id) == model.customer_id)
        .join(Ownership, held)
        .where(col(Ownership.person_id) == whose.owner_id, whose.shows(model), whose.shows(Customer))
    )


def _renewals(session: ActorSession, whose: Book, day: date) -> list[Due]:
    reminders = config().rules.renewal.reminders
    renewal: Any = aliased(Policy, name="renewal")
    columns = (Policy.id, Policy.customer_id, Customer.name, Policy.number, Policy.cover_end, Policy.premium)
    ends = col(Policy.cover_end)
    listed = (
        _held(columns, Policy, whose)
        .join(renewal, sa.and_(renewal.predecessor_id == col(Policy.id), whose.shows(renewal)), isouter=True)
        .where(renewal.id.is_(None), col(Policy.not_renewed).is_(None), col(Policy.inception) <= day)
        .where(ends > day, ends <= day + timedelta(max(reminders, default=0)))
        .order_by(col(Policy.premium).desc(), col(Policy.id))
        .limit(MOST)
    )
    return [
        Due(Cause.RENEWAL, policy, customer, name, number, until, since, premium)
        for policy, customer, name, number, until, premium in session.exec(listed)
        if (since := reminder_day(until, day, reminders))
    ]


def _overdue(session: ActorSession, whose: Book, day: date) -> list[Due]:
    rows = overdue_instalments(session, whose.actor, person_id=whose.owner_id, limit=MOST)
    return [
        Due(Cause.OVERDUE, row.policy_id, row.customer_id, row.customer, row.number, row.since, _again(day), row.amount)
        for row in rows
    ]


def _claims(session: ActorSession, whose: Book, day: date) -> list[Due]:
    """Open claims of customers with whom nobody has spoken for the declared days."""
    amount, kind = col(ClaimEvent.amount), col(ClaimEvent.kind)
    sign = sa.case((kind == ClaimEventKind.ESTIMATE, amount), (kind == ClaimEventKind.PAYMENT, -amount), else_=0)
    by = (Claim.id, Policy.customer_id, Customer.name, Claim.number, Claim.reported_on)
    listed = (
        _held((*by, sa.func.coalesce(sa.func.sum(sign), 0)), Policy, whose)
        .join(Claim, sa.and_(col(Claim.policy_id) == col(Policy.id), whose.shows(Claim)))
        .join(ClaimEvent, sa.and_(col(ClaimEvent.claim_id) == col(Claim.id), whose.shows(ClaimEvent)), isouter=True)
        .where(col(Claim.status).not_in(ENDED))
        .group_by(*by)
        .limit(MOST)
    )
    rows = session.exec(listed).all()
    spoken = _spoken_with(session, whose, _again(day)) if rows else set()
    return [
        Due(Cause.CLAIM, claim, customer, name, number, reported, _again(day), max(0, int(outstanding)))
        for claim, customer, name, number, reported, outstanding in rows
        if customer not in spoken
    ]


def _spoken_with(session: ActorSession, whose: Book, since: date) -> set[int]:
    done = _held((Activity.customer_id,), Activity, whose).where(
        col(Activity.status) == ActivityStatus.DONE, col(Activity.done_on) >= since
    )
    return set(session.exec(done))


def _sales(session: ActorSession, whose: Book, day: date) -> list[Due]:
    """Opportunities whose next step is due, or that are stalled; not those for which something is planned."""
    stalled = stalled_since(Opportunity, day)
    columns = (
        Opportunity.id, Opportunity.customer_id, Customer.name, Opportunity.title, Opportunity.next_step,
        Opportunity.next_step_on, Opportunity.evidence_on, Opportunity.expected_premium,
    )  # fmt: skip
    listed = (
        _held(columns, Opportunity, whose)
        .where(col(Opportunity.outcome) == Outcome.OPEN, sa.or_(stalled, col(Opportunity.next_step_on) <= day))
        .order_by(col(Opportunity.expected_premium).desc(), col(Opportunity.id))
        .limit(MOST)
    )
    rows = session.exec(listed).all()
    planned = _planned_for(session, whose) if rows else set()
    return [_sale(row, day) for row in rows if row[0] not in planned]


def _sale(row: Any, day: date) -> Due:
    sale, customer, name, title, step, step_on, evidence, premium = row
    if step_on is not None and step_on <= day:
        more = {"opportunity_id": sale, "kind": ActivityKind.CALL}
        return Due(Cause.NEXT_STEP, sale, customer, name, step or title, step_on, step_on, premium, **more)
    more = {"opportunity_id": sale, "kind": ActivityKind.VISIT}
    return Due(Cause.STALLED, sale, customer, name, title, evidence, _again(day), premium, **more)


def _planned_for(session: ActorSession, whose: Book) -> set[int]:
    """Opportunities for which an activity is open: what comes next is known."""
    planned = _held((Activity.opportunity_id,), Activity, whose).where(
        col(Activity.open) == 1, col(Activity.opportunity_id).is_not(None)
    )
    return set(session.exec(planned))


def _recurring(session: ActorSession, whose: Book, day: date) -> list[Due]:
    columns = (
        RecurringVisit.id, RecurringVisit.customer_id, Customer.name, RecurringVisit.subject, RecurringVisit.kind,
        RecurringVisit.every, RecurringVisit.unit, RecurringVisit.valid_from,
    )  # fmt: skip
    listed = _held(columns, RecurringVisit, whose).where(
        col(RecurringVisit.open) == 1, col(RecurringVisit.valid_from) <= day
    )
    rows = session.exec(listed.order_by(col(RecurringVisit.id)).limit(MOST)).all()
    worth = _worth(session, whose, day) if rows else {}
    found = []
    for visit, customer, name, subject, kind, every, unit, first in rows:
        turn = last_turn(first, every, unit, day) or first
        stake = worth.get(customer, 0)
        found.append(Due(Cause.RECURRING, visit, customer, name, subject, turn, turn, stake, kind))
    return found


def _worth(session: ActorSession, whose: Book, day: date) -> dict[int, int]:
    """Premium in force by customer, of those that are visited again and again."""
    visited = _held((RecurringVisit.customer_id,), RecurringVisit, whose).where(col(RecurringVisit.open) == 1)
    summed = (
        _held((Policy.customer_id, sa.func.sum(Policy.premium)), Policy, whose)
        .where(col(Policy.inception) <= day, col(Policy.cover_end) > day, col(Policy.customer_id).in_(visited))
        .group_by(col(Policy.customer_id))
    )
    return {customer: int(premium) for customer, premium in session.exec(summed)}


def _answered(session: ActorSession, whose: Book, day: date) -> dict[Key, Answered]:
    """By cause and record, the latest item of anybody, since the record is what it answers."""
    by = (Activity.cause, Activity.cause_id)
    latest, is_open = sa.func.max(Activity.planned_on), sa.func.coalesce(sa.func.max(Activity.open), 0)
    listed = (
        _held((*by, latest, is_open), Activity, whose)
        .where(col(Activity.cause).is_not(None), col(Activity.planned_on) >= day - timedelta(REMEMBERED_DAYS))
        .group_by(*by)
    )
    return {(Cause(cause), record): Answered(last, bool(one)) for cause, record, last, one in session.exec(listed)}
