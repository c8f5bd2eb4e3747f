"""What the audit knows of one record: who changed what of it and when, for those who may change it themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from db.access import HIDDEN, Actor
from db.customer_path import TO_CUSTOMER
from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.files import Attachment
from db.models.handovers import Handover, HandoverLine
from db.models.policies import Endorsement, Policy
from db.models.sales import Opportunity
from db.models.search import RecordKind
from db.models.system import Audit
from db.queries.audits import Change, changes_of
from db.rights import may
from db.scope import sees, writable
from db.session import ActorSession

PAGE = 10
RECORDS: dict[RecordKind, tuple[type[SQLModel], tuple[tuple[type[SQLModel], str], ...]]] = {
    RecordKind.CUSTOMER: (
        Customer,
        tuple((model, "customer_id") for model in (Ownership, Membership, Contact, Attachment)),
    ),
    RecordKind.POLICY: (Policy, ((Endorsement, "policy_id"),)),
    RecordKind.OPPORTUNITY: (Opportunity, ()),
}
"""The tables whose records have a history of their own, and what hangs on them and belongs in it."""

MOVES = ("hand_over_book", "undo_handover")
OF_A_MOVE = frozenset({"state", "undone_reason"})
"""What a customer's history tells of a handover: not what it held of others."""

UNTOLD = frozenset({"version", "customer_id", "policy_id", "digest", "stored"})
"""Fields that say nothing beside the record itself."""


@dataclass(frozen=True)
class RecordChanges:
    """A page of a record's history, the latest first, and how many rows it has."""

    rows: list[Audit]
    total: int


def record_changes(
    session: ActorSession, actor: Actor, kind: RecordKind, record_id: int, *, limit: int = PAGE, offset: int = 0
) -> RecordChanges | None:
    """None for who may not change the record's customer; the audit as a whole is not theirs to read.

    None for who sees as somebody as well: the audit's own words know no mask.
    """
    if (
        actor.seen_by is not None
        or not may(actor, "change_customer")
        or not _may_write(session, actor, kind, record_id)
    ):
        return None
    told = _told_of(kind, record_id)
    counted = sa.select(sa.func.count()).select_from(Audit).where(told)
    found = sa.select(Audit).where(told).order_by(col(Audit.id).desc()).limit(limit).offset(offset)
    connection = session.trusted()
    rows = [Audit(**row) for row in connection.execute(found).mappings()]
    return RecordChanges(rows, int(connection.execute(counted).scalar_one()))


def told_changes(actor: Actor, row: Audit) -> list[Change]:
    """The fields of a row that the actor may see; what the record is called stands in full, personal fields masked."""
    hidden = HIDDEN.get(actor.role, frozenset())
    return [
        change
        for change in changes_of(row, named=True)
        if f"{row.record_table}.{change.field}" not in hidden
        and change.field not in UNTOLD
        and (row.record_table != "handover" or change.field in OF_A_MOVE)
        and {change.before, change.after} - {None, "•"}
    ]


def _may_write(session: ActorSession, actor: Actor, kind: RecordKind, record_id: int) -> bool:
    model: Any = RECORDS[kind][0]
    whose = select(getattr(model, TO_CUSTOMER[model][0])).where(model.id == record_id, sees(actor, model))
    customer = session.exec(whose).first()
    written = select(Customer.id).where(col(Customer.id) == customer, writable(actor, Customer))
    return customer is not None and session.exec(written).first() is not None


def _told_of(kind: RecordKind, record_id: int) -> Any:
    """The rows of a record and of what hangs on it, each found by an index."""
    model, beside = RECORDS[kind]
    own: list[type[SQLModel]] = [model, CustomerPrivate] if model is Customer else [model]
    parts = [_rows(table, col(Audit.record_id) == record_id) for table in own]
    for table, link in beside:
        ids = sa.select(table.id).where(getattr(table, link) == record_id)  # type: ignore[attr-defined]
        parts.append(_rows(table, col(Audit.record_id).in_(ids)))
    if model is Customer:
        # A whole book is one row of the audit: the handover tells whose customers went with it.
        listed = sa.select(col(HandoverLine.handover_id)).where(col(HandoverLine.customer_id) == record_id)
        moves = sa.and_(col(Audit.command).in_(MOVES), col(Audit.record_id).in_(listed))
        parts.append(_rows(Handover, moves))
    return sa.or_(*parts)


def _rows(table: type[SQLModel], which: Any) -> Any:
    return sa.and_(col(Audit.record_table) == str(table.__tablename__), which)
