"""What came in from a customer and what went out, year by year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.claims import Claim, ClaimEvent, ClaimEventKind
from db.models.policies import Cost, Policy, PremiumEvent, PremiumKind
from db.periods import today
from db.rights import reach
from db.scope import sees
from db.session import ActorSession


@dataclass(frozen=True)
class Year:
    """One year, amounts in fen; what the role does not see is None."""

    year: int
    premium_in: int | None
    paid_out: int | None
    costs: int | None

    @property
    def rest(self) -> int | None:
        """What remains, where all three are known."""
        if self.premium_in is None or self.paid_out is None or self.costs is None:
            return None
        return self.premium_in - self.paid_out - self.costs


def money_by_year(session: ActorSession, actor: Actor, customer_id: int) -> list[Year]:
    """The years in which anything was booked up to today, the latest first."""
    columns = {name: _sums(session, actor, customer_id, make) for name, make in _PARTS.items()}
    years = sorted({year for sums in columns.values() if sums is not None for year in sums}, reverse=True)
    return [
        Year(year, **{name: sums if sums is None else sums[year] for name, sums in columns.items()}) for year in years
    ]


def _sums(session: ActorSession, actor: Actor, customer_id: int, make: Any) -> dict[int, int] | None:
    ledger, amount, joined = make
    if reach(actor, ledger) is None:
        return None
    year = sa.extract("year", col(ledger.booked_on))
    asked = joined(select(year, sa.func.sum(amount)).select_from(ledger), actor, customer_id)
    asked = asked.where(sees(actor, ledger, [customer_id]), col(ledger.booked_on) <= today()).group_by(year)
    return defaultdict(int, {int(found): int(total) for found, total in session.execute(asked)})


def _of_policy(asked: Any, actor: Actor, customer_id: int) -> Any:
    policy = asked.join(Policy, col(Policy.id) == col(PremiumEvent.policy_id))
    money = (PremiumKind.RECEIPT, PremiumKind.REFUND)
    return _mine(policy.where(col(PremiumEvent.kind).in_(money)), actor, customer_id)


def _of_claim(asked: Any, actor: Actor, customer_id: int) -> Any:
    claim = asked.join(Claim, col(Claim.id) == col(ClaimEvent.claim_id)).join(
        Policy, col(Policy.id) == col(Claim.policy_id)
    )
    return _mine(claim.where(col(ClaimEvent.kind) == ClaimEventKind.PAYMENT), actor, customer_id)


def _mine(asked: Any, actor: Actor, customer_id: int) -> Any:
    return asked.where(col(Policy.customer_id) == customer_id, sees(actor, Policy, [customer_id]))


def _of_customer(asked: Any, _actor: Actor, customer_id: int) -> Any:
    return asked.where(col(Cost.customer_id) == customer_id)


_PARTS = {
    "premium_in": (
        PremiumEvent,
        sa.case((col(PremiumEvent.kind) == PremiumKind.REFUND, -col(PremiumEvent.amount)), else_=PremiumEvent.amount),
        _of_policy,
    ),
    "paid_out": (ClaimEvent, ClaimEvent.amount, _of_claim),
    "costs": (Cost, Cost.amount, _of_customer),
}
