"""Premium that is past its contractual due date: per policy how much, and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Customer, Ownership
from db.models.policies import Policy, PremiumEvent, PremiumKind
from db.periods import today
from db.rules.instalments import Due, overdue
from db.rules.settled import may_owe
from db.scope import owns, sees
from db.session import ActorSession

MOST = 50
PAYING = (PremiumKind.RECEIPT, PremiumKind.REFUND, PremiumKind.WRITE_OFF)


@dataclass(frozen=True)
class Overdue:
    """One policy with overdue premium, in fen; `since` is the due date of the oldest part not paid."""

    policy_id: int
    number: str
    customer_id: int
    customer: str
    amount: int
    instalments: int
    since: date

    @property
    def id(self) -> int:
        """A policy stands in the list once."""
        return self.policy_id

    def days(self, day: date) -> int:
        """How long the oldest part is overdue."""
        return (day - self.since).days


def overdue_instalments(
    session: ActorSession, actor: Actor, *, person_id: int | None = None, limit: int = MOST
) -> list[Overdue]:
    """Of the actor's own customers, or of one person's, what owes most overdue premium, the longest overdue first."""
    day = today()
    # Of another's, whom the actor may stand in for, it is no figure but work.
    mine = sees if person_id not in (None, actor.person_id) else owns
    owed, _last = owed_on(day)
    columns: tuple[Any, ...] = (Policy.id, Policy.number, Policy.customer_id, Customer.name)
    listed = (
        select(*columns)
        .join(Customer, col(Customer.id) == col(Policy.customer_id))
        .join(PremiumEvent, col(PremiumEvent.policy_id) == col(Policy.id))
        .where(mine(actor, Policy), mine(actor, Customer), mine(actor, PremiumEvent), may_owe(day))
        .group_by(*columns)
        .having(owed > 0)
        .order_by(owed.desc(), col(Policy.id))
        .limit(limit)
    )
    if person_id is not None:
        held = sa.and_(col(Ownership.customer_id) == col(Customer.id), col(Ownership.open) == 1)
        listed = listed.join(Ownership, held).where(col(Ownership.person_id) == person_id)
    rows = session.exec(listed).all()
    left = _left(session, mine(actor, PremiumEvent), [row[0] for row in rows], day)
    found = [_overdue(row, due) for row in rows if (due := left[row[0]])]
    return sorted(found, key=lambda each: (each.since, each.policy_id))


def owed_on(day: date) -> tuple[Any, Any]:
    """Of the ledger rows of each policy that are grouped: the sum overdue on a day, and when the last part fell due."""
    kind, amount, booked = col(PremiumEvent.kind), col(PremiumEvent.amount), col(PremiumEvent.booked_on)
    due = sa.and_(kind == PremiumKind.INSTALMENT, booked < day)
    owed = sa.func.sum(
        sa.case(
            (due, amount),
            (sa.and_(kind.in_((PremiumKind.RECEIPT, PremiumKind.WRITE_OFF)), booked <= day), -amount),
            (sa.and_(kind == PremiumKind.REFUND, booked <= day), amount),
            else_=0,
        )
    )
    return owed, sa.func.max(sa.case((sa.and_(due, amount > 0), booked)))


def _overdue(row: Any, due: list[Due]) -> Overdue:
    policy, number, customer_id, customer = row
    return Overdue(policy, number, customer_id, customer, sum(part.amount for part in due), len(due), due[0].on)


def overdue_since(
    session: ActorSession, actor: Actor, policies: Sequence[int], customers: Sequence[int], day: date
) -> dict[int, date]:
    """Of these policies of these customers, as far as they are in sight: the due date of the oldest part not paid."""
    left = _left(session, sees(actor, PremiumEvent, customers), policies, day)
    return {policy: due[0].on for policy, due in left.items() if due}


def _left(session: ActorSession, scope: Any, ids: Sequence[int], day: date) -> dict[int, list[Due]]:
    """What of each instalment is left to pay; payments cover the oldest first."""
    columns: tuple[Any, ...] = (
        PremiumEvent.policy_id, PremiumEvent.kind, PremiumEvent.booked_on, PremiumEvent.amount
    )  # fmt: skip
    listed = select(*columns).where(
        scope,
        col(PremiumEvent.policy_id).in_(ids),
        col(PremiumEvent.kind).in_((PremiumKind.INSTALMENT, *PAYING)),
        col(PremiumEvent.booked_on) <= day,
    )
    dues: dict[int, list[Due]] = defaultdict(list)
    paid: dict[int, int] = defaultdict(int)
    for policy, kind, on, amount in session.exec(listed):
        if kind == PremiumKind.INSTALMENT and amount >= 0:
            dues[policy].append(Due(on, amount))
        else:
            # An instalment below zero takes back what was due: it settles the oldest part like a payment.
            paid[policy] += -amount if kind in (PremiumKind.REFUND, PremiumKind.INSTALMENT) else amount
    return {policy: overdue(dues[policy], paid[policy], day) for policy in ids}
