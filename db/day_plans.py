"""What commands share about the plan of a day: whether it is in, changes after the cut-off, moving an item."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.config import config
from db.errors import Invalid, Refusal
from db.models.work import Activity, ActivityStatus, Amended, DayPlan, PlanAmendment
from db.periods import END, now, today
from db.rules.cut_off import is_locked
from db.rules.entries import clean
from db.run import WritingSession

LONGEST_WORDS = 500


def is_handed_in(session: WritingSession, person_id: int, day: date) -> bool:
    """Whether somebody's plan of a day is in; asked by whoever works on an item of it, plan in sight or not."""
    plan = sa.select(sa.literal(1)).where(
        col(DayPlan.person_id) == person_id, col(DayPlan.day) == day, col(DayPlan.submitted_at).is_not(None)
    )
    return session.trusted().execute(plan).first() is not None


def is_closed(session: WritingSession, person_id: int, day: date) -> bool:
    """Whether somebody's plan of a day is in and past its cut-off: what changes it from then on is an amendment."""
    return is_locked(day, today(), now()) and is_handed_in(session, person_id, day)


def add_item(session: WritingSession, actor: Actor, item: Activity) -> int:
    """Write a new planned item: beside the plan, if that is in already. Answers its id."""
    item.unplanned = int(is_handed_in(session, item.person_id, item.planned_on))
    session.add(item)
    session.flush()
    if item.unplanned:
        amend(session, actor, item, Amended.ADDED, item.subject)
    assert item.id is not None
    return item.id


def amend(session: WritingSession, actor: Actor, item: Activity, what: Amended, words: str) -> None:
    """Keep what happened to an item of a handed-in plan after its cut-off."""
    if not is_closed(session, item.person_id, item.planned_on):
        return
    assert item.id is not None
    made: dict[str, Any] = {"what": what, "words": clean(words)[:200], "changed_at": now()}
    session.add(PlanAmendment(activity_id=item.id, day=item.planned_on, person_id=actor.person_id, **made))


def words_of(code: str, words: str) -> str:
    """What was tapped and typed, as one line in the company's own language."""
    chosen = config().rules.day.named(code)
    return " ".join(part for part in (chosen.name.zh if chosen else "", clean(words)) if part)


def move_item(
    session: WritingSession,
    actor: Actor,
    item: Activity,
    *,
    to_day: date,
    reason: str,
    words: str = "",
    day_over: bool = False,
) -> int:
    """Close an open item for a reason and open it again on another day; answers the id of the new one.

    Before its plan is handed in and its day over, an item is cancelled; after that it was missed.
    """
    if item.status != ActivityStatus.PLANNED:
        raise Refusal("work.closed")
    _check(item, to_day, reason, words)
    item.status = ActivityStatus.MISSED if day_over else _as_what(session, item)
    item.result, item.outcome = reason, clean(words)
    # The one is closed before the other opens: an open item of a cause is unique.
    session.flush()
    amend(session, actor, item, Amended.MOVED, words_of(reason, words))
    return add_item(session, actor, again(item, to_day, moves=item.moves + 1, moved_from_id=item.id))


def again(item: Activity, day: date, **changed: Any) -> Activity:
    """The same contact once more on a day, for the same cause."""
    kept = ["customer_id", "opportunity_id", "person_id", "kind", "subject", "cause", "cause_id", "cause_on", "stake"]
    return Activity(planned_on=day, **{name: getattr(item, name) for name in kept} | changed)


def _as_what(session: WritingSession, item: Activity) -> ActivityStatus:
    ahead = not is_locked(item.planned_on, today(), now())
    if ahead and not (item.planned_on == today() and is_handed_in(session, item.person_id, item.planned_on)):
        return ActivityStatus.CANCELLED
    return ActivityStatus.MISSED


def _check(item: Activity, to_day: date | None, reason: str, words: str) -> None:
    wrong = {}
    if to_day is None or to_day >= END:
        wrong["to_day"] = "entries.day"
    elif to_day < today():
        wrong["to_day"] = "work.in_past"
    elif to_day == item.planned_on:
        wrong["to_day"] = "work.same_day"
    if not clean(words) and reason not in {one.code for one in config().rules.day.reasons}:
        wrong["reason"] = "work.no_reason"
    if len(clean(words)) > LONGEST_WORDS:
        wrong["words"] = "entries.too_long"
    if wrong:
        raise Invalid(fields=wrong)
