"""A contact that took place though nobody had planned it, noted with what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.access import Actor
from db.commands.close_activity import Closed, Ended, checked, follow, settle
from db.commands.plan_activity import stake_of
from db.day_plans import amend
from db.errors import Invalid
from db.models.customers import Customer
from db.models.work import Activity, ActivityKind, ActivityStatus, Amended
from db.noted import Noted
from db.periods import today
from db.record import found
from db.rules.entries import entered
from db.run import WritingSession


def log_activity(
    session: WritingSession,
    actor: Actor,
    *,
    customer_id: int,
    kind: ActivityKind,
    subject: str,
    result: str = "",
    outcome: str = "",
    done_on: date | None = None,
    opportunity_id: int | None = None,
    noted: Noted | None = None,
    next_step: str = "",
    next_on: date | None = None,
) -> Closed:
    """Note what the actor did beside the plan; a next step becomes a planned activity."""
    found(session, actor, Customer, customer_id)
    noted, done_on = noted or Noted(), done_on or today()
    taken = entered(Activity, kind=kind, subject=subject, done_on=done_on)
    ended = checked(Ended(ActivityStatus.DONE, result, outcome, done_on, next_step, None, next_on), noted)
    if ended.status != ActivityStatus.DONE:
        raise Invalid(fields={"result": "work.not_done"})
    stake = stake_of(session, actor, opportunity_id, customer_id)
    links: dict[str, Any] = {"customer_id": customer_id, "opportunity_id": opportunity_id, "person_id": actor.person_id}
    activity = Activity(**taken, **links, planned_on=done_on, stake=stake, unplanned=1)
    settle(session, actor, activity, ended, noted)
    session.add(activity)
    session.flush()
    amend(session, actor, activity, Amended.ADDED, activity.subject)
    assert activity.id is not None
    return Closed(activity.id, follow(session, actor, activity, ended))
