"""What customers owned today amount to, by customer or by owner: premium in force, lines, what is receivable."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Customer, Ownership
from db.models.policies import Endorsement, Policy, PremiumEvent, PremiumKind, Product
from db.scope import owns
from db.session import ActorSession

SIGNED = (PremiumKind.SIGN, PremiumKind.CANCELLATION)
PAID = (PremiumKind.RECEIPT, PremiumKind.WRITE_OFF)


@dataclass(frozen=True)
class Held:
    """Who asks, and as of which day; `whose` of each question says which ownerships count."""

    session: ActorSession
    actor: Actor
    day: date

    def held(self, model: Any, columns: tuple[Any, ...], whose: tuple[Any, ...]) -> Any:
        """Rows that hang on customers owned today, in the scope of the actor's stock figures."""
        held = sa.and_(col(Ownership.customer_id) == col(Customer.id), col(Ownership.open) == 1)
        listed: Any = select(*columns).select_from(model)
        if model is not Customer:
            listed = listed.join(Customer, col(Customer.id) == model.customer_id).where(owns(self.actor, model))
        return listed.join(Ownership, held).where(*whose, owns(self.actor, Customer))

    @property
    def _in_force(self) -> tuple[Any, ...]:
        return col(Policy.inception) <= self.day, col(Policy.cover_end) > self.day

    def premium(self, by: Any, whose: tuple[Any, ...]) -> tuple[dict[int, int], dict[int, date]]:
        """Premium in force with its endorsements, and when cover next ends."""
        columns = (by, sa.func.sum(Policy.premium), sa.func.min(Policy.cover_end))
        rows = self.session.exec(self.held(Policy, columns, whose).where(*self._in_force).group_by(by)).all()
        changed = self.held(Policy, (by, sa.func.sum(Endorsement.premium_delta)), whose)
        changed = changed.join(Endorsement, col(Endorsement.policy_id) == col(Policy.id))
        changed = changed.where(*self._in_force, col(Endorsement.effective) <= self.day, owns(self.actor, Endorsement))
        deltas = dict(tuple(row) for row in self.session.exec(changed.group_by(by)))
        premium = {key: int(amount) + int(deltas.get(key, 0)) for key, amount, _end in rows}
        return premium, {key: end for key, _amount, end in rows}

    def lines(self, by: Any, whose: tuple[Any, ...]) -> dict[int, set[str]]:
        """The product lines of policies in force."""
        listed = self.held(Policy, (by, Product.line), whose)
        listed = listed.join(Product, col(Product.id) == col(Policy.product_id)).where(*self._in_force)
        found: dict[int, set[str]] = defaultdict(set)
        for key, line in self.session.exec(listed.distinct()):
            found[key].add(line)
        return found

    def receivable(self, whose: tuple[Any, ...]) -> dict[int, int]:
        """Recognised to date, less received, less written off."""
        kind, amount = col(PremiumEvent.kind), col(PremiumEvent.amount)
        booked = col(PremiumEvent.booked_on) <= self.day
        recognised = sa.and_(kind.in_(SIGNED), col(PremiumEvent.cover_on) <= self.day)
        owed = sa.case(
            (recognised, amount),
            (sa.and_(kind.in_(PAID), booked), -amount),
            (sa.and_(kind == PremiumKind.REFUND, booked), amount),
            else_=0,
        )
        listed = self.held(Policy, (Customer.id, sa.func.sum(owed)), whose)
        listed = listed.join(PremiumEvent, col(PremiumEvent.policy_id) == col(Policy.id))
        summed = listed.where(owns(self.actor, PremiumEvent)).group_by(col(Customer.id))
        return {customer: int(amount) for customer, amount in self.session.exec(summed)}
