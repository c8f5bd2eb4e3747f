"""What a handover lists: each customer with its figures and successor, sums by successor, and a count of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.handover_scope import to_be_signed, to_sign_for
from db.models.customers import Customer
from db.models.handovers import Handover, HandoverItem, HandoverLine, HandoverSigning
from db.models.people import Person
from db.models.summaries import CustomersByOwner
from db.models.work import Activity, ActivityStatus
from db.periods import today
from db.scope import sees
from db.session import ActorSession

PAGE = 50
SOON = 90
"""Days within which a renewal counts as near."""
Proposed = aliased(Customer, name="proposed")
SORTS: dict[str, tuple[Any, ...]] = {
    "premium": (col(HandoverLine.premium).desc(),),
    "overdue": (col(HandoverLine.overdue).desc(),),
    "receivable": (col(HandoverLine.receivable).desc(),),
    "next_expiry": (col(HandoverLine.next_expiry).is_(None), col(HandoverLine.next_expiry)),
    "urgency": (
        sa.case((col(HandoverLine.overdue) > 0, 0), else_=1),
        col(HandoverLine.next_expiry).is_(None),
        col(HandoverLine.next_expiry),
        col(HandoverLine.premium).desc(),
    ),
    "score": (sa.func.coalesce(HandoverLine.score, 0),),
    "name": (sa.func.coalesce(Customer.name, Proposed.name),),
    "successor": (col(HandoverLine.successor_id).is_not(None), col(Person.name)),
}


@dataclass(frozen=True)
class LineRow:
    """One customer of a handover, as frozen; amounts in fen. `customer` is the name, None where it is neither in
    sight nor for the actor to sign for; `opens` says whether its record is in sight.

    `first_contact_on` is the day of the successor's first done activity since they own it.
    """

    line_id: int
    version: int
    customer_id: int
    customer: str | None
    premium: int
    receivable: int
    overdue: int
    next_expiry: date | None
    score: int | None
    successor_id: int | None
    successor: str | None
    by_rule: bool
    note: str
    first_contact_on: date | None = None
    opens: bool = True

    @property
    def id(self) -> int:
        """A line stands in the list once."""
        return self.line_id


@dataclass(frozen=True)
class TotalRow:
    """What one successor takes, None for what is nobody's yet: customers, fen of premium in force, receivable and
    overdue, cover that ends soon; how many they own already; whether they have signed.
    """

    successor_id: int | None
    successor: str | None
    customers: int
    premium: int
    receivable: int
    overdue: int
    renewals: int
    held: int = 0
    signed: bool = False


@dataclass(frozen=True)
class InventoryRow:
    """How many open rows of a table name the leaver; after it is done, how many of them a successor holds."""

    record_table: str
    count: int
    moved: int


_LINE: tuple[Any, ...] = (
    col(HandoverLine.id).label("line_id"), HandoverLine.version, HandoverLine.customer_id,
    col(Customer.name).label("customer"), HandoverLine.premium, HandoverLine.receivable, HandoverLine.overdue,
    HandoverLine.next_expiry, HandoverLine.score, HandoverLine.successor_id, col(Person.name).label("successor"),
    HandoverLine.by_rule, HandoverLine.note, col(Proposed.name).label("proposed"),
)  # fmt: skip


def handover_lines(
    session: ActorSession,
    actor: Actor,
    handover_id: int,
    *,
    successor_id: int | None = None,
    undecided: bool = False,
    waiting: bool = False,
    customers: Sequence[int] | None = None,
    limit: int | None = PAGE,
    offset: int = 0,
    sort: str = "premium",
) -> list[LineRow]:
    """A page of the customers in sight, of one successor, without any, or `waiting` for a first contact.

    `customers` keeps these alone.
    """
    whose = _whose(successor_id, customers, undecided=undecided)
    listed = _lines(actor, handover_id).where(*whose)
    if waiting:
        listed = listed.where(col(HandoverLine.id).not_in(lines_met(actor, handover_id)))
    listed = listed.order_by(*SORTS[sort], col(HandoverLine.id)).limit(limit).offset(offset)
    rows = [_shown(row._asdict()) for row in session.execute(listed)]
    met = _first_contacts(session, actor, handover_id, [row["customer_id"] for row in rows])
    return [LineRow(**row, first_contact_on=met.get((row["customer_id"], row["successor_id"] or 0))) for row in rows]


def count_lines(
    session: ActorSession,
    actor: Actor,
    handover_id: int,
    *,
    successor_id: int | None = None,
    undecided: bool = False,
    customers: Sequence[int] | None = None,
) -> int:
    """How many lines in sight those are."""
    whose = _whose(successor_id, customers, undecided=undecided)
    counted = select(sa.func.count(col(HandoverLine.id))).where(
        col(HandoverLine.handover_id) == handover_id, sees(actor, HandoverLine), *whose
    )
    return int(session.exec(counted).one())


def _whose(successor_id: int | None, customers: Sequence[int] | None, *, undecided: bool) -> list[Any]:
    asked = (
        (successor_id is not None, col(HandoverLine.successor_id) == successor_id),
        (undecided, col(HandoverLine.successor_id).is_(None)),
        (customers is not None, col(HandoverLine.customer_id).in_(customers or ())),
    )
    return [criterion for wanted, criterion in asked if wanted]


def _lines(actor: Actor, handover_id: int) -> Any:
    """The lines in sight, with the names of customers in sight and of those that the actor is to sign for."""
    named = sa.and_(col(Customer.id) == col(HandoverLine.customer_id), sees(actor, Customer))
    # A customer may stand on several lists: it is named on that which is out for signing.
    signed_on = select(Handover.id).where(to_be_signed(actor, Handover))
    proposed = sa.and_(
        col(Proposed.id) == col(HandoverLine.customer_id),
        to_sign_for(actor, Proposed),
        col(HandoverLine.successor_id) == actor.person_id,
        col(HandoverLine.handover_id).in_(signed_on),
    )
    return (
        select(*_LINE)
        .select_from(HandoverLine)
        .join(Customer, named, isouter=True)
        .join(Proposed, proposed, isouter=True)
        .join(Person, col(Person.id) == col(HandoverLine.successor_id), isouter=True)
        .where(col(HandoverLine.handover_id) == handover_id, sees(actor, HandoverLine))
    )


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    name, proposed = row["customer"], row.pop("proposed")
    return row | {"by_rule": bool(row["by_rule"]), "customer": name or proposed, "opens": name is not None}


def lines_met(actor: Actor, handover_id: int) -> Any:
    """Ids of the lines whose successor has had a contact with the customer since it was handed over."""
    line: Any = aliased(HandoverLine, name="met")
    since = sa.and_(
        col(Activity.customer_id) == line.customer_id,
        col(Activity.person_id) == line.successor_id,
        col(Activity.status) == ActivityStatus.DONE,
        col(Activity.done_on) >= col(Handover.effective_on),
    )
    return (
        select(line.id)
        .join(Handover, col(Handover.id) == line.handover_id)
        .join(Activity, since)
        .where(col(Handover.id) == handover_id, col(Handover.done_at).is_not(None))
        .where(sees(actor, line), sees(actor, Handover), sees(actor, Activity))
    )


def _first_contacts(
    session: ActorSession, actor: Actor, handover_id: int, customers: Sequence[int]
) -> dict[tuple[int, int], date]:
    done = select(col(Handover.effective_on)).where(
        col(Handover.id) == handover_id, col(Handover.done_at).is_not(None), sees(actor, Handover)
    )
    since = session.exec(done).first()
    if since is None:
        return {}
    columns: tuple[Any, ...] = (Activity.customer_id, Activity.person_id, sa.func.min(Activity.done_on))
    met: Any = (
        select(*columns)
        .where(col(Activity.customer_id).in_(customers), col(Activity.status) == ActivityStatus.DONE)
        .where(col(Activity.done_on) >= since, sees(actor, Activity, customers))
        .group_by(*columns[:2])
    )
    return {(row[0], row[1]): row[2] for row in session.execute(met)}


def handover_totals(session: ActorSession, actor: Actor, handover_id: int) -> list[TotalRow]:
    """What each successor takes, the most premium first; what is nobody's yet comes first of all."""
    line, near = HandoverLine, col(HandoverLine.next_expiry) <= today() + timedelta(SOON)
    columns: tuple[Any, ...] = (
        line.successor_id,
        col(Person.name).label("successor"),
        sa.func.count().label("customers"),
        *(sa.func.sum(getattr(line, name)).label(name) for name in ("premium", "receivable", "overdue")),
        sa.func.count(sa.case((near, 1))).label("renewals"),
    )
    summed = (
        select(*columns)
        .select_from(line)
        .join(Person, col(Person.id) == col(line.successor_id), isouter=True)
        .where(col(line.handover_id) == handover_id, sees(actor, line))
        .group_by(col(line.successor_id), col(Person.name))
    )
    rows = [row._asdict() for row in session.execute(summed)]
    people = [row["successor_id"] for row in rows if row["successor_id"]]
    held, signed = _held(session, actor, people), _signed(session, actor, handover_id)
    whole = [{**row, **{name: int(row[name]) for name in ("premium", "receivable", "overdue")}} for row in rows]
    made = [
        TotalRow(**row, held=held.get(row["successor_id"], 0), signed=row["successor_id"] in signed) for row in whole
    ]
    return sorted(made, key=lambda one: (one.successor_id is not None, -one.premium, one.successor_id or 0))


