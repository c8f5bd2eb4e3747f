"""Tells people what concerns them: one row per recipient and cause, in the ways that each has chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.models.notices import Notice, NoticeAbout, NoticeKind, NoticeSetting
from db.models.people import Person
from db.models.talk import About
from db.periods import now
from db.session import ActorSession
from db.upsert import insert_or

NOTICES: Any = Notice.__table__  # type: ignore[attr-defined]
WAYS: tuple[Any, ...] = (
    col(Person.id).label("person_id"),
    sa.func.coalesce(NoticeSetting.in_app, 1).label("in_app"),
    sa.func.coalesce(NoticeSetting.by_mail, 1).label("by_mail"),
)
"""The columns that say who is told, and in which ways; from Person with an outer join by `chosen_for`."""


def notify(
    session: ActorSession,
    kind: NoticeKind,
    people: Iterable[int],
    *,
    of: tuple[About | NoticeAbout, int],
    cause: str,
    by: Actor | None = None,
    comment_id: int | None = None,
) -> int:
    """Tell the active ones of these people of a record, but for whoever did it; how many were not told yet."""
    told = sorted(set(people) - {by.person_id if by else 0})
    if not told:
        return 0
    chosen = sa.select(*WAYS).select_from(Person).outerjoin(NoticeSetting, chosen_for(kind))
    chosen = chosen.where(col(Person.id).in_(told), col(Person.active) == 1)
    shared = {"kind": kind, "cause": cause, "about": NoticeAbout(of[0]), "about_id": of[1], "comment_id": comment_id}
    shared |= {"by_id": by.person_id or None if by else None, "at": now()}
    rows = [{**row._asdict(), **shared} for row in session.trusted().execute(chosen)]
    if not rows:
        return 0
    added = insert_or(session, NOTICES).values(rows).on_conflict_do_nothing(index_elements=["person_id", "cause"])
    return len(session.trusted().execute(added.returning(NOTICES.c.id)).all())


def chosen_for(kind: NoticeKind) -> Any:
    """The join from a person to what they have chosen for that kind."""
    return sa.and_(col(NoticeSetting.person_id) == col(Person.id), col(NoticeSetting.kind) == kind)
