"""What a book is worth, by the sums that the dictionary's figures are made of: of each customer, or of all together."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db import parts as p
from db.figures import Basis, Part, When
from db.metrics import METRICS
from db.models.handovers import HandoverLine
from db.models.policies import Policy
from db.session import ActorSession

LINES: Any = HandoverLine.__table__  # type: ignore[attr-defined]
SUMS = {"premium": "premium_in_force", "receivable": "receivable", "overdue": "overdue_premium"}
"""Column of a line → the figure it is."""


def _added(part: Part, when: When, *, flow: bool) -> Any:
    """What a part adds up to, of the policies of the customers that the criteria of the SELECT name."""
    amount = col(part.model.premium) if part.model is Policy else None
    if amount is None:
        amount = col(part.model.premium_delta if hasattr(part.model, "premium_delta") else part.model.amount)
    summed = select(sa.func.coalesce(sa.func.sum(part.sign * part.amount(amount, when)), 0)).select_from(part.model)
    if part.model is not Policy:
        summed = summed.join(Policy, col(Policy.id) == col(part.model.policy_id))
    return summed.where(*part.only(when), *([part.on <= when.last] if flow else []))


def worth(figure: str, day: date, *customers: Any) -> Any:
    """A figure on a day as one scalar, of the customers that criteria on `policy.customer_id` name."""
    one, when = METRICS[figure], When(day, day)
    added = [_added(part, when, flow=one.basis is Basis.BALANCE).where(*customers) for part in one.parts]
    return sum((part.scalar_subquery() for part in added[1:]), added[0].scalar_subquery())


def write_sums(session: ActorSession, handover_id: int, day: date) -> None:
    """Put on each line what its customer is worth on that day, and when cover ends next."""
    mine = col(Policy.customer_id) == LINES.c.customer_id
    values: dict[str, Any] = {name: _of_line(figure, day, mine) for name, figure in SUMS.items()}
    ends = select(sa.func.min(Policy.cover_end)).where(mine, *p.IN_FORCE.only(When(day, day)))
    values["next_expiry"] = ends.correlate(LINES).scalar_subquery()
    session.trusted().execute(sa.update(LINES).where(LINES.c.handover_id == handover_id).values(values))


def _of_line(figure: str, day: date, mine: Any) -> Any:
    one, when = METRICS[figure], When(day, day)
    added = [_added(part, when, flow=one.basis is Basis.BALANCE).where(mine) for part in one.parts]
    scalars = [part.correlate(LINES).scalar_subquery() for part in added]
    return sum(scalars[1:], scalars[0])


def worth_now(session: ActorSession, day: date, customers: Any) -> dict[str, int]:
    """The figures of a whole book, a SELECT of customers' ids, in fen."""
    mine = col(Policy.customer_id).in_(customers)
    columns = [worth(figure, day, mine).label(figure) for figure in SUMS.values()]
    row = session.trusted().execute(sa.select(*columns)).one()
    return {name: int(value) for name, value in row._asdict().items()}
