"""Covers that end because one of the two goes: nobody is left to think that somebody still stands in."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from db.access import Actor
from db.covering import finish
from db.models.notices import NoticeAbout, NoticeKind
from db.notices import notify
from db.run import WritingSession
from db.standing import COVERS, Standing, standing


def finish_all(session: WritingSession, actor: Actor, day: date, person: int) -> None:
    """Nobody stands in for somebody who leaves, nor they for anybody: the other one and who arranged it are told.

    Whoever takes over from a substitute is told nothing: what was covered goes to its owner, not to them.
    """
    for cover in standing(session, person):
        finish(session, cover, day)
        told = {cover.absent_id, cover.substitute_id, _arranger(session, cover)} - {person}
        about = (NoticeAbout.COVER, cover.id)
        notify(session, NoticeKind.HANDED, told, of=about, cause=f"cover_fell:{cover.id}", by=actor)


def _arranger(session: WritingSession, cover: Standing) -> int:
    arranged = sa.select(COVERS.c.by_id).where(COVERS.c.id == cover.id)
    return int(session.trusted().execute(arranged).scalar_one())
