"""What came of an activity, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.config_day import Ending
from db.day_plans import add_item, again, amend, words_of
from db.errors import Invalid, Refusal
from db.models.notices import NoticeKind
from db.models.sales import Opportunity, Outcome
from db.models.talk import About, ActivityParticipant, Part
from db.models.work import Activity, ActivityKind, ActivityStatus, Amended
from db.noted import Noted, keep_facts
from db.notices import notify
from db.periods import END, today
from db.record import found, fresh
from db.rules.entries import clean, entered
from db.run import WritingSession
from db.scope import sees

EVIDENCE = frozenset({ActivityKind.VISIT, ActivityKind.MEETING, ActivityKind.CALL})


@dataclass(frozen=True)
class Closed:
    """The activity that was closed and, where a next step was planned, the next one."""

    activity_id: int
    next_id: int | None = None


@dataclass(frozen=True)
class Ended:
    """How an activity ended: `result` is a declared outcome, which says by itself whether that is done or missed."""

    status: ActivityStatus | None = None
    result: str = ""
    outcome: str = ""
    done_on: date | None = None
    next_step: str = ""
    next_kind: ActivityKind | None = None
    next_on: date | None = None


def close_activity(
    session: WritingSession,
    actor: Actor,
    *,
    activity_id: int,
    version: int,
    status: ActivityStatus | None = None,
    result: str = "",
    outcome: str = "",
    done_on: date | None = None,
    noted: Noted | None = None,
    next_step: str = "",
    next_kind: ActivityKind | None = None,
    next_on: date | None = None,
) -> Closed:
    """Close a planned activity as done, cancelled or missed; a next step becomes the next planned activity.

    A next step without words is the same thing once more.
    """
    activity = found(session, actor, Activity, activity_id)
    fresh(session, activity, version)
    if activity.status != ActivityStatus.PLANNED:
        raise Refusal("work.closed")
    ended = checked(Ended(status, result, outcome, done_on, next_step, next_kind, next_on), noted or Noted())
    assert ended.status is not None
    settle(session, actor, activity, ended, noted or Noted())
    amend(session, actor, activity, Amended(ended.status), words_of(result, outcome))
    if ended.status == ActivityStatus.CANCELLED:
        _tell_givers(session, actor, activity_id)
    return Closed(activity_id, follow(session, actor, activity, ended))


def checked(ended: Ended, noted: Noted) -> Ended:
    """The ending with its status, and its texts as their columns take them; raises Invalid."""
    declared = {one.code: one for one in config().rules.day.outcomes}
    chosen: Ending | None = declared.get(ended.result)
    status = ActivityStatus(chosen.status) if chosen else ended.status
    wrong = {}
    if ended.result and chosen is None:
        wrong["result"] = "entries.choice"
    if status not in (ActivityStatus.DONE, ActivityStatus.CANCELLED, ActivityStatus.MISSED):
        wrong["result" if ended.status is None else "status"] = "entries.choice"
    if not ended.result and not clean(ended.outcome):
        wrong["outcome"] = "work.no_outcome"
    if ended.done_on is not None and ended.done_on > today():
        wrong["done_on"] = "work.in_future"
    if clean(ended.next_step) and ended.next_on is None:
        wrong["next_on"] = "work.next_incomplete"
    if ended.next_on is not None and not today() <= ended.next_on < END:
        wrong["next_on"] = "work.in_past" if ended.next_on < today() else "entries.day"
    if noted and status != ActivityStatus.DONE:
        wrong["needs"] = "work.nothing_learned"
    if wrong:
        raise Invalid(fields=wrong)
    return replace(ended, status=status, **entered(Activity, outcome=ended.outcome, next_step=ended.next_step))


def settle(session: WritingSession, actor: Actor, activity: Activity, ended: Ended, noted: Noted) -> None:
    """Write how it ended. An activity is effective by the new facts it recorded."""
    done = ended.status == ActivityStatus.DONE
    facts = keep_facts(session, actor, activity, noted) if done else []
    if done and ended.next_step:
        facts.append("next_step")
    assert ended.status is not None
    activity.status, activity.result, activity.outcome = ended.status, ended.result, ended.outcome
    activity.next_step, activity.facts, activity.new_fact = ended.next_step, " ".join(facts), int(bool(facts))
    activity.done_on = (ended.done_on or today()) if done else None
    if done and activity.kind in EVIDENCE:
        _refresh_evidence(session, actor, activity)
    # An open item of a cause is unique: this one is closed before the next one opens.
    session.flush()


def follow(session: WritingSession, actor: Actor, activity: Activity, ended: Ended) -> int | None:
    """The next step as a planned activity, if there is one; its id."""
    if ended.next_on is None:
        return None
    subject = activity.next_step or activity.subject
    return add_item(
        session, actor, again(activity, ended.next_on, kind=ended.next_kind or activity.kind, subject=subject)
    )


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
