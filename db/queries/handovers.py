"""Handovers somebody leads, gives or takes: where each stands, and who could take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.colleagues import sellers
from db.config import config
from db.handover_scope import to_be_signed
from db.handover_steps import leaving
from db.models.handovers import Handover, HandoverLine, HandoverReason, HandoverSigning, HandoverState
from db.models.people import Person, Placement, Unit
from db.models.summaries import CustomersByOwner
from db.models.work import Activity, ActivityStatus
from db.record import last_changed_by
from db.scope import sees
from db.session import ActorSession

PAGE = 50
FOLLOWED = (HandoverState.DONE, HandoverState.CLOSED)


@dataclass(frozen=True)
class HandoverRow:
    """One handover: of what the actor sees of it, how many customers, with a successor, with a first contact, and their
    premium in force (fen). `successors` are how many people take, `signed` how many of them have signed.
    """

    id: int
    version: int
    leaver_id: int
    leaver: str
    unit_id: int
    unit: str
    reason: HandoverReason
    last_day: date
    effective_on: date
    state: HandoverState
    opened_by_id: int | None
    opened_by: str | None
    opened_on: date
    frozen_at: datetime | None
    giver_signed_at: datetime | None
    approved_at: datetime | None
    done_at: datetime | None
    disabled: bool
    closed_on: date | None
    undone_at: datetime | None
    customers: int = 0
    decided: int = 0
    premium: int = 0
    contacted: int = 0
    successors: int = 0
    signed: int = 0

    @property
    def needs_approval(self) -> bool:
        """Whether a department head has still to approve it."""
        return self.approved_at is None and config().handover.asks_approval(self.customers, self.premium)


@dataclass(frozen=True)
class PersonChoice:
    """Somebody who could take customers, and how many they own already."""

    id: int
    login: str
    name: str
    unit: str
    customers: int


Opener = aliased(Person, name="opener")
_COLUMNS: tuple[Any, ...] = (
    Handover.id, Handover.version, Handover.leaver_id, col(Person.name).label("leaver"), Handover.unit_id,
    col(Unit.name).label("unit"), Handover.reason, Handover.last_day, Handover.effective_on, Handover.state,
    Handover.opened_by_id, col(Opener.name).label("opened_by"), Handover.opened_on, Handover.frozen_at,
    Handover.giver_signed_at, Handover.approved_at, Handover.done_at, Handover.disabled, Handover.closed_on,
    Handover.undone_at,
)  # fmt: skip


def handovers(
    session: ActorSession,
    actor: Actor,
    *,
    states: Sequence[HandoverState] | None = None,
    limit: int = PAGE,
    offset: int = 0,
) -> list[HandoverRow]:
    """A page of the handovers in sight, the latest first; `states` keeps some of them."""
    asked = () if states is None else (col(Handover.state).in_(states),)
    return _rows(session, actor, _listed(actor, *asked).limit(limit).offset(offset))


def one_handover(session: ActorSession, actor: Actor, handover_id: int) -> HandoverRow | None:
    """One handover in sight."""
    return next(iter(_rows(session, actor, _listed(actor, col(Handover.id) == handover_id))), None)


def out_for_signing(session: ActorSession, actor: Actor, handover_id: int) -> bool:
    """Whether a handover in sight waits for signatures or has them: who signs it sees what is proposed to them."""
    asked = select(Handover.id).where(col(Handover.id) == handover_id, to_be_signed(actor, Handover))
    return session.exec(asked).first() is not None


def changed_by(session: ActorSession, actor: Actor, handover_id: int) -> str | None:
    """Who took the last step of a handover in sight."""
    handover = session.exec(select(Handover).where(col(Handover.id) == handover_id, sees(actor, Handover))).first()
    return None if handover is None else last_changed_by(session, handover)


def _listed(actor: Actor, *criteria: Any) -> Any:
    listed = (
        select(*_COLUMNS)
        .select_from(Handover)
        .join(Person, col(Person.id) == col(Handover.leaver_id))
        .join(Unit, col(Unit.id) == col(Handover.unit_id))
        .join(Opener, col(Opener.id) == col(Handover.opened_by_id), isouter=True)
    )
    return listed.where(sees(actor, Handover), *criteria).order_by(col(Handover.id).desc())


def _rows(session: ActorSession, actor: Actor, listed: Any) -> list[HandoverRow]:
    found: list[dict[str, Any]] = [row._asdict() for row in session.execute(listed)]
    ids = [row["id"] for row in found]
    sums, signed, contacted = _sums(session, actor, ids), _signed(session, actor, ids), _contacted(session, actor, ids)
    for row in found:
        row.update(disabled=bool(row["disabled"]), **sums.get(row["id"], {}))
        row.update(signed=signed.get(row["id"], 0), contacted=contacted.get(row["id"], 0))
    return [HandoverRow(**row) for row in found]


def _sums(session: ActorSession, actor: Actor, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    line = HandoverLine
    columns: tuple[Any, ...] = (
        line.handover_id,
        sa.func.count().label("customers"),
        sa.func.count(col(line.successor_id)).label("decided"),
        sa.func.sum(line.premium).label("premium"),
    )
    counted = select(*columns).where(col(line.handover_id).in_(ids), sees(actor, line))
    rows: list[dict[str, Any]] = [row._asdict() for row in session.execute(counted.group_by(col(line.handover_id)))]
    takers = select(line.handover_id, line.successor_id).where(
        col(line.handover_id).in_(ids), col(line.successor_id).is_not(None), sees(actor, line)
    )
    people = Counter(row[0] for row in session.execute(takers.distinct()))
    sums = {row.pop("handover_id"): {name: int(number) for name, number in row.items()} for row in rows}
    return {number: summed | {"successors": people[number]} for number, summed in sums.items()}


def _signed(session: ActorSession, actor: Actor, ids: Sequence[int]) -> dict[int, int]:
    counted = select(HandoverSigning.handover_id, sa.func.count()).where(
        col(HandoverSigning.handover_id).in_(ids), sees(actor, HandoverSigning)
    )
    return {row[0]: row[1] for row in session.execute(counted.group_by(col(HandoverSigning.handover_id)))}


def _contacted(session: ActorSession, actor: Actor, ids: Sequence[int]) -> dict[int, int]:
    """How many customers their successor has had a contact with since they were handed over."""
    since = sa.and_(
        col(Activity.customer_id) == col(HandoverLine.customer_id),
        col(Activity.person_id) == col(HandoverLine.successor_id),
        col(Activity.status) == ActivityStatus.DONE,
        col(Activity.done_on) >= col(Handover.effective_on),
    )
    met = (
        select(HandoverLine.handover_id, col(HandoverLine.id).label("line_id"))
        .join(Handover, col(Handover.id) == col(HandoverLine.handover_id))
        .join(Activity, since)
        .where(col(Handover.id).in_(ids), col(Handover.state).in_(FOLLOWED))
        .where(sees(actor, HandoverLine), sees(actor, Handover), sees(actor, Activity))
        .distinct()
        .subquery()
    )
    counted = sa.select(met.c.handover_id, sa.func.count()).group_by(met.c.handover_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def successors(session: ActorSession, actor: Actor, handover_id: int) -> list[PersonChoice]:
    """Who sells in the actor's units today, but for the leaver; nobody where the handover is not in sight.

    Who hands over their own book just now takes nobody else's.
    """
    leaver = session.exec(select(Handover.leaver_id).where(col(Handover.id) == handover_id, sees(actor, Handover)))
    found = leaver.first()
    people = [number for number, _login, _name in sellers(session, actor) if number != found]
    people = sorted(set(people) - set(leaving(session, people)))
    if found is None or not people:
        return []
    owned = select(CustomersByOwner.person_id, sa.func.sum(CustomersByOwner.customers)).where(
        col(CustomersByOwner.person_id).in_(people), sees(actor, CustomersByOwner)
    )
    held = {row[0]: int(row[1]) for row in session.execute(owned.group_by(col(CustomersByOwner.person_id)))}
    columns: tuple[Any, ...] = (Person.id, Person.login, Person.name, Unit.name)
    named = (
        select(*columns)
        .join(Placement, (col(Placement.person_id) == col(Person.id)) & (col(Placement.open) == 1))
        .join(Unit, col(Unit.id) == col(Placement.unit_id))
        .where(col(Person.id).in_(people))
        .order_by(col(Person.name), col(Person.id))
    )
    rows = session.execute(named).all()
    return [PersonChoice(number, login, name, unit, held.get(number, 0)) for number, login, name, unit in rows]
