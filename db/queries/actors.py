"""People as actors: role, unit and the units below it as they are now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select

from db.access import SYSTEM, Actor
from db.config import config
from db.memory import remembered
from db.models.people import Person, Placement, Role, Unit
from db.session import ActorSession, reading
from db.statements import statements


def actor_of(person_id: int) -> Actor | None:
    """The person as an actor; None if there is none or the account is disabled."""
    with reading(SYSTEM) as session:
        return _actor(session, col(Person.id) == person_id)


def actor_named(login: str) -> Actor | None:
    """The person of that login as an actor; None if there is none or the account is disabled."""
    with reading(SYSTEM) as session:
        return _actor(session, col(Person.login) == login)


def seen_as(session: ActorSession, person_id: int, looker: Actor) -> Actor | None:
    """The person as an actor whom somebody else sees as, in that one's language; None where that is not allowed now."""
    actor = _actor(session, col(Person.id) == person_id)
    if actor is None or actor.role is Role.ADMIN or looker.role not in config().sign_in.see_as_roles:
        return None
    return statements().same(replace(actor, language=looker.language, seen_by=looker))


def units_below(session: ActorSession, unit_id: int | None) -> frozenset[int]:
    """A unit and everything under it; nothing for who has no unit."""
    if unit_id is None:
        return frozenset()
    below: dict[int | None, list[int]] = {}
    for child, parent in session.exec(select(Unit.id, Unit.parent_id)).all():
        below.setdefault(parent, []).append(int(child or 0))
    found, level = {unit_id}, [unit_id]
    while level:
        level = [child for unit in level for child in below.get(unit, []) if child not in found]
        found.update(level)
    return frozenset(found)


def as_actor(session: ActorSession, row: Any) -> Actor:
    """A row with the columns of `ACTOR` as an actor."""
    actor = Actor(
        person_id=row.person_id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        unit_id=row.unit_id,
        units=remembered(session, ("units_below", row.unit_id), lambda: units_below(session, row.unit_id)),
        language=row.language,
    )
    # The same object for the same person in the same place: what is kept for an actor then holds for the next page.
    return statements().same(actor)


ACTOR: tuple[Any, ...] = (
    col(Person.id).label("person_id"),
    col(Person.login).label("login"),
    col(Person.name).label("name"),
    col(Person.role).label("role"),
    col(Person.language).label("language"),
    col(Placement.unit_id).label("unit_id"),
)
"""The columns an actor is made of, from Person with an outer join by `PLACED`."""

PLACED = and_(col(Placement.person_id) == col(Person.id), col(Placement.open) == 1)


def _actor(session: ActorSession, which: ColumnElement[bool]) -> Actor | None:
    found = select(*ACTOR).join(Placement, PLACED, isouter=True).where(which, col(Person.active) == 1)
    row = session.exec(found).first()
    return None if row is None else as_actor(session, row)
