"""What a new day changes in who sees what: covers end and begin, memberships end that were meant to. Twice is once."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import col, select

from db.access import Actor
from db.covering import day_after, finish, follow, start
from db.memberships import end
from db.models.customers import Membership
from db.run import WritingSession
from db.scope import sees
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
    over = select(Membership).where(
        col(Membership.until) < today, col(Membership.valid_to).is_(None), sees(actor, Membership)
    )
    for membership in session.exec(over).all():
        assert membership.until is not None
        end(session, actor, membership, membership.until + timedelta(1))
        ended += 1
    session.flush()
    session.notebook.quiet = not session.notebook.wrote
    return begun, ended
