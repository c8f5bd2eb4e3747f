"""Everybody who might join in serving a customer."""

from __future__ import annotations

from sqlmodel import col, select

from db.models.people import Person, Role
from db.session import ActorSession

JOINING = (Role.SALESPERSON, Role.MANAGER, Role.DEPARTMENT_HEAD)


def joining(session: ActorSession) -> list[tuple[int, str, str]]:
    """Id, login and name of the active people of any unit who can be made members."""
    listed = select(Person.id, Person.login, Person.name).where(col(Person.active) == 1, col(Person.role).in_(JOINING))
    rows = session.exec(listed.order_by(col(Person.name), col(Person.id)))
    return [(int(number or 0), login, name) for number, login, name in rows]
