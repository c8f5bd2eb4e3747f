"""Reorganisations that are planned, were carried out, withdrawn or undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied
from db.models.people import Person, Unit, UnitKind
from db.models.reorganisations import (
    Reorganisation,
    ReorganisationKind,
    ReorganisationLine,
    ReorganisationState,
    ReorganisationUnit,
)
from db.scope import sees
from db.session import ActorSession


@dataclass(frozen=True)
class ReorganisationRow:
    """One of them; `sources` are the units that people go from, `into` the one they go to, by name and that of the unit
    above, since a team that moves may keep its name.
    """

    id: int
    version: int
    kind: ReorganisationKind
    state: ReorganisationState
    effective_on: date
    reason: str
    sources: tuple[str, ...]
    into: str
    new: bool
    people: int
    planned_on: date
    planned_by: str | None
    done_on: date | None
    ended_on: date | None
    ended_reason: str


def reorganisations(session: ActorSession, actor: Actor, *, limit: int = 200) -> list[ReorganisationRow]:
    """Those in sight: what is planned by its day, then the others, the latest first."""
    planned = sa.case((col(Reorganisation.state) == ReorganisationState.PLANNED, 0), else_=1)
    day = sa.case((col(Reorganisation.state) == ReorganisationState.PLANNED, Reorganisation.effective_on))
    asked = _listed(actor).order_by(planned, day, col(Reorganisation.id).desc()).limit(limit)
    return _rows(session, actor, session.execute(asked).all())


def one_reorganisation(session: ActorSession, actor: Actor, reorganisation_id: int) -> ReorganisationRow:
    """One of them; Denied where it is not in sight."""
    found = session.execute(_listed(actor).where(col(Reorganisation.id) == reorganisation_id)).all()
    if not found:
        raise Denied("core.not_found")
    return _rows(session, actor, found)[0]


def planned_for(session: ActorSession, actor: Actor, person_id: int) -> ReorganisationRow | None:
    """The one, in sight, that a person goes along with on a day to come."""
    lines = select(ReorganisationLine.reorganisation_id).where(
        col(ReorganisationLine.person_id) == person_id,
        col(ReorganisationLine.pending) == 1,
        sees(actor, ReorganisationLine),
    )
    found = session.execute(_listed(actor).where(col(Reorganisation.id).in_(lines))).all()
    return _rows(session, actor, found)[0] if found else None


def _listed(actor: Actor) -> Any:
    lines = select(sa.func.count(col(ReorganisationLine.id))).where(
        col(ReorganisationLine.reorganisation_id) == col(Reorganisation.id), sees(actor, ReorganisationLine)
    )
    people = lines.correlate(Reorganisation).scalar_subquery().label("people")
    return (
        sa.select(Reorganisation, people, col(Person.name).label("planned_by"))
        .select_from(Reorganisation)
        .outerjoin(Person, col(Person.id) == col(Reorganisation.planned_by_id))
        .where(sees(actor, Reorganisation))
    )


def _rows(session: ActorSession, actor: Actor, found: Sequence[Any]) -> list[ReorganisationRow]:
    named, sources = full_names(session), dict[int, list[str]]()
    of = col(ReorganisationUnit.reorganisation_id).in_([row[0].id for row in found])
    units = select(ReorganisationUnit).where(of, sees(actor, ReorganisationUnit)).order_by(col(ReorganisationUnit.id))
    for one in session.exec(units):
        sources.setdefault(one.reorganisation_id, []).append(named[one.unit_id])
    kept = ("version", "effective_on", "reason", "planned_on", "done_on", "ended_on", "ended_reason")
    return [
        ReorganisationRow(
            id=plan.id,
            kind=ReorganisationKind(plan.kind),
            state=ReorganisationState(plan.state),
            sources=tuple(sources.get(plan.id, ())),
            into=named[plan.into_id] if plan.into_id else _under(named.get(plan.parent_id), plan.name),
            new=bool(plan.code),
            people=people,
            planned_by=planned_by,
            **{name: getattr(plan, name) for name in kept},
        )
        for plan, people, planned_by in found
    ]


def full_names(session: ActorSession) -> dict[int, str]:
    """Every unit by its name, a team after that of its department."""
    units = {unit.id or 0: unit for unit in session.exec(select(Unit))}
    teams = {number: units.get(unit.parent_id or 0) for number, unit in units.items() if unit.kind == UnitKind.TEAM}
    return {
        number: _under(above.name if (above := teams.get(number)) else None, unit.name)
        for number, unit in units.items()
    }


def _under(above: str | None, name: str) -> str:
    return f"{above} / {name}" if above else name
