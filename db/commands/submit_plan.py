"""The plan of somebody's day, handed in: its items are the activities planned for that day."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.errors import Invalid, Refusal
from db.models.work import DayPlan
from db.periods import now, today
from db.rules.entries import entered
from db.run import WritingSession
from db.scope import sees


def submit_plan(session: WritingSession, actor: Actor, *, day: date, comment: str = "") -> int:
    """Hand in one's own plan for today or a later day, once. What is planned for it later is unplanned."""
    if day < today():
        raise Invalid(fields={"day": "work.plan_past"})
    plan = own_plan(session, actor, day)
    if plan.submitted_at is not None:
        raise Refusal("work.plan_in_already")
    plan.submitted_at = now()
    plan.comment = entered(DayPlan, comment=comment)["comment"]
    session.add(plan)
    session.flush()
    assert plan.id is not None
    return plan.id


def own_plan(session: WritingSession, actor: Actor, day: date) -> DayPlan:
    """The actor's plan of a day, a new one where there is none yet."""
    known = select(DayPlan).where(
        col(DayPlan.person_id) == actor.person_id, col(DayPlan.day) == day, sees(actor, DayPlan)
    )
    return session.exec(known).first() or DayPlan(person_id=actor.person_id, day=day)
