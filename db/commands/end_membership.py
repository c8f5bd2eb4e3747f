"""A member of a customer who is one no longer from today on."""

from __future__ import annotations

from db.access import Actor
from db.errors import Refusal
from db.memberships import end
from db.models.customers import Membership
from db.periods import today
from db.record import found, fresh
from db.run import WritingSession


def end_membership(session: WritingSession, actor: Actor, *, membership_id: int, version: int) -> int:
    """End a membership; it stays on record as a dated row. Answers its id.

    What the member still holds of the customer's projects goes to the owner. Who stands in for the owner is a member
    as long as that lasts.
    """
    membership = found(session, actor, Membership, membership_id)
    fresh(session, membership, version)
    if membership.valid_to is not None:
        raise Refusal("customers.membership_ended")
    if membership.cover_id is not None:
        raise Refusal("covers.ends_with_it")
    end(session, actor, membership, today())
    return membership_id
