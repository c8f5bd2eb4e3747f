"""The day is closed: what is still open moves, and the plan is handed in if it was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.commands.submit_plan import own_plan
from db.day_plans import move_item
from db.errors import Invalid, Refusal
from db.models.work import Activity, DayPlan
from db.periods import now, today
from db.record import found, fresh
from db.rules.entries import entered
from db.run import WritingSession
from db.scope import sees


@dataclass(frozen=True)
class Move:
    """One open item, as it was shown, and where it goes for which reason."""

    activity_id: int
    version: int
    to_day: date
    reason: str


def close_day(
    session: WritingSession, actor: Actor, *, day: date, moves: tuple[Move, ...] = (), comment: str = ""
) -> int:
    """Move all that is open up to a day, all or nothing, and note that the day is over. Answers the plan's id."""
    if day > today():
        raise Invalid(fields={"day": "work.day_ahead"})
    plan = own_plan(session, actor, day)
    words = entered(DayPlan, comment=comment)["comment"]
    for move in moves:
        item = found(session, actor, Activity, move.activity_id)
        fresh(session, item, move.version)
        move_item(session, actor, item, to_day=move.to_day, reason=move.reason, day_over=True)
    session.flush()
    if _still_open(session, actor, day):
        raise Refusal("work.day_open")
    plan.submitted_at = plan.submitted_at or now()
    plan.closed_at = now()
    plan.comment = words or plan.comment
    session.add(plan)
    session.flush()
    assert plan.id is not None
    return plan.id


def _still_open(session: WritingSession, actor: Actor, day: date) -> bool:
    left = select(Activity.id).where(
        col(Activity.person_id) == actor.person_id,
        col(Activity.open) == 1,
        col(Activity.planned_on) <= day,
        sees(actor, Activity),
    )
    return session.exec(left).first() is not None
