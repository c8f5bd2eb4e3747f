"""Who is told of a handover: whoever has to do the next thing for it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import col, select

from db.access import Actor
from db.models.handovers import Handover
from db.models.notices import NoticeAbout, NoticeKind
from db.models.people import Person, Placement, Role, Unit
from db.notices import notify
from db.periods import today
from db.run import WritingSession


def tell(session: WritingSession, actor: Actor, handover: Handover, what: str, people: Iterable[int]) -> None:
    """Tell people of a step, once a day at most however often the list is changed on it; of a signature that is void
    each time.
    """
    assert handover.id is not None
    turn = f"v{handover.version}" if what == "again" else f"{today():%y%m%d}"
    cause = f"handover_{what}:{handover.id}:{turn}"
    notify(session, NoticeKind.HANDED, people, of=(NoticeAbout.HANDOVER, handover.id), cause=cause, by=actor)


def tell_leaders(session: WritingSession, actor: Actor, handover: Handover, *, agreed: bool) -> None:
    """Once the last one has signed: whoever opened it that it is agreed, or the heads of department that it is not."""
    if agreed:
        tell(session, actor, handover, "signed", [handover.opened_by_id] if handover.opened_by_id else [])
        return
    above = select(Unit.parent_id).where(col(Unit.id) == handover.unit_id)
    heads = (
        select(Person.id)
        .join(Placement, (col(Placement.person_id) == col(Person.id)) & (col(Placement.open) == 1))
        .where(col(Person.role) == Role.DEPARTMENT_HEAD, col(Person.active) == 1)
        .where((col(Placement.unit_id) == handover.unit_id) | col(Placement.unit_id).in_(above))
    )
    people = {int(row[0]) for row in session.trusted().execute(heads)} - {handover.opened_by_id}
    tell(session, actor, handover, "approve", people)
