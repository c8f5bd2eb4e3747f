"""Policies: those of a customer as chains per line, and one with its ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.customer_path import Customers
from db.errors import Denied
from db.models.customers import Customer
from db.models.policies import BusinessType, Endorsement, NotRenewed, Policy, PremiumEvent, PremiumKind, Product
from db.periods import today
from db.places import Proven
from db.proof import of_proven
from db.rights import reach
from db.scope import sees
from db.session import ActorSession

MOST = 200


@dataclass(frozen=True)
class PolicyRow:
    """One term; amounts in fen.

    `due` and `paid` are what fell due and what came in up to today; None for a role that does not see the ledger.
    """

    id: int
    number: str
    product_zh: str
    product_en: str
    line: str
    line_zh: str
    line_en: str
    inception: date
    expiry: date
    cover_end: date
    premium: int
    business_type: BusinessType
    predecessor_id: int | None
    due: int | None
    paid: int | None

    @property
    def unpaid(self) -> int | None:
        """What fell due and has not come in."""
        return None if self.due is None or self.paid is None else max(self.due - self.paid, 0)

    def state(self, day: date) -> str:
        """Where the term stands: not begun, in force, ended early, or expired."""
        if day < self.inception:
            return "future"
        if day < self.cover_end:
            return "in_force"
        return "ended" if self.cover_end < self.expiry else "expired"


@dataclass(frozen=True)
class Booking:
    """One row of a policy's premium ledger."""

    booked_on: date
    kind: PremiumKind
    amount: int
    reason: str | None


@dataclass(frozen=True)
class PolicyRecord:
    """One policy with all that hangs on it; `version` travels with its forms."""

    row: PolicyRow
    version: int
    customer_id: int
    customer: str
    signed_on: date
    sum_insured: int | None
    insured_object: str | None
    prior_insurer: str | None
    ended_reason: str | None
    not_renewed: NotRenewed | None
    endorsements: list[Endorsement]
    bookings: list[Booking]
    chain: list[PolicyRow]


def _listed(actor: Actor, whose: Customers) -> Any:
    columns: tuple[Any, ...] = (
        Policy.id,
        Policy.number,
        col(Product.zh).label("product_zh"),
        col(Product.en).label("product_en"),
        Product.line,
        Product.line_zh,
        Product.line_en,
        Policy.inception,
        Policy.expiry,
        Policy.cover_end,
        Policy.premium,
        Policy.business_type,
        Policy.predecessor_id,
    )
    listed = select(*columns).join(Product, col(Product.id) == col(Policy.product_id))
    return listed.where(sees(actor, Policy, whose), col(Policy.customer_id).in_(whose))


def policies_of(session: ActorSession, actor: Actor, whose: Customers) -> list[PolicyRow]:
    """The terms of a customer by line, the latest first in each: a chain of renewals reads downwards."""
    rows = session.execute(_chain(actor, whose)).all()
    return _with_money(actor, rows, lambda: session.execute(_due_and_paid(actor, whose)))


def policies_of_proven(session: ActorSession, actor: Actor, whose: Proven) -> list[PolicyRow]:
    """The same of a customer that the page has found in sight."""
    rows = of_proven(session, actor, whose, "policies", lambda place: _chain(actor, place)).all()
    booked = ("due and paid", today())
    return _with_money(
        actor, rows, lambda: of_proven(session, actor, whose, booked, lambda place: _due_and_paid(actor, place))
    )


def _chain(actor: Actor, whose: Customers) -> Any:
    order = (col(Product.line), col(Policy.inception).desc(), col(Policy.id).desc())
    return _listed(actor, whose).order_by(*order).limit(MOST)


def _with_money(actor: Actor, rows: Sequence[Any], booked: Callable[[], Iterable[Any]]) -> list[PolicyRow]:
    """The rows with what fell due and came in, for who sees the ledger."""
    ledger = reach(actor, PremiumEvent) is not None
    money = {policy: (int(owed), int(got)) for policy, owed, got in booked()} if rows and ledger else {}
    nothing = (0, 0) if ledger else (None, None)
    return [
        PolicyRow(**row._asdict(), due=owed, paid=got) for row in rows for owed, got in [money.get(row.id, nothing)]
    ]


