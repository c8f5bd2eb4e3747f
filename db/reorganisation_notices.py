"""Who is told of a reorganisation: whoever goes, and who leads where they come from and where they go."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.models.notices import Notice, NoticeAbout, NoticeKind
from db.models.people import Person, Placement, Role, Unit
from db.models.reorganisations import Reorganisation, ReorganisationLine, ReorganisationUnit
from db.notices import notify
from db.queries.reorganisations import full_names
from db.run import WritingSession
from db.scope import sees
from db.session import ActorSession

PLANS: Any = Reorganisation.__table__  # type: ignore[attr-defined]
LINES: Any = ReorganisationLine.__table__  # type: ignore[attr-defined]
SOURCES: Any = ReorganisationUnit.__table__  # type: ignore[attr-defined]
TOLD = {"planned": False, "done": True, "withdrawn": False, "undone": True}
"""What people are told, and whether only those who have gone are."""


def tell(session: WritingSession, actor: Actor, plan: Reorganisation, what: str) -> None:
    """Tell everybody concerned of one of TOLD, each once."""
    session.flush()
    asked = sa.select(LINES.c.person_id, LINES.c.from_unit_id).where(LINES.c.reorganisation_id == plan.id)
    if TOLD[what]:
        asked = asked.where(LINES.c.placement_id.is_not(None))
    lines = session.trusted().execute(asked).all()
    sources = sa.select(SOURCES.c.unit_id).where(SOURCES.c.reorganisation_id == plan.id)
    units = {line.from_unit_id for line in lines} | set(session.trusted().execute(sources).scalars())
    units |= {number for number in (plan.into_id, plan.parent_id) if number}
    people = {line.person_id for line in lines} | _leaders(session, units)
    about = (NoticeAbout.REORGANISATION, plan.id or 0)
    notify(session, NoticeKind.HANDED, people, of=about, cause=f"reorganised_{what}:{plan.id}", by=actor)


def _leaders(session: WritingSession, units: set[int]) -> set[int]:
    """Who manages one of these units, and who heads the department that it is of or is."""
    above = select(Unit.parent_id).where(col(Unit.id).in_(units))
    here = col(Placement.unit_id).in_(units)
    manages = (col(Person.role) == Role.MANAGER) & here
    heads = (col(Person.role) == Role.DEPARTMENT_HEAD) & (here | col(Placement.unit_id).in_(above))
    placed = (col(Placement.person_id) == col(Person.id)) & (col(Placement.open) == 1)
    return {
        int(number or 0) for number in session.exec(select(Person.id).join(Placement, placed).where(manages | heads))
    }


def told_of(session: ActorSession, actor: Actor, ids: list[int]) -> list[Any]:
    """Of these reorganisations, those that the actor was told of: id, from where to where, and the day.

    Nobody but who keeps units reads them; whom one concerns reads of it what they were told.
    """
    mine = select(Notice.about_id).where(
        col(Notice.about) == NoticeAbout.REORGANISATION, col(Notice.about_id).in_(ids), sees(actor, Notice)
    )
    known = sorted(set(session.exec(mine.where(col(Notice.person_id) == actor.person_id))))
    sources = sa.select(SOURCES.c.reorganisation_id, SOURCES.c.unit_id).where(SOURCES.c.reorganisation_id.in_(known))
    named, names = full_names(session), dict(session.exec(select(Unit.id, Unit.name)).all())
    from_units: dict[int, list[str]] = {}
    for plan, unit in session.trusted().execute(sources.order_by(SOURCES.c.id)):
        from_units.setdefault(plan, []).append(names[unit])
    plans = session.trusted().execute(sa.select(PLANS).where(PLANS.c.id.in_(known))).all()
    return [(plan.id, _title(plan, from_units.get(plan.id, []), named), plan.effective_on) for plan in plans]


def _title(plan: Any, sources: list[str], named: dict[int, str]) -> str:
    into = named[plan.into_id] if plan.into_id else f"{named[plan.parent_id]} / {plan.name}"
    return f"{', '.join(sources)} → {into}"
