"""People as the directory shows them, and where each works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import col, select

from db.errors import Refusal, Unknown
from db.models.people import Person, Placement, Role, Unit
from db.session import ActorSession

PAGE = 20


@dataclass(frozen=True)
class PersonRow:
    """One person and the place they have now; `placement_id` names that place in a form."""

    id: int
    login: str
    name: str
    role: Role
    email: str | None
    active: int
    version: int
    joined_on: date | None
    left_on: date | None
    placement_id: int | None
    placed_on: date | None
    unit_id: int | None
    unit_code: str | None
    unit_name: str | None


_COLUMNS: tuple[Any, ...] = (
    Person.id,
    Person.login,
    Person.name,
    Person.role,
    Person.email,
    Person.active,
    Person.version,
    Person.joined_on,
    Person.left_on,
    col(Placement.id).label("placement_id"),
    col(Placement.valid_from).label("placed_on"),
    Placement.unit_id,
    col(Unit.code).label("unit_code"),
    col(Unit.name).label("unit_name"),
)


def _listed() -> sa.Select[Any]:
    here = sa.and_(col(Placement.person_id) == col(Person.id), col(Placement.open) == 1)
    listed: sa.Select[Any] = (
        sa.select(*_COLUMNS)
        .select_from(Person)
        .join(Placement, here, isouter=True)
        .join(Unit, col(Unit.id) == col(Placement.unit_id), isouter=True)
    )
    return listed


def people(
    session: ActorSession,
    *,
    search: str = "",
    units: Sequence[int] = (),
    role: Role | None = None,
    active: int | None = 1,
    limit: int | None = PAGE,
    offset: int = 0,
) -> list[PersonRow]:
    """A page of the directory, by login."""
    found = _listed().where(*_asked(search, units, role, active))
    found = found.order_by(col(Person.login)).limit(limit).offset(offset)
    return [_person_row(row) for row in session.execute(found)]


def count_people(
    session: ActorSession,
    *,
    search: str = "",
    units: Sequence[int] = (),
    role: Role | None = None,
    active: int | None = 1,
) -> int:
    """How many people the directory has for the same question."""
    listed = _listed().where(*_asked(search, units, role, active)).with_only_columns(sa.func.count(col(Person.id)))
    return int(session.execute(listed).scalar_one())


def _asked(search: str, units: Sequence[int], role: Role | None, active: int | None) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if search.strip():
        part = search.strip().lower()
        asked.append(
            sa.func.lower(Person.login).contains(part, autoescape=True)
            | sa.func.lower(Person.name).contains(part, autoescape=True)
        )
    if units:
        asked.append(col(Placement.unit_id).in_(units))
    if role is not None:
        asked.append(col(Person.role) == role)
    if active is not None:
        asked.append(col(Person.active) == active)
    return asked


def _person_row(row: sa.Row[Any]) -> PersonRow:
    named = row._asdict()
    return PersonRow(**(named | {"role": Role(named["role"])}))


def person_row(session: ActorSession, person_id: int) -> PersonRow:
    """One person of the directory."""
    row = session.execute(_listed().where(col(Person.id) == person_id)).first()
    if row is None:
        raise Refusal("core.not_found")
    return _person_row(row)


def person_with_login(session: ActorSession, login: str) -> PersonRow:
    """The person of that login, active or not; raises Unknown."""
    row = session.execute(_listed().where(col(Person.login) == login)).first()
    if row is None:
        raise Unknown("people.unknown_login", choices=[], name=login)
    return _person_row(row)


def one_person(session: ActorSession, person_id: int) -> Person:
    """The record of a person, for a command."""
    which = select(Person).where(col(Person.id) == person_id)
    found = session.exec(which.with_for_update()).first()
    if found is None:
        raise Refusal("core.not_found")
    return found


def place_now(session: ActorSession, person_id: int) -> Placement | None:
    """The open row of a person's place."""
    which = select(Placement).where(col(Placement.person_id) == person_id, col(Placement.open) == 1)
    return session.exec(which).first()


def other_admins(session: ActorSession, person_id: int) -> int:
    """How many active administrators there are besides this person; they are locked, so that two cannot both go."""
    which = select(Person.id).where(col(Person.role) == Role.ADMIN, col(Person.active) == 1).with_for_update()
    return len(set(session.exec(which)) - {person_id})


def places(session: ActorSession, person_id: int) -> list[tuple[date, date | None, str]]:
    """Where a person worked, the latest first: from, up to, name of the unit."""
    which = (
        select(col(Placement.valid_from), col(Placement.valid_to), col(Unit.name))
        .join(Unit, col(Unit.id) == col(Placement.unit_id))
        .where(col(Placement.person_id) == person_id)
        .order_by(col(Placement.valid_from).desc(), col(Placement.id).desc())
    )
    return [(since, until, unit) for since, until, unit in session.exec(which)]
