"""A member of a customer who is one no longer from today on."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.errors import Refusal
from db.models.customers import Membership, Ownership
from db.periods import today
from db.project_parts import pass_on
from db.record import found, fresh
from db.run import WritingSession
from db.scope import sees


def end_membership(session: WritingSession, actor: Actor, *, membership_id: int, version: int) -> int:
    """End a membership; it stays on record as a dated row. Answers its id.

    What the member still holds of the customer's projects goes to the owner.
    """
    membership = found(session, actor, Membership, membership_id)
    fresh(session, membership, version)
    if membership.valid_to is not None:
        raise Refusal("customers.membership_ended")
    held = select(Ownership.person_id).where(
        col(Ownership.customer_id) == membership.customer_id, col(Ownership.open) == 1, sees(actor, Ownership)
    )
    pass_on(session, actor, membership.customer_id, membership.person_id, session.exec(held).one())
    membership.valid_to = today()
    return membership_id
