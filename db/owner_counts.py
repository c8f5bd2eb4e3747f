"""How many customers each person owns, kept in the transaction that changes it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col, select

from db.models.customers import Customer, Ownership
from db.models.summaries import CustomersByOwner
from db.session import ActorSession


def recount(session: ActorSession, *person_ids: int) -> None:
    """Count again what these people own now; the summary is nobody's record, so no scope narrows it."""
    session.flush()
    counted = (
        select(Ownership.person_id, Customer.tier, sa.func.count())
        .join(Customer, col(Customer.id) == col(Ownership.customer_id))
        .where(col(Ownership.person_id).in_(person_ids), col(Ownership.open) == 1)
        .group_by(col(Ownership.person_id), col(Customer.tier))
    )
    connection = session.trusted()
    rows = [{"person_id": who, "tier": tier, "customers": number} for who, tier, number in connection.execute(counted)]
    table = CustomersByOwner.__table__  # type: ignore[attr-defined]
    connection.execute(sa.delete(table).where(table.c.person_id.in_(person_ids)))
    if rows:
        connection.execute(sa.insert(table), rows)
