"""Whoever was away is back, or the plan is called off."""

from __future__ import annotations

from db.access import Actor
from db.colleagues import seller
from db.covering import finish
from db.errors import Refusal
from db.models.covers import Cover
from db.models.notices import NoticeAbout, NoticeKind
from db.notices import notify
from db.periods import today
from db.record import found, fresh
from db.run import WritingSession
from db.standing import standing


def end_cover(session: WritingSession, actor: Actor, *, cover_id: int, version: int) -> int:
    """End a cover of somebody of the actor's units, or the actor's own absence, from today on. Answers its id."""
    cover = found(session, actor, Cover, cover_id)
    fresh(session, cover, version)
    if cover.ended_on is not None:
        raise Refusal("covers.over")
    seller(session, actor, cover.absent_id)
    for one in standing(session, cover.absent_id):
        if one.id == cover_id:
            finish(session, one, today())
    told = {"of": (NoticeAbout.COVER, cover_id), "cause": f"cover_over:{cover_id}", "by": actor}
    notify(session, NoticeKind.HANDED, [cover.absent_id, cover.substitute_id], **told)  # type: ignore[arg-type]
    return cover_id
