"""The same activity with several customers, planned for one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.access import Actor
from db.commands.plan_activity import plan_activity
from db.models.work import ActivityKind
from db.run import WritingSession


def plan_visits(
    session: WritingSession,
    actor: Actor,
    *,
    customer_ids: Sequence[int],
    kind: ActivityKind,
    planned_on: date,
    subject: str,
) -> int:
    """Plan an activity of the actor's own with each customer, all or none; answers how many."""
    ids = sorted(set(customer_ids))
    for customer_id in ids:
        plan_activity(session, actor, customer_id=customer_id, kind=kind, planned_on=planned_on, subject=subject)
    return len(ids)
