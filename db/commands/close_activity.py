"""What came of an activity, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.errors import Invalid, Refusal
from db.models.notices import NoticeKind
from db.models.sales import Opportunity, Outcome
from db.models.talk import About, ActivityParticipant, Part
from db.models.work import Activity, ActivityKind, ActivityStatus
from db.notices import notify
from db.periods import today
from db.record import found, fresh
from db.rules.entries import entered
from db.run import WritingSession
from db.scope import sees

EVIDENCE = frozenset({ActivityKind.VISIT, ActivityKind.MEETING, ActivityKind.CALL})


@dataclass(frozen=True)
class Closed:
    """The activity that was closed and, where a next step was planned, the next one."""

    activity_id: int
    next_id: int | None = None


def close_activity(
    session: WritingSession,
    actor: Actor,
    *,
    activity_id: int,
    version: int,
    status: ActivityStatus,
    outcome: str,
    done_on: date | None = None,
    new_fact: bool = False,
    next_step: str = "",
    next_kind: ActivityKind | None = None,
    next_on: date | None = None,
) -> Closed:
    """Close a planned activity as done, cancelled or missed; a next step becomes the next planned activity."""
    activity = found(session, actor, Activity, activity_id)
    fresh(session, activity, version)
    if activity.status != ActivityStatus.PLANNED:
        raise Refusal("work.closed")
    _check(status, outcome, done_on, next_step, next_on)
    done = status == ActivityStatus.DONE
    for field, value in entered(Activity, outcome=outcome, next_step=next_step).items():
        setattr(activity, field, value)
    activity.status, activity.new_fact = status, int(done and new_fact)
    activity.done_on = (done_on or today()) if done else None
    if done and activity.kind in EVIDENCE:
        _refresh_evidence(session, actor, activity)
    following = _next(session, activity, next_kind, next_on) if next_on else None
    session.flush()
    if activity.status == ActivityStatus.CANCELLED:
        _tell_givers(session, actor, activity_id)
    return Closed(activity_id, following.id if following else None)


def _check(status: str, outcome: str, done_on: date | None, next_step: str, next_on: date | None) -> None:
    wrong = {}
    if status not in (ActivityStatus.DONE, ActivityStatus.CANCELLED, ActivityStatus.MISSED):
        wrong["status"] = "entries.choice"
    if not outcome.strip():
        wrong["outcome"] = "work.no_outcome"
    if done_on is not None and done_on > today():
        wrong["done_on"] = "work.in_future"
    if bool(next_step.strip()) != (next_on is not None):
        wrong["next_on" if next_on is None else "next_step"] = "work.next_incomplete"
    elif next_on is not None and next_on < today():
        wrong["next_on"] = "work.in_past"
    if wrong:
        raise Invalid(fields=wrong)


def _refresh_evidence(session: WritingSession, actor: Actor, activity: Activity) -> None:
    """A visit, meeting or call that took place is evidence for the opportunity it was for."""
    if activity.opportunity_id is None:
        return
    running = select(Opportunity).where(
        col(Opportunity.id) == activity.opportunity_id,
        col(Opportunity.outcome) == Outcome.OPEN,
        sees(actor, Opportunity),
    )
    opportunity = session.exec(running).first()
    if opportunity is not None and activity.done_on is not None:
        opportunity.evidence_on = max(opportunity.evidence_on, activity.done_on)


def _tell_givers(session: WritingSession, actor: Actor, activity_id: int) -> None:
    """Whoever handed it out learns that it was declined."""
    gave = select(ActivityParticipant.person_id).where(
        col(ActivityParticipant.activity_id) == activity_id,
        col(ActivityParticipant.part) == Part.GIVER,
        sees(actor, ActivityParticipant),
    )
    people = session.exec(gave).all()
    notify(
        session, NoticeKind.REFUSED, people, of=(About.ACTIVITY, activity_id), cause=f"refused:{activity_id}", by=actor
    )


def _next(session: WritingSession, activity: Activity, kind: ActivityKind | None, on: date) -> Activity:
    following = Activity(
        customer_id=activity.customer_id,
        opportunity_id=activity.opportunity_id,
        person_id=activity.person_id,
        kind=kind or activity.kind,
        subject=activity.next_step,
        planned_on=on,
    )
    session.add(following)
    return following
