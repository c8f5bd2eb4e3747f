"""A cover lasts longer, or less long, or somebody else stands in from today on."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.colleagues import seller, substitutes
from db.commands.begin_cover import check_days
from db.covering import change
from db.errors import Invalid, Refusal
from db.models.covers import Cover
from db.models.notices import NoticeAbout, NoticeKind
from db.notices import notify
from db.periods import today
from db.record import found, fresh
from db.rules.entries import entered
from db.run import WritingSession
from db.standing import standing


def change_cover(
    session: WritingSession, actor: Actor, *, cover_id: int, version: int, substitute_id: int, until: date
) -> int:
    """Give a cover that runs or is planned another last day or another substitute. Answers its id.

    Where it runs, the one before gives back what is open and loses sight, and the new one takes over as at a beginning.
    """
    cover = found(session, actor, Cover, cover_id)
    fresh(session, cover, version)
    if cover.ended_on is not None:
        raise Refusal("covers.over")
    seller(session, actor, cover.absent_id)
    before = cover.substitute_id
    last = entered(Cover, until=until)["until"]
    check_days(max(cover.planned_from, today()), last, since=cover.planned_from)
    if substitute_id != before:
        _check(session, actor, cover, substitute_id)
    if (substitute_id, last) == (before, cover.until):
        raise Refusal("covers.as_it_was")
    running = next(one for one in standing(session, cover.absent_id) if one.id == cover_id)
    change(session, running, today(), substitute_id=substitute_id, until=last)
    told = {"of": (NoticeAbout.COVER, cover_id), "cause": f"cover_changed:{cover_id}:{version}", "by": actor}
    notify(session, NoticeKind.HANDED, sorted({cover.absent_id, before, substitute_id}), **told)  # type: ignore[arg-type]
    return cover_id


def _check(session: WritingSession, actor: Actor, cover: Cover, substitute_id: int) -> None:
    """A colleague of the actor's units who is not away meanwhile."""
    if substitute_id == cover.absent_id or substitute_id not in {each[0] for each in substitutes(session, actor)}:
        raise Invalid(fields={"substitute_id": "covers.not_a_colleague"})
    if any(one.absent_id == substitute_id for one in standing(session, substitute_id)):
        raise Invalid(fields={"substitute_id": "covers.away"})
