"""Somebody's own notices, each with what its record is called as far as today's scope shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.export_requests import counted_ready, counted_to_decide, counted_unread
from db.models.notices import Notice, NoticeAbout, NoticeKind
from db.models.people import Person
from db.models.talk import About, Comment
from db.models.work import DayPlan
from db.notice_records import Record, records
from db.rights import reach
from db.scope import sees
from db.session import ActorSession

PAGE = 30


@dataclass(frozen=True)
class NoticeRow:
    """One notice; `record` is None where the record is out of sight by now, and then nothing of it is told."""

    id: int
    kind: NoticeKind
    about: NoticeAbout
    about_id: int
    comment_id: int | None
    at: datetime
    read_at: datetime | None
    by: str | None
    cause: str = ""
    record: Record | None = None
    text: str = ""


def unread(session: ActorSession, actor: Actor) -> int:
    """How much waits behind the bell: notices unread, exports to decide, own ones decided; by one statement."""
    notices_unread = select(sa.func.count(col(Notice.id))).where(
        col(Notice.person_id) == actor.person_id, col(Notice.unread) == 1, sees(actor, Notice)
    )
    of_exports = (counted_to_decide(actor), counted_ready(actor), counted_unread(actor))
    parts = [counted.scalar_subquery() for counted in (notices_unread, *of_exports)]
    return sum(int(number) for number in session.execute(select(*parts)).one())


def count_notices(session: ActorSession, actor: Actor, *, only_unread: bool = False) -> int:
    """How many notices the inbox has."""
    counted = select(sa.func.count()).where(*_mine(actor, only_unread=only_unread))
    return int(session.exec(counted).one())


def notices(
    session: ActorSession, actor: Actor, *, only_unread: bool = False, limit: int = PAGE, offset: int = 0
) -> list[NoticeRow]:
    """A page of the inbox, the newest first, in at most nine queries."""
    return _told(session, actor, _mine(actor, only_unread=only_unread), limit, offset)


def waiting(session: ActorSession, actor: Actor, ids: Iterable[int]) -> list[NoticeRow]:
    """These of the actor's notices, for the daily e-mail."""
    which = (col(Notice.person_id) == actor.person_id, col(Notice.id).in_(list(ids)), sees(actor, Notice))
    return _told(session, actor, which, None, 0)


def _mine(actor: Actor, *, only_unread: bool) -> tuple[Any, ...]:
    mine = (col(Notice.person_id) == actor.person_id, col(Notice.in_app) == 1, sees(actor, Notice))
    return (*mine, col(Notice.unread) == 1) if only_unread else mine


def _told(
    session: ActorSession, actor: Actor, which: tuple[Any, ...], limit: int | None, offset: int
) -> list[NoticeRow]:
    columns: tuple[Any, ...] = (
        Notice.id, Notice.kind, Notice.about, Notice.about_id, Notice.comment_id, Notice.at, Notice.read_at,
        Person.name, Notice.cause,
    )  # fmt: skip
    listed = select(*columns).join(Person, col(Person.id) == col(Notice.by_id), isouter=True).where(*which)
    newest = (col(Notice.at).desc(), col(Notice.id).desc())
    rows = [NoticeRow(*row) for row in session.exec(listed.order_by(*newest).limit(limit).offset(offset))]
    kinds = {NoticeAbout(row.about) for row in rows}
    known = {kind: records(session, actor, kind, _ids(rows, kind)) for kind in kinds}
    texts = _texts(session, actor, [row.comment_id for row in rows if row.comment_id])
    return [_with(row, known[NoticeAbout(row.about)].get(row.about_id), texts) for row in rows]


def _ids(rows: Iterable[NoticeRow], about: NoticeAbout) -> list[int]:
    return sorted({row.about_id for row in rows if row.about == about})


def _with(row: NoticeRow, record: Record | None, texts: Mapping[int, str]) -> NoticeRow:
    text = texts.get(row.comment_id or 0, "") if record else ""
    return NoticeRow(**{**vars(row), "record": record, "text": text})


def _texts(session: ActorSession, actor: Actor, ids: list[int]) -> dict[int, str]:
    """What the comments say: of customers in sight, and of plans in sight."""
    if not ids or reach(actor, Comment) is None:
        return {}
    mine = select(Comment.customer_id).where(col(Comment.id).in_(ids), col(Comment.customer_id).is_not(None))
    said: Any = select(Comment.id, Comment.text).where(col(Comment.id).in_(ids), sees(actor, Comment, mine))
    of_plans: Any = (
        select(Comment.id, Comment.text)
        .join(DayPlan, col(DayPlan.id) == col(Comment.day_plan_id))
        .where(col(Comment.id).in_(ids), col(Comment.kind) == About.PLAN, sees(actor, DayPlan))
    )
    return {number: text for each in (said, of_plans) for number, text in session.exec(each)}
