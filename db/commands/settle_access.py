"""What a new day changes in who sees what: covers end and begin, memberships end that were meant to. Twice is once."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.covering import day_after, finish, follow, start
from db.memberships import end_over
from db.run import WritingSession
from db.standing import standing


def settle_access(session: WritingSession, actor: Actor, *, today: date) -> tuple[int, int]:
    """How many covers began, and how many covers and memberships ended."""
    begun, ended = 0, 0
    running = []
    for cover in standing(session):
        if cover.until < today:
            finish(session, cover, day_after(cover) if cover.began_on else today)
            ended += 1
        elif cover.began_on is not None:
            running.append(cover)
        elif cover.planned_from <= today:
            start(session, cover, today)
            begun += 1
    for cover in running:
        follow(session, cover, today)
    ended += end_over(session, today)
    session.flush()
    session.notebook.quiet = not session.notebook.wrote
    return begun, ended
