"""Covers that meet a handover: they stand aside while it moves who sees what, and then follow who owns it."""

from __future__ import annotations

import sqlalchemy as sa

from db.covering import MEMBERS, follow_all, leave
from db.handover_list import ITEMS
from db.models.handovers import Handover
from db.periods import today
from db.run import WritingSession
from db.standing import standing


def stand_aside(session: WritingSession, handover: Handover, *people: int) -> None:
    """Until `go_on`, these people see of the handover's customers what is theirs to see for good: a cover, which is
    theirs for days, neither keeps a lasting membership from them nor hides one.
    """
    session.flush()
    listed = _listed(handover)
    for cover in standing(session, *people):
        if cover.substitute_id in people:
            leave(session, cover, today(), MEMBERS.c.customer_id.in_(listed))


def go_on(session: WritingSession, handover: Handover, *people: int) -> None:
    """Who stands in for one of them serves what has come to them, and no more what has gone."""
    follow_all(session, today(), _listed(handover), *people)


def _listed(handover: Handover) -> sa.Select[tuple[int]]:
    return sa.select(ITEMS.c.customer_id).where(ITEMS.c.handover_id == handover.id, ITEMS.c.customer_id.is_not(None))
