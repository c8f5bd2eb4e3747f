"""Requests for exports: one's own with what came of each, and those that wait for one's decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.export_requests import counted_ready, counted_to_decide, counted_unread, to_decide
from db.models.exports import ExportRequest, Verdict
from db.models.people import Person
from db.periods import now
from db.scope import sees
from db.session import ActorSession

PAGE = 20
Decider = aliased(Person, name="decider")


@dataclass(frozen=True)
class RequestRow:
    """One request: who asks for what, and what came of it; `ready` is whether it can be taken now."""

    id: int
    person: str
    login: str
    place: str
    asked: str
    what: str
    told: str
    rows: int
    reason: str
    asked_at: datetime
    verdict: Verdict | None
    decided_by: str | None
    decided_at: datetime | None
    sentence: str
    expires_at: datetime | None
    used_at: datetime | None
    read_at: datetime | None

    @property
    def ready(self) -> bool:
        """Approved, not taken yet, and in time."""
        return self.expires_at is not None and self.used_at is None and self.expires_at > now()


_COLUMNS: tuple[Any, ...] = (
    ExportRequest.id, Person.name, Person.login, ExportRequest.place, ExportRequest.asked, ExportRequest.what,
    ExportRequest.told, ExportRequest.rows, ExportRequest.reason, ExportRequest.asked_at, ExportRequest.verdict,
    Decider.name, ExportRequest.decided_at, ExportRequest.sentence, ExportRequest.expires_at, ExportRequest.used_at,
    ExportRequest.read_at,
)  # fmt: skip


def own_requests(session: ActorSession, actor: Actor, *, limit: int = PAGE, offset: int = 0) -> list[RequestRow]:
    """The actor's own, the latest first."""
    listed = _listed(*_own(actor)).order_by(col(ExportRequest.id).desc()).limit(limit).offset(offset)
    return [RequestRow(*row) for row in session.execute(listed)]


def count_own(session: ActorSession, actor: Actor) -> int:
    """How many the actor ever made."""
    return int(session.exec(select(sa.func.count(col(ExportRequest.id))).where(*_own(actor))).one())


def latest_request(session: ActorSession, actor: Actor, question: str) -> RequestRow | None:
    """The actor's last request for just that."""
    listed = _listed(*_own(actor), col(ExportRequest.question) == question).order_by(col(ExportRequest.id).desc())
    row = session.execute(listed.limit(1)).first()
    return RequestRow(*row) if row else None


def requests_to_decide(session: ActorSession, actor: Actor, *, limit: int = PAGE) -> list[RequestRow]:
    """Those that wait for the actor, the first asked on top."""
    return [
        RequestRow(*row)
        for row in session.execute(_listed(*to_decide(actor)).order_by(col(ExportRequest.id)).limit(limit))
    ]


def decided_requests(session: ActorSession, actor: Actor, *, limit: int = PAGE) -> list[RequestRow]:
    """Those that the actor decided, the latest first."""
    mine = (col(ExportRequest.decided_by) == actor.person_id, sees(actor, ExportRequest))
    listed = _listed(*mine).order_by(col(ExportRequest.decided_at).desc(), col(ExportRequest.id).desc())
    return [RequestRow(*row) for row in session.execute(listed.limit(limit))]


def waiting_exports(session: ActorSession, actor: Actor) -> tuple[int, int, int]:
    """How many wait for the actor's decision, and of their own: approved and not taken, refused and not read."""
    parts = (counted_to_decide(actor), counted_ready(actor), counted_unread(actor))
    decide, ready, unread = session.execute(select(*(part.scalar_subquery() for part in parts))).one()
    return decide, ready, unread


def _own(actor: Actor) -> tuple[Any, ...]:
    return (col(ExportRequest.person_id) == actor.person_id, sees(actor, ExportRequest))


def _who() -> Any:
    return col(Person.id) == col(ExportRequest.person_id)


def _listed(*criteria: Any) -> Any:
    return (
        select(*_COLUMNS)
        .select_from(ExportRequest)
        .join(Person, _who())
        .join(Decider, Decider.id == col(ExportRequest.decided_by), isouter=True)
        .where(*criteria)
    )
