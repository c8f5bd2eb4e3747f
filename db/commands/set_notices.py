"""How somebody wants to be told: in the app, in the daily e-mail, or not."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import col, select

from db.access import Actor
from db.errors import Invalid
from db.models.notices import NoticeKind, NoticeSetting
from db.run import WritingSession
from db.scope import sees


def set_notices(session: WritingSession, actor: Actor, *, wanted: Mapping[str, tuple[bool, bool]]) -> int:
    """For each kind named, whether in the app and whether by e-mail; from now on. How many kinds are set."""
    if not set(wanted) <= set(NoticeKind):
        raise Invalid(fields={"kind": "entries.choice"})
    own = select(NoticeSetting).where(col(NoticeSetting.person_id) == actor.person_id, sees(actor, NoticeSetting))
    kept = {NoticeKind(row.kind): row for row in session.exec(own)}
    for name, (in_app, by_mail) in wanted.items():
        kind = NoticeKind(name)
        row = kept.get(kind) or NoticeSetting(person_id=actor.person_id, kind=kind)
        row.in_app, row.by_mail = int(in_app), int(by_mail)
        session.add(row)
    session.flush()
    return len(wanted)
