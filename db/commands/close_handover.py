"""Close a handover once its customers have been met."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from db.access import Actor
from db.errors import Invalid
from db.handover_list import LINES
from db.handover_moves import ACTIVITY
from db.handover_steps import led
from db.models.handovers import Handover, HandoverState
from db.models.work import ActivityStatus
from db.periods import today
from db.rules.entries import reason_given
from db.run import WritingSession


def close_handover(session: WritingSession, actor: Actor, *, handover_id: int, version: int, reason: str = "") -> int:
    """End the follow-up; where a customer has had no first contact, with a reason. From then on nothing is undone."""
    handover = led(session, actor, handover_id, version, HandoverState.DONE)
    handover.closed_reason = reason_given(reason)
    if not handover.closed_reason and _not_met(session, handover):
        raise Invalid(fields={"reason": "handovers.too_early"})
    handover.state, handover.closed_on = HandoverState.CLOSED, today()
    session.flush()
    return handover.version


def _not_met(session: WritingSession, handover: Handover) -> int:
    met: Any = sa.select(ACTIVITY.c.id).where(
        ACTIVITY.c.customer_id == LINES.c.customer_id,
        ACTIVITY.c.person_id == LINES.c.successor_id,
        ACTIVITY.c.status == ActivityStatus.DONE,
        ACTIVITY.c.done_on >= handover.effective_on,
    )
    waiting = sa.select(sa.func.count()).select_from(LINES)
    waiting = waiting.where(LINES.c.handover_id == handover.id, ~sa.exists(met.correlate(LINES)))
    return int(session.trusted().execute(waiting).scalar_one())
