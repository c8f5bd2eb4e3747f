"""What somebody pinned and opened last, as far as it is in their sight today; and the filters they saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from db.access import Actor
from db.models.customers import Customer
from db.models.policies import Policy
from db.models.sales import Opportunity
from db.models.search import PinnedRecord, RecentRecord, RecordKind, SavedFilter
from db.places import ASKED, Place
from db.queries.found_records import Hit
from db.scope import sees
from db.session import ActorSession
from db.statements import prepared

OF_KIND: dict[RecordKind, type[SQLModel]] = {
    RecordKind.CUSTOMER: Customer,
    RecordKind.POLICY: Policy,
    RecordKind.OPPORTUNITY: Opportunity,
}
TITLES: dict[RecordKind, Any] = {
    RecordKind.CUSTOMER: Customer.name,
    RecordKind.POLICY: Policy.number,
    RecordKind.OPPORTUNITY: Opportunity.title,
}


@dataclass(frozen=True)
class Kept:
    """Records at hand: pinned by hand, and opened last."""

    pinned: tuple[Hit, ...]
    recent: tuple[Hit, ...]


@dataclass(frozen=True)
class FilterRow:
    """A saved filter: its name, and the address it stands for."""

    id: int
    name: str
    asked: str


def kept_records(session: ActorSession, actor: Actor) -> Kept:
    """The actor's own, the latest first."""
    pinned = _own(session, actor, PinnedRecord, PinnedRecord.pinned_at)
    recent = _own(session, actor, RecentRecord, RecentRecord.opened_at)
    shown = _shown(session, actor, [*pinned, *recent])
    return Kept(*(tuple(shown[key] for key in keys if key in shown) for keys in (pinned, recent)))


def is_pinned(session: ActorSession, actor: Actor, kind: RecordKind, record_id: int) -> bool | None:
    """Whether the actor pinned that record; None where it is not in their sight."""
    key = (kind, record_id)
    if key not in _shown(session, actor, [key]):
        return None
    return key in _own(session, actor, PinnedRecord, PinnedRecord.pinned_at)


def saved_filters(session: ActorSession, actor: Actor, page: str) -> list[FilterRow]:
    """The actor's own filters of a list, by name."""
    mine = (col(SavedFilter.person_id) == actor.person_id, col(SavedFilter.page) == page)
    columns: tuple[Any, ...] = (SavedFilter.id, SavedFilter.name, SavedFilter.asked)
    rows = session.trusted().execute(sa.select(*columns).where(*mine).order_by(col(SavedFilter.name)))
    return [FilterRow(*row) for row in rows]


Key = tuple[RecordKind, int]


def _own(session: ActorSession, actor: Actor, table: Any, when: Any) -> list[Key]:
    # Nobody's but the actor's own: these rows belong to no customer, and so to no scope.
    rows = sa.select(table.kind, table.record_id).where(table.person_id == actor.person_id).order_by(col(when).desc())
    return [(RecordKind(kind), number) for kind, number in session.trusted().execute(rows)]


def _shown(session: ActorSession, actor: Actor, keys: Sequence[Key]) -> dict[Key, Hit]:
    found: dict[Key, Hit] = {}
    for kind, model in OF_KIND.items():
        if ids := [number for one, number in keys if one is kind]:
            shown = prepared(actor, ("kept", kind), lambda model=model, kind=kind: _in_sight(actor, model, kind))  # type: ignore[misc]
            rows = session.execute(shown, {ASKED: ids})
            found |= {(kind, row[0]): Hit(row[0], row[1], (), kind.value, row[0]) for row in rows}
    return found


def _in_sight(actor: Actor, model: Any, kind: RecordKind) -> Any:
    """The SELECT of those in sight of the records whose ids each run gives, with their titles."""
    asked = Place(actor, proven=False)
    whose: Any = asked if model is Customer else select(model.customer_id).where(model.id.in_(asked))
    return select(model.id, TITLES[kind]).where(model.id.in_(asked), sees(actor, model, whose))
