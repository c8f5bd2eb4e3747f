"""An actor's scope as SQL. Each criterion carries a mark that the session looks for before it runs a statement.

`sees` is today's scope for rows. `owns` is the same without membership, for stock figures. `booked` is the scope of
money figures: the ledger row's unit, or the person credited.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select
from sqlmodel import col, select

from db.access import KINDS, Actor, Reach, Way
from db.customer_path import TO_CUSTOMER, Customers, among_customers, through
from db.everything import Everything
from db.handover_scope import PARTS, in_handover
from db.marks import among, for_column
from db.models.claims import Claim, ClaimEvent
from db.models.covers import Cover
from db.models.customers import Customer, Membership, Ownership
from db.models.exports import ExportRequest, ExportTaken
from db.models.leads import LeadEvent
from db.models.notices import Notice, NoticeSetting
from db.models.people import Person, Placement, Unit
from db.models.policies import Cost, Credit, Policy, PremiumEvent, Target
from db.models.sales import Lead
from db.models.summaries import CustomersByOwner, MonthByPerson, MonthByProduct
from db.models.talk import Comment
from db.models.work import DayPlan
from db.places import are_proven
from db.rights import reach


def _nothing(actor: Actor, column: Any) -> ColumnElement[bool]:
    none = select(sa.cast(sa.null(), column.type)).where(sa.false())
    return among(actor, column, none)


def _owners(actor: Actor, far: Reach) -> Any:
    """Ids of the people whose customers are in reach."""
    if far is Reach.OWN:
        return select(Person.id).where(col(Person.id) == actor.person_id)
    return select(Placement.person_id).where(col(Placement.unit_id).in_(sorted(actor.units)), col(Placement.open) == 1)


def _owned(actor: Actor, far: Reach) -> Select[Any]:
    owned = select(Ownership.customer_id).where(col(Ownership.open) == 1)
    if far is Reach.OWN:
        return owned.where(col(Ownership.person_id) == actor.person_id)
    return owned.where(col(Ownership.person_id).in_(_owners(actor, far)))


def _claimed() -> Select[Any]:
    return select(Policy.customer_id).join(Claim, col(Claim.policy_id) == col(Policy.id))


def _customers(actor: Actor, far: Reach, *, members: bool, writing: bool = False) -> Any:
    """Customer ids in reach, from today's ownership and, for sight, membership."""
    if far is Reach.CLAIMED:
        return _claimed()
    if not members:
        return _owned(actor, far)
    joined = _joined(actor)
    if writing:
        joined = joined.where(col(Membership.can_write) == 1)
    return sa.union(_owned(actor, far), joined)


def _joined(actor: Actor) -> Select[Any]:
    return select(Membership.customer_id).where(col(Membership.person_id) == actor.person_id, col(Membership.open) == 1)


def ways(actor: Actor) -> dict[Way, ColumnElement[bool]]:
    """Why customers are in the actor's sight, as criteria of them; together they are what `sees` shows."""
    far = reach(actor, Customer)
    if far is None:
        return {}
    named, found = col(Membership.cover_id), dict[Way, Any]()
    if far is Reach.COMPANY:
        found[Way.COMPANY] = select(Customer.id).where(col(Customer.merged_into_id).is_(None))
    elif far is Reach.CLAIMED:
        found[Way.CLAIMED] = _claimed()
    else:
        found[Way.OWNER] = _owned(actor, Reach.OWN)
        found[Way.MEMBER] = _joined(actor).where(named.is_(None))
        found[Way.COVER] = _joined(actor).where(named.is_not(None))
    if far is Reach.UNITS:
        found[Way.LEADS] = _owned(actor, far).where(col(Ownership.person_id) != actor.person_id)
    return {way: among(actor, col(Customer.id), ids) for way, ids in found.items()}


