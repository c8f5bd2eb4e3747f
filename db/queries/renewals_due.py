"""Policies whose cover ends soon and that nothing renews yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.models.customers import Customer
from db.models.policies import Policy, Product
from db.periods import today
from db.scope import owns
from db.session import ActorSession

MOST = 50


@dataclass(frozen=True)
class RenewalDue:
    """One policy to renew; `premium` in fen."""

    policy_id: int
    number: str
    customer_id: int
    customer: str
    product_zh: str
    product_en: str
    cover_end: date
    premium: int

    @property
    def id(self) -> int:
        """A policy stands in the list once."""
        return self.policy_id


def renewals_due(session: ActorSession, actor: Actor, *, limit: int = MOST) -> list[RenewalDue]:
    """Of the actor's own customers, what ends within the days that config.toml declares, the soonest first."""
    day = today()
    renewal: Any = aliased(Policy, name="renewal")
    columns: tuple[Any, ...] = (
        Policy.id, Policy.number, Policy.customer_id, Customer.name, Product.zh, Product.en, Policy.cover_end,
        Policy.premium,
    )  # fmt: skip
    listed = (
        select(*columns)
        .join(Customer, col(Customer.id) == col(Policy.customer_id))
        .join(Product, col(Product.id) == col(Policy.product_id))
        .join(renewal, sa.and_(renewal.predecessor_id == col(Policy.id), owns(actor, renewal)), isouter=True)
        .where(owns(actor, Policy), owns(actor, Customer), renewal.id.is_(None))
        .where(col(Policy.cover_end) > day, col(Policy.inception) <= day)
        .where(col(Policy.cover_end) <= day + timedelta(config().rules.renewal.due_days))
        .order_by(col(Policy.cover_end), col(Policy.id))
        .limit(limit)
    )
    return [RenewalDue(*row) for row in session.exec(listed)]
