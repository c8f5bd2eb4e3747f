"""Open work that goes to whoever stands in, and back to whoever owns the customer: set by set, past the session."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from db.models.customers import Ownership
from db.models.projects import Milestone, ProjectRisk
from db.models.sales import Opportunity
from db.models.work import Activity, DayPlan
from db.run import WritingSession

ITEMS: Any = Activity.__table__  # type: ignore[attr-defined]
OWNED: Any = Ownership.__table__  # type: ignore[attr-defined]
SALES: Any = Opportunity.__table__  # type: ignore[attr-defined]
PLANS: Any = DayPlan.__table__  # type: ignore[attr-defined]
PARTS: tuple[Any, ...] = (Milestone.__table__, ProjectRisk.__table__)  # type: ignore[attr-defined]


def take_over(session: WritingSession, giver: int, taker: int, until: date) -> int:
    """What somebody has planned up to a day with customers of their own; how many items the taker has now."""
    owned = sa.select(OWNED.c.customer_id).where(OWNED.c.person_id == giver, OWNED.c.open == 1)
    which = (
        ITEMS.c.person_id == giver,
        ITEMS.c.open == 1,
        ITEMS.c.planned_on <= until,
        ITEMS.c.customer_id.in_(owned),
        _has_none_like_it(sa.literal(taker)),
    )
    given = _given(ITEMS, taker).values(unplanned=_beside_the_plan(taker))
    return int(session.trusted().execute(given.where(*which)).rowcount)


def hand_back(session: WritingSession, giver: int, customers: Any) -> int:
    """What somebody holds of these customers, to each one's owner; how many planned items that were.

    `customers` is a SELECT of their ids.
    """
    owner = _owner(ITEMS.c.customer_id, ITEMS)
    which = (
        ITEMS.c.person_id == giver,
        ITEMS.c.open == 1,
        ITEMS.c.customer_id.in_(customers),
        _has_none_like_it(owner),
    )
    given = _given(ITEMS, owner).values(unplanned=_beside_the_plan(owner))
    items = int(session.trusted().execute(given.where(*which)).rowcount)
    for part in PARTS:
        sale = SALES.alias("sale")
        customer = sa.select(sale.c.customer_id).where(sale.c.id == part.c.opportunity_id).correlate(part)
        sales = sa.select(SALES.c.id).where(SALES.c.customer_id.in_(customers))
        held = (part.c.person_id == giver, part.c.open == 1, part.c.opportunity_id.in_(sales))
        session.trusted().execute(_given(part, _owner(customer.scalar_subquery(), part)).where(*held))
    return items


def _given(table: Any, person: Any) -> Any:
    return sa.update(table).values(person_id=person, version=table.c.version + 1)


def _beside_the_plan(taker: Any) -> Any:
    """What comes to a day whose plan is in already was not planned for it."""
    same = (PLANS.c.person_id == taker, PLANS.c.day == ITEMS.c.planned_on, PLANS.c.submitted_at.is_not(None))
    return sa.case((sa.exists(sa.select(PLANS.c.id).where(*same)), 1), else_=ITEMS.c.unplanned)


def _owner(customer: Any, table: Any) -> Any:
    """Who owns the customer of a row of the table; however deep it stands in the statement, it is that very row."""
    held = OWNED.alias("held")
    owner = sa.select(held.c.person_id).where(held.c.customer_id == customer, held.c.open == 1)
    return owner.correlate(table).scalar_subquery()


def _has_none_like_it(taker: Any) -> Any:
    """An open item of a cause is the only one of its person."""
    like = ITEMS.alias("alike")
    same = (like.c.cause == ITEMS.c.cause, like.c.cause_id == ITEMS.c.cause_id, like.c.open == 1)
    return ~sa.exists(sa.select(like.c.id).where(like.c.person_id == taker, *same))
