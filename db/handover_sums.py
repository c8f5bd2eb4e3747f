"""What a book is worth, by the sums that the dictionary's figures are made of: of each customer, or of all together."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db import parts as p
from db.figures import Basis, Part, When
from db.metrics import METRICS
from db.models.customers import Customer
from db.models.handovers import HandoverLine
from db.models.policies import Policy
from db.session import ActorSession

LINES: Any = HandoverLine.__table__  # type: ignore[attr-defined]
CUSTOMERS: Any = Customer.__table__  # type: ignore[attr-defined]
SUMS = {"premium": "premium_in_force", "receivable": "receivable", "overdue": "overdue_premium"}
"""Column of a line → the figure it is."""
NONE: dict[str, Any] = {name: sa.literal(0) for name in (*SUMS, "policies")} | {
    "next_expiry": sa.cast(sa.null(), sa.Date)
}

KEPT = ("number", "name", *SUMS, "policies", "next_expiry")
"""What a line keeps of its customer as it was on the day."""


def _added(part: Part, when: When, *, flow: bool) -> Any:
    """What a part adds up to, of the policies of the customers that the criteria of the SELECT name."""
    amount = col(part.model.premium) if part.model is Policy else None
    if amount is None:
        amount = col(part.model.premium_delta if hasattr(part.model, "premium_delta") else part.model.amount)
    summed = select(sa.func.coalesce(sa.func.sum(part.sign * part.amount(amount, when)), 0)).select_from(part.model)
    if part.model is not Policy:
        summed = summed.join(Policy, col(Policy.id) == col(part.model.policy_id))
    return summed.where(*part.only(when), *([part.on <= when.last] if flow else []))


def _parts(figure: str, day: date) -> list[Any]:
    one, when = METRICS[figure], When(day, day)
    return [_added(part, when, flow=one.basis is Basis.BALANCE) for part in one.parts]


def write_sums(session: ActorSession, handover_id: int, day: date) -> None:
    """Put on each line who its customer is and what they are worth on that day, and when cover ends next."""
    mine = LINES.c.handover_id == handover_id
    # Added up in one go: customer by customer, the database would look for each one's policies among all in force.
    summed = _by_customer(sa.select(LINES.c.customer_id).where(mine), day)
    of = LINES.alias("of")
    sums = [sa.func.coalesce(summed.c[name], 0).label(name) for name in (*SUMS, "policies")]
    there = (
        sa.select(of.c.id, CUSTOMERS.c.number, CUSTOMERS.c.name, *sums, summed.c.next_expiry)
        .join(CUSTOMERS, CUSTOMERS.c.id == of.c.customer_id)
        .outerjoin(summed, summed.c.customer_id == of.c.customer_id)
    )
    found = there.where(of.c.handover_id == handover_id).subquery()
    values = {name: found.c[name] for name in KEPT}
    session.trusted().execute(sa.update(LINES).where(LINES.c.id == found.c.id).values(values))


def _by_customer(customers: Any, day: date) -> Any:
    """Each customer's figures, how many policies are in force, and the day on which cover ends next."""
    of, whose = col(Policy.customer_id), col(Policy.customer_id).in_(customers)
    entries = []
    for name, figure in SUMS.items():
        for part in _parts(figure, day):
            [amount] = part.selected_columns
            columns = NONE | {name: amount}
            added = part.with_only_columns(of.label("customer_id"), *(columns[key].label(key) for key in NONE))
            entries.append(added.where(whose).group_by(of))
    ends = NONE | {"next_expiry": sa.func.min(Policy.cover_end), "policies": sa.func.count()}
    in_force: Any = select(of.label("customer_id"), *(ends[key].label(key) for key in NONE))
    entries.append(in_force.where(whose, *p.IN_FORCE.only(When(day, day))).group_by(of))
    every = sa.union_all(*entries).subquery()
    sums = [sa.cast(sa.func.sum(every.c[name]), sa.BigInteger).label(name) for name in (*SUMS, "policies")]
    next_expiry = sa.func.min(every.c.next_expiry).label("next_expiry")
    return sa.select(every.c.customer_id, *sums, next_expiry).group_by(every.c.customer_id).subquery()


def worth_now(session: ActorSession, handover_id: int, owned: Any) -> dict[str, int]:
    """The figures of those customers of the list that are among `owned`, a SELECT of ids, in fen."""
    sums = [sa.func.coalesce(sa.func.sum(LINES.c[name]), 0).label(figure) for name, figure in SUMS.items()]
    listed = sa.select(*sums).where(LINES.c.handover_id == handover_id, LINES.c.customer_id.in_(owned))
    return {name: int(value) for name, value in session.trusted().execute(listed).one()._asdict().items()}