def _by_customer(
    actor: Actor,
    model: Any,
    entity: Any,
    *,
    members: bool,
    writing: bool = False,
    customers: Customers | None = None,
) -> ColumnElement[bool]:
    far = reach(actor, model)
    if far is None:
        return _nothing(actor, getattr(entity, TO_CUSTOMER[model][0]))
    if far is Reach.COMPANY:
        return _everything_of(actor, model, entity)
    if model is Comment and customers is None:
        return _said(actor, entity, far, members=members)
    if far is Reach.CLAIMED and (model is Policy or TO_CUSTOMER[model][1] is Policy):
        policy = entity.id if model is Policy else getattr(entity, TO_CUSTOMER[model][0])
        return among(actor, policy, select(Claim.policy_id))
    proven = are_proven(customers, actor) and far is reach(actor, Customer)
    if proven and members and not writing:
        reached = select(Customer.id).where(col(Customer.id).in_(customers))  # type: ignore[arg-type]
    else:
        reached = _customers(actor, far, members=members, writing=writing)
        reached = reached if customers is None else among_customers(reached, customers)
    column, ids = through(model, reached, entity)
    return among(actor, column, ids)


def _everything_of(actor: Actor, model: Any, entity: Any) -> ColumnElement[bool]:
    """All rows, or those of the kinds that the role may see."""
    shown = KINDS.get((actor.role, model))
    if model is Customer:
        # Who was merged into another is nobody's any more, and so in nobody's reach but the company's.
        return sa.and_(Everything(actor, entity), entity.merged_into_id.is_(None))
    if shown is None:
        return Everything(actor, entity)
    kinds = sa.union_all(*(select(sa.literal(kind, sa.String)) for kind in shown))
    return among(actor, entity.kind, kinds)


def _by_person(actor: Actor, model: Any, entity: Any) -> ColumnElement[bool]:
    far = reach(actor, model)
    if far is None:
        return _nothing(actor, entity.person_id)
    if far is Reach.COMPANY:
        return Everything(actor, entity)
    return among(actor, entity.person_id, _owners(actor, far))


def _by_unit(actor: Actor, model: Any, entity: Any, own: Callable[[], Any]) -> ColumnElement[bool]:
    """Rows of the units in reach; `own` is the criterion for who reaches only themselves."""
    far = reach(actor, model)
    if far is None:
        return _nothing(actor, entity.unit_id)
    if far is Reach.COMPANY:
        return _everything_of(actor, model, entity)
    if far is Reach.OWN:
        return own()  # type: ignore[no-any-return]
    return among(actor, entity.unit_id, select(Unit.id).where(col(Unit.id).in_(sorted(actor.units))))


def _leads(actor: Actor, entity: Any, *, pool: bool = True) -> ColumnElement[bool]:
    """Leads in reach; the pool of their unit gives sight to who reaches only themselves, and no figures."""
    mine = col(Lead.person_id) == actor.person_id
    if pool:
        mine |= col(Lead.person_id).is_(None) & (col(Lead.unit_id) == actor.unit_id)
    return _by_unit(actor, Lead, entity, lambda: among(actor, entity.id, select(Lead.id).where(mine)))


