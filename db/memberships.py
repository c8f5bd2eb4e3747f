"""How memberships end: one, whoever ends it; and all those at once whose last day is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Membership, Ownership
from db.project_parts import pass_on
from db.run import WritingSession
from db.scope import sees
from db.standing import COVERS
from db.taking_over import give_parts

MEMBERS: Any = Membership.__table__  # type: ignore[attr-defined]


def end(session: WritingSession, actor: Actor, membership: Membership, day: date) -> None:
    """End it from a day on; what the member still holds of the customer's projects goes to the owner."""
    held = select(Ownership.person_id).where(
        col(Ownership.customer_id) == membership.customer_id, col(Ownership.open) == 1, sees(actor, Ownership)
    )
    pass_on(session, actor, membership.customer_id, membership.person_id, session.exec(held).one())
    membership.valid_to = max(day, membership.valid_from)


def end_over(session: WritingSession, today: date) -> int:
    """End all that were meant to be over before today, in a few statements and with a row each in the audit.

    What their members hold of the customers' projects goes to the owners. How many ended.
    """
    session.flush()
    over = (MEMBERS.c.until < today, MEMBERS.c.open == 1)
    give_parts(session, sa.select(MEMBERS.c.customer_id, MEMBERS.c.person_id).where(*over).subquery())
    last_days = session.trusted().execute(sa.select(MEMBERS.c.until).where(*over).distinct()).scalars().all()
    return sum(_end_those_of(session, until) for until in sorted(last_days))


def _end_those_of(session: WritingSession, until: date) -> int:
    day = sa.literal(until + timedelta(1), sa.Date)
    last = sa.case((MEMBERS.c.valid_from > day, MEMBERS.c.valid_from), else_=day)
    ended = sa.update(MEMBERS).where(MEMBERS.c.until == until, MEMBERS.c.open == 1)
    ended = ended.values(valid_to=last, version=MEMBERS.c.version + 1).returning(MEMBERS.c.id, MEMBERS.c.valid_to)
    rows = session.trusted().execute(ended).all()
    for number, ended_on in sorted(rows):
        session.notebook.tell("membership", number, {"valid_to": [None, ended_on.isoformat()]})
    return len(rows)


def end_fallen(session: WritingSession, customers: Sequence[int], day: date) -> None:
    """End what is open again of covers that have ended meanwhile: nobody sees these customers by them any more."""
    over = sa.select(COVERS.c.id).where(COVERS.c.ended_on.is_not(None))
    fallen = (MEMBERS.c.customer_id.in_(customers), MEMBERS.c.open == 1, MEMBERS.c.cover_id.in_(over))
    ended = sa.update(MEMBERS).where(*fallen).values(valid_to=day, version=MEMBERS.c.version + 1)
    for number in sorted(session.trusted().execute(ended.returning(MEMBERS.c.id)).scalars()):
        session.notebook.tell("membership", number, {"valid_to": [None, day.isoformat()]})
