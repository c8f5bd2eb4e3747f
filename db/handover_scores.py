"""How complete each customer of a handover is on record when its list is taken: the gaps are the leaver's to fill."""

from __future__ import annotations

import sqlalchemy as sa

from db.access import Actor
from db.handover_list import LINES
from db.models.handovers import Handover
from db.queries.completeness import AT_ONCE, completeness
from db.run import WritingSession


def write_scores(session: WritingSession, actor: Actor, handover: Handover) -> None:
    """Score the lines, the dearest first, up to as many as are scored at once: what lies beyond has none."""
    connection, mine = session.trusted(), LINES.c.handover_id == handover.id
    dearest = sa.select(LINES.c.customer_id).where(mine).order_by(LINES.c.premium.desc(), LINES.c.id).limit(AT_ONCE)
    found = completeness(session, actor, list(connection.execute(dearest).scalars()))
    if found:
        change = sa.update(LINES).where(mine, LINES.c.customer_id == sa.bindparam("customer"))
        told = [{"customer": number, "points": score.points} for number, score in found.items()]
        connection.execute(change.values(score=sa.bindparam("points")), told)