def _lead_events(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """The steps of the leads in sight, whoever took them."""
    far = reach(actor, LeadEvent)
    if far is Reach.COMPANY:
        return Everything(actor, entity)
    if far is None:
        return _nothing(actor, entity.lead_id)
    return among(actor, entity.lead_id, select(Lead.id).where(_leads(actor, Lead)))


def _covers(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """Who stands in for whom, where either of the two is in reach."""
    far = reach(actor, Cover)
    if far is None:
        return _nothing(actor, entity.id)
    if far is Reach.COMPANY:
        return Everything(actor, entity)
    people = _owners(actor, far)
    either = (col(Cover.absent_id).in_(people), col(Cover.substitute_id).in_(people))
    return among(actor, entity.id, sa.union(*(select(Cover.id).where(one) for one in either)))


APART: dict[Any, Callable[[Actor, Any], ColumnElement[bool]]] = {
    Lead: _leads,
    LeadEvent: _lead_events,
    Cover: _covers,
    **dict.fromkeys(PARTS, in_handover),
}
"""Tables whose rows hang on no customer, with the scope of their own."""


def _said(actor: Actor, entity: Any, far: Reach, *, members: bool) -> ColumnElement[bool]:
    """Comments on the customers in reach, and on the plans of the people in reach."""
    plans = select(DayPlan.id).where(col(DayPlan.person_id).in_(_owners(actor, far)))
    of_customers = select(Comment.id).where(col(Comment.customer_id).in_(_customers(actor, far, members=members)))
    of_plans = select(Comment.id).where(col(Comment.day_plan_id).in_(plans))
    return among(actor, entity.id, sa.union(of_customers, of_plans))


def sees(actor: Actor, entity: Any, customers: Customers | None = None) -> ColumnElement[bool]:
    """The rows that today's scope shows; `entity` is a model or an alias of one.

    A page that asks of a few `customers` alone names them: each of its queries would else list all that are in reach.
    """
    model = sa.inspect(entity).mapper.class_
    if model in TO_CUSTOMER:
        return _by_customer(actor, model, entity, members=True, customers=customers)
    if model in APART:
        return APART[model](actor, entity)
    if model in (DayPlan, CustomersByOwner, Notice, NoticeSetting, ExportRequest, ExportTaken):
        return _by_person(actor, model, entity)
    if reach(actor, model) is None:
        return _nothing(actor, getattr(entity, next(iter(model.__table__.primary_key)).name))
    return booked(actor, entity) if hasattr(model, "unit_id") or model is Credit else Everything(actor, entity)


def owns(actor: Actor, entity: Any, customers: Customers | None = None) -> ColumnElement[bool]:
    """The rows that count in the actor's stock figures: by today's owner, without membership; `customers` as there."""
    model = sa.inspect(entity).mapper.class_
    if model in TO_CUSTOMER:
        return _by_customer(actor, model, entity, members=False, customers=customers)
    return _leads(actor, entity, pool=False) if model is Lead else sees(actor, entity)


def acted(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """The activities of the people in reach, whoever owns the customer today: what a person did stays theirs."""
    return _by_person(actor, sa.inspect(entity).mapper.class_, entity)


def writable(actor: Actor, entity: Any, customers: Customers | None = None) -> ColumnElement[bool]:
    """The customers whose records the actor may change; `customers` as for `sees`."""
    return _by_customer(actor, Customer, entity, members=True, writing=True, customers=customers)


def booked(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """The ledger rows that count in the actor's money figures: by the row's unit, or by credit."""
    model = sa.inspect(entity).mapper.class_
    if model is Credit:
        return _own(actor, model, entity) if reach(actor, Credit) is Reach.OWN else _credit(actor, entity)
    return _by_unit(actor, model, entity, lambda: _own(actor, model, entity))


def _own(actor: Actor, model: Any, entity: Any) -> ColumnElement[bool]:
    """The ledger rows of who reaches only themselves: those they are credited for."""
    if model in (Credit, MonthByPerson, Target):
        return among(actor, entity.person_id, select(Person.id).where(col(Person.id) == actor.person_id))
    if model is MonthByProduct:
        return _nothing(actor, entity.unit_id)
    link = {PremiumEvent: Credit.premium_event_id, ClaimEvent: Credit.claim_event_id, Cost: Credit.cost_id}[model]
    return among(actor, entity.id, select(link).where(col(Credit.person_id) == actor.person_id))


def _credit(actor: Actor, entity: Any) -> ColumnElement[bool]:
    far = reach(actor, Credit)
    if far is Reach.COMPANY:
        return Everything(actor, entity)
    if far is None:
        return _nothing(actor, entity.id)
    units = sorted(actor.units)
    rows = [
        select(Credit.id).join(ledger, col(link) == col(ledger.id)).where(col(ledger.unit_id).in_(units))
        for ledger, link in (
            (PremiumEvent, Credit.premium_event_id),
            (ClaimEvent, Credit.claim_event_id),
            (Cost, Credit.cost_id),
        )
    ]
    return among(actor, entity.id, sa.union_all(*rows))


def visible(actor: Actor, model: Any) -> Any:
    """A SELECT of the ids (primary keys) of the rows of a table that the actor sees today."""
    key = getattr(model, next(iter(model.__table__.primary_key)).name)
    return for_column(actor, key, select(key).where(sees(actor, model)))
