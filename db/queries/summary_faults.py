"""Where the monthly summaries differ from the ledgers they are made of."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import SYSTEM
from db.facts import FactQuery
from db.figures import Part, When
from db.models.customers import Customer, Ownership
from db.models.policies import Policy, PremiumEvent, PremiumKind
from db.models.summaries import CustomersByOwner, MonthByProduct
from db.periods import END
from db.session import ActorSession
from db.summaries import SETTLING, summary_parts


def summary_faults(session: ActorSession) -> list[str]:
    """Names of the summaries whose sum by unit is not that of the ledger; for the system's own jobs."""
    wrong = [name for name, part in summary_parts().items() if _kept(session, name) != _booked(session, part)]
    wrong += [] if _owned(session) else ["customers"]
    return wrong if _settled(session) else [*wrong, "settled"]


def _kept(session: ActorSession, name: str) -> dict[Any, tuple[int, int]]:
    sums = (sa.func.sum(col(MonthByProduct.amount)), sa.func.sum(col(MonthByProduct.entries)))
    kept = sa.select(col(MonthByProduct.unit_id), *sums).where(col(MonthByProduct.kind) == name)
    return _found(session, kept.group_by(col(MonthByProduct.unit_id)), entries=name != "earned")


def _booked(session: ActorSession, part: Part) -> dict[Any, tuple[int, int]]:
    query = FactQuery(SYSTEM, part, When(END, END))
    # All days of cover at once: what is earned month by month adds up to it.
    amount = query.amount(sa.literal(END.toordinal()), sa.literal(0)) if part.earns else query.amount()
    rows = query.select(query.column("unit"), sa.func.sum(amount), sa.func.count())
    return _found(session, rows.group_by(query.column("unit")), entries=not part.earns)


def _found(session: ActorSession, sums: Any, *, entries: bool) -> dict[Any, tuple[int, int]]:
    # An entry that is earned over five months counts in each of them, so that only amounts can be compared.
    rows = (
        (unit, int(amount), int(number) if entries else 0) for unit, amount, number in session.trusted().execute(sums)
    )
    return {unit: (amount, number) for unit, amount, number in rows if amount or number}


def _owned(session: ActorSession) -> bool:
    counted = (
        sa.select(col(Ownership.person_id), col(Customer.tier), sa.func.count())
        .join(Customer, col(Customer.id) == col(Ownership.customer_id))
        .where(col(Ownership.open) == 1)
        .group_by(col(Ownership.person_id), col(Customer.tier))
    )
    kept = select(CustomersByOwner.person_id, CustomersByOwner.tier, CustomersByOwner.customers)
    connection = session.trusted()
    found = {tuple(row) for row in connection.execute(kept)}
    return found == {(who, str(tier), number) for who, tier, number in connection.execute(counted)}


def _settled(session: ActorSession) -> bool:
    """Whether nothing was booked after the day that a policy is settled on, and nothing is owed there."""
    kind, amount = col(PremiumEvent.kind), col(PremiumEvent.amount)
    owed = sa.case((kind.in_((PremiumKind.INSTALMENT, PremiumKind.REFUND)), amount), else_=-amount)
    wrong = (
        sa.select(col(Policy.id))
        .join(PremiumEvent, col(PremiumEvent.policy_id) == col(Policy.id))
        .where(col(Policy.settled_on).is_not(None), kind.in_(SETTLING))
        .group_by(col(Policy.id), col(Policy.settled_on))
        .having(sa.or_(sa.func.sum(owed) > 0, sa.func.max(col(PremiumEvent.booked_on)) > col(Policy.settled_on)))
    )
    return session.trusted().execute(wrong.limit(1)).first() is None
