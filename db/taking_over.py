"""Open work that goes to whoever stands in, and back to whoever owns the customer: set by set, past the session.

What was planned stays planned with whoever has it, also where their own plan of the day is in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from db.models.customers import Ownership
from db.models.projects import Milestone, ProjectRisk
from db.models.sales import Opportunity
from db.models.work import Activity
from db.run import WritingSession

ITEMS: Any = Activity.__table__  # type: ignore[attr-defined]
OWNED: Any = Ownership.__table__  # type: ignore[attr-defined]
SALES: Any = Opportunity.__table__  # type: ignore[attr-defined]
PARTS: tuple[Any, ...] = (Milestone.__table__, ProjectRisk.__table__)  # type: ignore[attr-defined]


def take_over(session: WritingSession, giver: int, taker: int, until: date, customers: Any = None) -> int:
    """What somebody has planned up to a day with customers of their own; how many items the taker has now.

    `customers` are the ids of those that it is about, or a SELECT of them; None is all.
    """
    owned = sa.select(OWNED.c.customer_id).where(OWNED.c.person_id == giver, OWNED.c.open == 1)
    which = (
        ITEMS.c.person_id == giver,
        ITEMS.c.open == 1,
        ITEMS.c.planned_on <= until,
        ITEMS.c.customer_id.in_(owned),
        _has_none_like_it(sa.literal(taker)),
        *([] if customers is None else [ITEMS.c.customer_id.in_(customers)]),
    )
    return int(session.trusted().execute(_given(ITEMS, taker).where(*which)).rowcount)


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
    items = int(session.trusted().execute(_given(ITEMS, owner).where(*which)).rowcount)
    for part in PARTS:
        sale = SALES.alias("sale")
        customer = sa.select(sale.c.customer_id).where(sale.c.id == part.c.opportunity_id).correlate(part)
        sales = sa.select(SALES.c.id).where(SALES.c.customer_id.in_(customers))
        held = (part.c.person_id == giver, part.c.open == 1, part.c.opportunity_id.in_(sales))
        session.trusted().execute(_given(part, _owner(customer.scalar_subquery(), part)).where(*held))
    return items


def give_parts(session: WritingSession, members: Any) -> None:
    """What members hold of the projects of customers, to each one's owner, with a row each in the audit.

    `members` is a subquery of customer_id and person_id.
    """
    for part in PARTS:
        whose = (OWNED.c.customer_id == SALES.c.customer_id) & (OWNED.c.open == 1)
        held = sa.select(part.c.id, part.c.person_id, OWNED.c.person_id.label("owner_id")).select_from(part)
        held = held.join(SALES, SALES.c.id == part.c.opportunity_id).join(OWNED, whose)
        same = (members.c.customer_id == SALES.c.customer_id) & (members.c.person_id == part.c.person_id)
        rows = session.trusted().execute(held.join(members, same).where(part.c.open == 1)).all()
        for owner in sorted({row.owner_id for row in rows}):
            theirs = [row.id for row in rows if row.owner_id == owner]
            session.trusted().execute(_given(part, owner).where(part.c.id.in_(theirs)))
        for row in sorted(rows):
            session.notebook.tell(part.name, row.id, {"person_id": [row.person_id, row.owner_id]})


def _given(table: Any, person: Any) -> Any:
    return sa.update(table).values(person_id=person, version=table.c.version + 1)


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
