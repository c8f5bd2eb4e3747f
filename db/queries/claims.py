"""Claims somebody sees, with what they cost so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.customer_path import Customers
from db.models.claims import Claim, ClaimEvent, ClaimEventKind, ClaimStatus
from db.models.customers import Customer
from db.models.policies import Policy, Product
from db.places import Place, Proven
from db.proof import of_proven
from db.scope import sees
from db.searching import holding
from db.session import ActorSession

PAGE = 50
ENDED = (ClaimStatus.CLOSED, ClaimStatus.REJECTED, ClaimStatus.WITHDRAWN)


@dataclass(frozen=True)
class ClaimRow:
    """One claim; amounts in fen. What is not paid yet is outstanding."""

    id: int
    number: str
    status: ClaimStatus
    loss_on: date
    reported_on: date
    closed_on: date | None
    cause: str
    policy_id: int
    policy: str
    product_zh: str
    product_en: str
    customer_id: int
    customer: str
    estimate: int
    paid: int

    @property
    def outstanding(self) -> int:
        """Expected in all, less what is paid."""
        return self.estimate - self.paid


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; `status` is a code, or `open` for all that are not ended."""

    search: str = ""
    status: str = ""
    customer_id: int | None = None
    policy_id: int | None = None


def count_claims(session: ActorSession, actor: Actor, asked: Asked) -> int:
    """How many claims the question finds."""
    return int(session.exec(_asked(actor, (sa.func.count(),), asked)).one())


def claims(session: ActorSession, actor: Actor, asked: Asked, *, limit: int = PAGE, offset: int = 0) -> list[ClaimRow]:
    """A page of claims, the latest reported first, with estimates and payments summed for the page alone."""
    listed = _ordered(_asked(actor, _columns(), asked)).limit(limit).offset(offset)
    return _with_money(session, actor, session.exec(listed).all())


def claims_of(session: ActorSession, actor: Actor, whose: Proven, *, limit: int) -> list[ClaimRow]:
    """The claims of customers in sight, the latest reported first."""

    def listed(place: Place) -> Any:
        return _ordered(_asked(actor, _columns(), Asked(), place)).limit(limit)

    return _with_money(session, actor, of_proven(session, actor, whose, ("claims", limit), listed).all())


def _columns() -> tuple[Any, ...]:
    own = (Claim.id, Claim.number, Claim.status, Claim.loss_on, Claim.reported_on, Claim.closed_on, Claim.cause)
    return (
        *own, Claim.policy_id, Policy.number, Product.zh, Product.en, Policy.customer_id, Customer.name,
    )  # fmt: skip


def _ordered(listed: Any) -> Any:
    return listed.order_by(col(Claim.reported_on).desc(), col(Claim.id).desc())


def _with_money(session: ActorSession, actor: Actor, rows: Sequence[Any]) -> list[ClaimRow]:
    money = _money(session, actor, rows) if rows else {}
    return [ClaimRow(*(*row, *money.get(row[0], (0, 0)))) for row in rows]


def _asked(actor: Actor, columns: tuple[Any, ...], asked: Asked, whose: Customers | None = None) -> Any:
    whose = whose if asked.customer_id is None else [asked.customer_id]
    listed = (
        select(*columns)
        .select_from(Claim)
        .join(Policy, col(Policy.id) == col(Claim.policy_id))
        .join(Product, col(Product.id) == col(Policy.product_id))
        .join(Customer, col(Customer.id) == col(Policy.customer_id))
        .where(sees(actor, Claim, whose), sees(actor, Policy, whose), sees(actor, Customer, whose))
    )
    listed = listed.where(*holding(actor, asked.search, Claim.number, Policy.number, Customer.name))
    if asked.status == "open":
        listed = listed.where(col(Claim.status).not_in(ENDED))
    elif asked.status in set(ClaimStatus):
        listed = listed.where(col(Claim.status) == ClaimStatus(asked.status))
    if whose is not None:
        listed = listed.where(col(Policy.customer_id).in_(whose))
    return listed if asked.policy_id is None else listed.where(col(Claim.policy_id) == asked.policy_id)


def _money(session: ActorSession, actor: Actor, rows: Sequence[Any]) -> dict[int, tuple[int, int]]:
    ids, whose = [row[0] for row in rows], [row[11] for row in rows]
    kind, amount = col(ClaimEvent.kind), col(ClaimEvent.amount)
    estimate = sa.case((kind == ClaimEventKind.ESTIMATE, amount), else_=0)
    paid = sa.case((kind == ClaimEventKind.PAYMENT, amount), else_=0)
    summed = (
        select(ClaimEvent.claim_id, sa.func.sum(estimate), sa.func.sum(paid))
        .where(col(ClaimEvent.claim_id).in_(ids), sees(actor, ClaimEvent, whose))
        .group_by(col(ClaimEvent.claim_id))
    )
    return {claim: (int(expected), int(out)) for claim, expected, out in session.exec(summed)}
