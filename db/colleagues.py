"""People of the actor's own units: who may be given a customer or a piece of work."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.errors import Denied
from db.models.people import Person, Placement, Role
from db.session import ActorSession

SELLERS = (Role.SALESPERSON, Role.MANAGER, Role.DEPARTMENT_HEAD)


def seller(session: ActorSession, actor: Actor, person_id: int) -> int:
    """The person, if that is the actor or somebody who sells in their units today; Denied otherwise."""
    if person_id == actor.person_id:
        return person_id
    if person_id not in {colleague for colleague, _login, _name in sellers(session, actor)}:
        raise Denied("customers.not_in_units")
    return person_id


def sellers(session: ActorSession, actor: Actor) -> list[tuple[int, str, str]]:
    """Id, login and name of the active people who sell in the actor's units; for a salesperson only themselves."""
    listed = _who_sell()
    if actor.role is Role.SALESPERSON:
        listed = listed.where(col(Person.id) == actor.person_id)
    else:
        listed = listed.where(col(Placement.unit_id).in_(sorted(actor.units)))
    return [(int(number or 0), login, name) for number, login, name in session.exec(listed)]


def substitutes(session: ActorSession, actor: Actor) -> list[tuple[int, str, str]]:
    """The same of everybody who sells in the actor's unit and below: for a salesperson, of their own team."""
    listed = _who_sell().where(col(Placement.unit_id).in_(sorted(actor.units)))
    return [(int(number or 0), login, name) for number, login, name in session.exec(listed)]


def _who_sell() -> Any:
    return (
        select(Person.id, Person.login, Person.name)
        .join(Placement, (col(Placement.person_id) == col(Person.id)) & (col(Placement.open) == 1))
        .where(col(Person.active) == 1, col(Person.role).in_(SELLERS))
        .order_by(col(Person.name), col(Person.id))
    )