def _due_and_paid(actor: Actor, whose: Customers) -> Any:
    """The SELECT of what fell due and what came in, by policy of one customer, up to today."""
    kind, amount = col(PremiumEvent.kind), col(PremiumEvent.amount)
    due = sa.case((kind == PremiumKind.INSTALMENT, amount), else_=0)
    paid = sa.case((kind == PremiumKind.RECEIPT, amount), (kind == PremiumKind.REFUND, -amount), else_=0)
    return (
        select(PremiumEvent.policy_id, sa.func.sum(due), sa.func.sum(paid))
        .join(Policy, col(Policy.id) == col(PremiumEvent.policy_id))
        .where(sees(actor, PremiumEvent, whose), sees(actor, Policy, whose))
        .where(col(Policy.customer_id).in_(whose), col(PremiumEvent.booked_on) <= today())
        .group_by(col(PremiumEvent.policy_id))
    )


def policy_record(session: ActorSession, actor: Actor, policy_id: int) -> PolicyRecord:
    """One policy in the actor's sight; Denied where there is none."""
    whose = select(Policy.customer_id).where(col(Policy.id) == policy_id)
    wanted = (
        select(Policy, Customer.name)
        .join(Customer, col(Customer.id) == col(Policy.customer_id))
        .where(col(Policy.id) == policy_id, sees(actor, Policy, whose), sees(actor, Customer, whose))
    )
    found = session.exec(wanted).first()
    if found is None:
        raise Denied("core.not_found")
    policy, customer = found
    rows = policies_of(session, actor, [policy.customer_id])
    row = next(row for row in rows if row.id == policy_id)
    return PolicyRecord(
        row=row,
        version=policy.version,
        customer_id=policy.customer_id,
        customer=customer,
        signed_on=policy.signed_on,
        sum_insured=policy.sum_insured,
        insured_object=policy.insured_object,
        prior_insurer=policy.prior_insurer,
        ended_reason=policy.ended_reason,
        not_renewed=policy.not_renewed,
        endorsements=_endorsements(session, actor, policy_id, policy.customer_id),
        bookings=_bookings(session, actor, policy_id, policy.customer_id),
        chain=chain_of(row, rows),
    )


def chain_of(row: PolicyRow, rows: Sequence[PolicyRow]) -> list[PolicyRow]:
    """The renewals a term stands in, the latest first; the term alone where it renews nothing and is not renewed."""
    by_id, after = {each.id: each for each in rows}, {each.predecessor_id: each for each in rows}
    chain = [row]
    while (newer := after.get(chain[0].id)) and newer not in chain:
        chain.insert(0, newer)
    while (older := by_id.get(chain[-1].predecessor_id or 0)) and older not in chain:
        chain.append(older)
    return chain


def _endorsements(session: ActorSession, actor: Actor, policy_id: int, customer_id: int) -> list[Endorsement]:
    mine = sees(actor, Endorsement, [customer_id])
    listed = select(Endorsement).where(col(Endorsement.policy_id) == policy_id, mine)
    return list(session.exec(listed.order_by(col(Endorsement.effective).desc(), col(Endorsement.id).desc())))


def _bookings(session: ActorSession, actor: Actor, policy_id: int, customer_id: int) -> list[Booking]:
    columns: tuple[Any, ...] = (PremiumEvent.booked_on, PremiumEvent.kind, PremiumEvent.amount, PremiumEvent.reason)
    mine = sees(actor, PremiumEvent, [customer_id])
    listed = select(*columns).where(col(PremiumEvent.policy_id) == policy_id, mine)
    ordered = listed.order_by(col(PremiumEvent.booked_on).desc(), col(PremiumEvent.id).desc()).limit(MOST)
    return [Booking(*row) for row in session.exec(ordered)]
