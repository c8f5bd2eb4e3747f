"""The pool of the actor's units is given out by the declared rules."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.assigning import assign_by_rule
from db.models.people import Person
from db.models.sales import Lead
from db.run import WritingSession
from db.scope import sees

MOST = 500


def assign_pool(session: WritingSession, actor: Actor) -> list[tuple[str, int]]:
    """Give the leads of the pool to salespeople, those that wait longest first; who got how many, most first."""
    waiting = (
        select(Lead)
        .where(col(Lead.person_id).is_(None), col(Lead.open) == 1, sees(actor, Lead))
        .order_by(col(Lead.received_on), col(Lead.id))
        .limit(MOST)
        .with_for_update()
    )
    given = assign_by_rule(session, actor, session.exec(waiting).all())
    people = select(Person.id, Person.name).where(col(Person.id).in_(given))
    shares = [(name, given[number or 0]) for number, name in session.exec(people)]
    return sorted(shares, key=lambda share: (-share[1], share[0]))
