"""Take a handover back while it is not closed."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.errors import Refusal
from db.handover_account import bring_back
from db.handover_back import BACK, give_back, returned
from db.handover_covers import go_on, stand_aside
from db.handover_dated import OWNERSHIP
from db.handover_list import ITEMS
from db.handover_notices import tell
from db.handover_steps import led, takers
from db.models.customers import Customer
from db.models.handovers import Handover, HandoverState
from db.models.people import Person
from db.periods import now
from db.rules.entries import reason_given
from db.run import WritingSession
from db.summaries import recount

MOST_NAMED = 100


@dataclass(frozen=True)
class UndoneHandover:
    """How many customers are the leaver's again, how many other rows, and those that were handed on since: how many,
    and the first hundred by id and name.
    """

    handover_id: int
    leaver_id: int
    customers: int
    items: int
    skipped: int
    skipped_customers: list[tuple[int, str]]


def undo_handover(
    session: WritingSession, actor: Actor, *, handover_id: int, version: int, reason: str
) -> UndoneHandover:
    """Owners, members and holders of open work as before; what was done since stays, what was handed on since too."""
    if led(session, actor, handover_id, None, *HandoverState).state == HandoverState.CLOSED:
        raise Refusal("handovers.closed")
    handover = led(session, actor, handover_id, version, HandoverState.DONE)
    why = reason_given(reason, missing="handovers.reason_needed")
    _come_back(session, handover)
    both = (handover.leaver_id, *takers(session, handover))
    stand_aside(session, handover, *both)
    skipped = give_back(session, actor, handover)
    go_on(session, handover, *both)
    recount(session, [*both, *_owners_of(session, skipped)])
    handover.state, handover.undone_reason = HandoverState.UNDONE, why
    handover.undone_at, handover.undone_by_id = now(), actor.person_id or None
    given = {
        "customers": sa.select(sa.func.count()).select_from(returned(handover).subquery()),
        "items": sa.select(sa.func.count()).where(ITEMS.c.handover_id == handover.id, ITEMS.c.moved == BACK),
    }
    counts = {name: int(session.trusted().execute(count).scalar_one()) for name, count in given.items()}
    session.notebook.notes.update(handover=handover.id, **counts, skipped=len(skipped))
    tell(session, actor, handover, "undone", takers(session, handover))
    session.flush()
    named = select(Customer.id, Customer.name).where(col(Customer.id).in_(skipped[:MOST_NAMED]))
    names = [(int(row[0]), str(row[1])) for row in session.trusted().execute(named.order_by(col(Customer.id)))]
    return UndoneHandover(handover_id, handover.leaver_id, skipped=len(skipped), skipped_customers=names, **counts)


def _come_back(session: WritingSession, handover: Handover) -> None:
    """The leaver has to be active before anything can be theirs again."""
    active = session.exec(select(Person.active).where(col(Person.id) == handover.leaver_id)).one()
    if not active:
        bring_back(session, handover)


def _owners_of(session: WritingSession, customers: list[int]) -> list[int]:
    owners = sa.select(OWNERSHIP.c.person_id).where(OWNERSHIP.c.customer_id.in_(customers), OWNERSHIP.c.open == 1)
    return list(session.trusted().execute(owners.distinct()).scalars())
