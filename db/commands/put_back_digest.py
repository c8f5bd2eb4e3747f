"""Puts back what a mail server did not take, for the next run."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from db.access import Actor
from db.models.notices import Notice
from db.run import WritingSession


def put_back_digest(session: WritingSession, actor: Actor, *, notice_ids: Sequence[int]) -> int:
    """The notices wait again; how many."""
    session.notebook.quiet = True
    found = session.exec(select(Notice).where(col(Notice.id).in_(list(notice_ids)))).all()
    for notice in found:
        notice.mailed_at = None
    return len(found)
