"""What a record's completeness is read from: one SELECT for each thing to know of customers that are in sight.

Each is made of a place for the customers' ids and answers a row for each customer that has any.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.claims import Claim, ClaimParty
from db.models.customers import Contact, ContactRole, Customer, CustomerPrivate
from db.models.policies import Policy, PremiumEvent
from db.models.sales import Opportunity, Outcome
from db.models.work import Activity, ActivityStatus, Cause
from db.places import Place
from db.queries.claims import ENDED
from db.queries.overdue_instalments import owed_on
from db.rules.completeness import LEAST_PLACES
from db.rules.settled import may_owe
from db.scope import sees


def known(actor: Actor, place: Place) -> Sequence[Any]:
    """Of the customer itself: id, kind, whether it has a phone that works, needs, a birthday."""
    private = CustomerPrivate
    born = select(col(private.customer_id)).where(
        col(private.customer_id) == col(Customer.id), col(private.born_on).is_not(None), sees(actor, private, place)
    )
    return Customer.id, Customer.kind, _works(Customer), col(Customer.needs) != "", born.exists()


def contacts(actor: Actor, place: Place) -> Any:
    """How many contacts decide, decide and have a phone that works, do not decide, have a birthday."""
    decides = col(Contact.role) == ContactRole.DECISION_MAKER
    counted = (decides, sa.and_(decides, _works(Contact)), ~decides, col(Contact.born_on).is_not(None))
    return _grouped(actor, Contact, place, *map(_count, counted))


def conversations(actor: Actor, place: Place, last: int) -> Any:
    """Of the last contacts that took place: the day of the latest, and how many of them say what came of it."""
    turn = sa.func.row_number().over(
        partition_by=col(Activity.customer_id), order_by=(col(Activity.done_on).desc(), col(Activity.id).desc())
    )
    columns: tuple[Any, ...] = (Activity.customer_id, Activity.done_on, _tells().label("told"), turn.label("turn"))
    ranked = select(*columns).where(*_of(actor, Activity, place), *_done()).subquery()
    latest: Any = sa.select(ranked.c.customer_id, sa.func.max(ranked.c.done_on), _count(ranked.c.told))
    return latest.where(ranked.c.turn <= last).group_by(ranked.c.customer_id)


def planned(actor: Actor, place: Place, day: date) -> Any:
    """The next day for which something is planned, other than to fill gaps."""
    others = sa.or_(col(Activity.cause).is_(None), col(Activity.cause) != Cause.GAPS)
    ahead = (col(Activity.open) == 1, col(Activity.planned_on) >= day, others)
    return _grouped(actor, Activity, place, sa.func.min(Activity.planned_on)).where(*ahead)


def steps(actor: Actor, place: Place, day: date) -> Any:
    """The next day on which an open sale's next step is due."""
    ahead = (col(Opportunity.outcome) == Outcome.OPEN, col(Opportunity.next_step_on) >= day)
    return _grouped(actor, Opportunity, place, sa.func.min(Opportunity.next_step_on)).where(*ahead)


def running(actor: Actor, place: Place, day: date) -> Any:
    """How many policies are in force, how many of them without a premium, and the first of those."""
    unpriced = col(Policy.premium) <= 0
    counted = (sa.func.count(), _count(unpriced), sa.func.min(sa.case((unpriced, col(Policy.id)))))
    in_force = (col(Policy.inception) <= day, col(Policy.cover_end) > day)
    return _grouped(actor, Policy, place, *counted).where(*in_force)


def open_claims(actor: Actor, place: Place) -> Any:
    """Each open claim: its customer, its policy, when it was reported, whether somebody is named who works on it."""
    named = select(col(ClaimParty.id)).where(col(ClaimParty.claim_id) == col(Claim.id), sees(actor, ClaimParty, place))
    columns: tuple[Any, ...] = (Policy.customer_id, Policy.id, Claim.reported_on, named.exists())
    listed = select(*columns).join(Claim, col(Claim.policy_id) == col(Policy.id))
    scope = (*_of(actor, Policy, place), sees(actor, Claim, place))
    return listed.where(*scope, col(Claim.status).not_in(ENDED)).order_by(col(Claim.id))


def owing(actor: Actor, place: Place, day: date) -> Any:
    """Each policy with overdue premium: its customer, itself, and when the last part fell due."""
    owed, last = owed_on(day)
    by: tuple[Any, ...] = (Policy.customer_id, Policy.id)
    columns = (*by, last)
    booked = select(*columns).join(PremiumEvent, col(PremiumEvent.policy_id) == col(Policy.id))
    scope = (*_of(actor, Policy, place), sees(actor, PremiumEvent, place))
    return booked.where(*scope, may_owe(day)).group_by(*by).having(owed > 0).order_by(col(Policy.id))


def explained(actor: Actor, place: Place) -> Any:
    """By policy, when dunning last told what is the matter."""
    told = (*_done(), col(Activity.cause) == Cause.OVERDUE, _tells())
    columns: tuple[Any, ...] = (Activity.cause_id, sa.func.max(Activity.done_on))
    return select(*columns).where(*_of(actor, Activity, place), *told).group_by(col(Activity.cause_id))


def _of(actor: Actor, model: Any, place: Place) -> tuple[Any, Any]:
    return model.customer_id.in_(place), sees(actor, model, place)


def _grouped(actor: Actor, model: Any, place: Place, *columns: Any) -> Any:
    return select(model.customer_id, *columns).where(*_of(actor, model, place)).group_by(model.customer_id)


def _count(criterion: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((criterion, 1), else_=0)), 0)


def _works(model: Any) -> Any:
    """Whether there is a phone number to dial, judged by its mask, which has as many places."""
    return sa.func.coalesce(sa.func.length(model.phone_mask), 0) >= LEAST_PLACES


def _done() -> tuple[Any, Any]:
    """An activity that took place, on a day that is known."""
    return col(Activity.status) == ActivityStatus.DONE, col(Activity.done_on).is_not(None)


def _tells() -> Any:
    """Whether an activity says what came of it."""
    return sa.or_(col(Activity.result) != "", col(Activity.outcome) != "", col(Activity.new_fact) == 1)
