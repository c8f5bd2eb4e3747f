"""What somebody wants to be told, and how."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.models.notices import NoticeKind, NoticeSetting
from db.scope import sees
from db.session import ActorSession


def notice_settings(session: ActorSession, actor: Actor) -> dict[NoticeKind, tuple[bool, bool]]:
    """For every kind whether the actor is told in the app, and whether by e-mail."""
    chosen = select(NoticeSetting).where(col(NoticeSetting.person_id) == actor.person_id, sees(actor, NoticeSetting))
    kept = {NoticeKind(row.kind): (bool(row.in_app), bool(row.by_mail)) for row in session.exec(chosen)}
    return {kind: kept.get(kind, (True, True)) for kind in NoticeKind}
