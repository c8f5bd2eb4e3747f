"""A recurring visit comes no more."""

from __future__ import annotations

from db.access import Actor
from db.errors import Refusal
from db.models.work import RecurringVisit
from db.periods import today
from db.record import found, fresh
from db.run import WritingSession


def end_recurring_visit(session: WritingSession, actor: Actor, *, visit_id: int, version: int) -> int:
    """End it today; what stands in a plan already stays there. Answers its version."""
    visit = found(session, actor, RecurringVisit, visit_id)
    fresh(session, visit, version)
    if visit.valid_to is not None:
        raise Refusal("work.closed")
    visit.valid_to = max(today(), visit.valid_from)
    session.flush()
    return visit.version
