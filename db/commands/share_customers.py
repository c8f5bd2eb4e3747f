"""A colleague sees several customers from today on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.commands.add_member import add_member
from db.models.customers import Membership, Ownership
from db.rules.entries import entered
from db.run import WritingSession
from db.scope import sees


def share_customers(
    session: WritingSession,
    actor: Actor,
    *,
    customer_ids: Sequence[int],
    person_id: int,
    can_write: bool,
    reason: str,
    until: date | None = None,
) -> int:
    """Make somebody a member of customers, all or none; answers of how many they were neither owner nor member."""
    ids = sorted(set(customer_ids))
    served = {
        *session.exec(
            _held(Membership, person_id).where(col(Membership.customer_id).in_(ids), sees(actor, Membership))
        ),
        *session.exec(_held(Ownership, person_id).where(col(Ownership.customer_id).in_(ids), sees(actor, Ownership))),
    }
    fresh = [customer_id for customer_id in ids if customer_id not in served]
    order: dict[str, Any] = {"person_id": person_id, "can_write": can_write, "reason": reason, "until": until}
    entered(Membership, reason=reason, until=until)
    for customer_id in fresh:
        add_member(session, actor, customer_id=customer_id, **order)
    return len(fresh)


def _held(model: type[Membership | Ownership], person_id: int) -> Any:
    return select(model.customer_id).where(col(model.person_id) == person_id, col(model.open) == 1)
