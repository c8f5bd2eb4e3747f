"""The annex of a certificate: every customer that moved, in the order of the list, and whether it is as sealed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied
from db.handover_annex import list_digest
from db.models.customers import Customer
from db.models.handovers import Handover, HandoverLine
from db.models.people import Person
from db.scope import sees
from db.session import ActorSession


@dataclass(frozen=True)
class AnnexRow:
    """One customer as it was when it moved, amounts in fen; without number and name once it is out of sight.

    `policies` in force are None on a list of before they were noted.
    """

    line_id: int
    number: str | None
    name: str | None
    successor_id: int | None
    successor: str | None
    policies: int | None
    premium: int
    overdue: int


@dataclass(frozen=True)
class Annex:
    """The customers in sight; whether the certificate's hash covers the list (`sealed`), and is still that of it."""

    rows: tuple[AnnexRow, ...]
    sealed: bool
    intact: bool


def handover_annex(session: ActorSession, actor: Actor, handover_id: int) -> Annex:
    """The list of a handover in sight; Denied for another."""
    sealed, intact = _sealed(session, actor, handover_id)
    return Annex(_rows(session, actor, handover_id), sealed=sealed, intact=intact)


def annex_intact(session: ActorSession, actor: Actor, handover_id: int) -> bool:
    """Whether the list is still the one that the certificate's hash covers; also where it covers none."""
    return _sealed(session, actor, handover_id)[1]


def _sealed(session: ActorSession, actor: Actor, handover_id: int) -> tuple[bool, bool]:
    kept = select(Handover.after).where(col(Handover.id) == handover_id, sees(actor, Handover))
    after = session.exec(kept).first()
    if after is None:
        raise Denied("core.not_found")
    digest = json.loads(after).get("list_digest")
    return digest is not None, digest is None or digest == list_digest(session, handover_id)


def _rows(session: ActorSession, actor: Actor, handover_id: int) -> tuple[AnnexRow, ...]:
    line = HandoverLine
    columns: tuple[Any, ...] = (
        col(line.id), Customer.id, line.number, line.name, Customer.number, Customer.name, line.successor_id,
        Person.name, line.policies, line.premium, line.overdue,
    )  # fmt: skip
    named = sa.and_(col(Customer.id) == col(line.customer_id), sees(actor, Customer))
    listed = (
        sa.select(*columns)
        .select_from(line)
        .join(Customer, named, isouter=True)
        .join(Person, col(Person.id) == col(line.successor_id), isouter=True)
        .where(col(line.handover_id) == handover_id, sees(actor, line))
        .order_by(col(line.id))
    )
    return tuple(_row(*row) for row in session.execute(listed))


def _row(line_id: int, seen: int | None, number: str, name: str, *others: Any) -> AnnexRow:
    """As it was noted; as it is now where the list is older than such notes; nameless where it is out of sight."""
    number_now, name_now, *rest = others
    who = (None, None) if seen is None else (number or number_now, name or name_now)
    return AnnexRow(line_id, *who, *rest)
