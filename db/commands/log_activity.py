"""A contact with a customer that has taken place, planned or not."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.commands.close_activity import close_activity
from db.commands.plan_activity import plan_activity
from db.errors import Invalid
from db.models.work import Activity, ActivityKind, ActivityStatus
from db.periods import today
from db.rules.entries import entered
from db.run import WritingSession


def log_activity(
    session: WritingSession,
    actor: Actor,
    *,
    customer_id: int,
    kind: ActivityKind,
    subject: str,
    outcome: str,
    done_on: date,
    opportunity_id: int | None = None,
    new_fact: bool = False,
) -> int:
    """Log an activity of the actor's as done, evidence for its opportunity if it is of such a kind. Answers its id."""
    if entered(Activity, done_on=done_on)["done_on"] is None:
        raise Invalid(fields={"done_on": "entries.missing"})
    made = plan_activity(
        session,
        actor,
        customer_id=customer_id,
        kind=kind,
        planned_on=today(),
        subject=subject,
        opportunity_id=opportunity_id,
    )
    closed = close_activity(
        session,
        actor,
        activity_id=made,
        version=1,
        status=ActivityStatus.DONE,
        outcome=outcome,
        done_on=done_on,
        new_fact=new_fact,
    )
    return closed.activity_id
