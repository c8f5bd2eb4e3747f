"""How a membership ends, whoever or whatever ends it."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Membership, Ownership
from db.project_parts import pass_on
from db.run import WritingSession
from db.scope import sees


def end(session: WritingSession, actor: Actor, membership: Membership, day: date) -> None:
    """End it from a day on; what the member still holds of the customer's projects goes to the owner."""
    held = select(Ownership.person_id).where(
        col(Ownership.customer_id) == membership.customer_id, col(Ownership.open) == 1, sees(actor, Ownership)
    )
    pass_on(session, actor, membership.customer_id, membership.person_id, session.exec(held).one())
    membership.valid_to = max(day, membership.valid_from)