def _held(session: ActorSession, actor: Actor, people: Sequence[int]) -> dict[int, int]:
    owned = select(CustomersByOwner.person_id, sa.func.sum(CustomersByOwner.customers)).where(
        col(CustomersByOwner.person_id).in_(people), sees(actor, CustomersByOwner)
    )
    return {row[0]: int(row[1]) for row in session.execute(owned.group_by(col(CustomersByOwner.person_id)))}


def _signed(session: ActorSession, actor: Actor, handover_id: int) -> set[int]:
    who = select(HandoverSigning.person_id).where(
        col(HandoverSigning.handover_id) == handover_id, sees(actor, HandoverSigning)
    )
    return set(session.exec(who))


def inventory(session: ActorSession, actor: Actor, handover_id: int) -> list[InventoryRow]:
    """How many rows of each table the handover lists for the actor's eyes, by table; what names the leaver alone."""
    item, done = HandoverItem, col(Handover.done_at).is_not(None)
    counted = (
        select(item.record_table, sa.func.count(), sa.func.count(sa.case((done & (col(item.moved) == 1), 1))))
        .join(Handover, col(Handover.id) == col(item.handover_id))
        .where(col(item.handover_id) == handover_id, col(item.person_id) == col(Handover.leaver_id))
        .where(sees(actor, item), sees(actor, Handover))
        .group_by(col(item.record_table))
        .order_by(col(item.record_table))
    )
    return [InventoryRow(table, count, moved) for table, count, moved in session.execute(counted)]
