"""Somebody stands in for somebody who is away: from today on, or as a plan that the daily job begins."""

from __future__ import annotations

from datetime import date, timedelta

from db.access import Actor
from db.colleagues import seller, substitutes
from db.covering import start
from db.errors import Invalid, Refusal
from db.models.covers import Absence, Cover
from db.models.notices import NoticeAbout, NoticeKind
from db.notices import notify
from db.periods import today
from db.rules.entries import entered
from db.run import WritingSession
from db.standing import Standing, standing

LONGEST = 366
"""Days: who is away longer hands their customers over."""


def begin_cover(
    session: WritingSession,
    actor: Actor,
    *,
    absent_id: int,
    substitute_id: int,
    planned_from: date,
    until: date,
    reason: Absence,
) -> int:
    """Let a colleague of the actor's units serve the customers of another, or the actor's own. Answers its id.

    The substitute sees and writes them up to and with the day `until`. Ownership, credit and figures stay.
    """
    seller(session, actor, absent_id)
    taken = entered(Cover, planned_from=planned_from, until=until, reason=reason)
    check_days(taken["planned_from"], taken["until"])
    if substitute_id == absent_id or substitute_id not in {each[0] for each in substitutes(session, actor)}:
        raise Invalid(fields={"substitute_id": "covers.not_a_colleague"})
    _check_others(session, absent_id, substitute_id)
    made = Cover(absent_id=absent_id, substitute_id=substitute_id, by_id=actor.person_id, **taken)
    session.add(made)
    session.flush()
    assert made.id is not None
    if made.planned_from == today():
        start(session, Standing(made.id, absent_id, substitute_id, made.planned_from, made.until, None), today())
    told = {"of": (NoticeAbout.COVER, made.id), "cause": f"cover:{made.id}", "by": actor}
    notify(session, NoticeKind.HANDED, [absent_id, substitute_id], **told)  # type: ignore[arg-type]
    return made.id


def check_days(first: date, last: date, *, since: date | None = None) -> None:
    """Not in the past, and not longer than LONGEST from the first day, or from the day it has run `since`."""
    wrong = {}
    if first < today():
        wrong["planned_from"] = "covers.in_past"
    if last < first:
        wrong["until"] = "covers.ends_before"
    elif last > (since or first) + timedelta(LONGEST):
        wrong["until"] = "covers.too_long"
    if wrong:
        raise Invalid(fields=wrong)


def _check_others(session: WritingSession, absent_id: int, substitute_id: int) -> None:
    """One cover at a time of whoever is away, and nobody in a row: who is away serves nobody's customers."""
    for cover in standing(session, absent_id, substitute_id):
        if cover.absent_id == absent_id:
            raise Refusal("covers.already")
        if cover.substitute_id == absent_id:
            raise Refusal("covers.stands_in")
        if cover.absent_id == substitute_id:
            raise Invalid(fields={"substitute_id": "covers.away"})
