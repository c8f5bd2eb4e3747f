"""Give somebody who was disabled their account back."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.models.people import Placement
from db.queries.people import one_person, place_now
from db.queries.units import open_unit
from db.run import check_version
from db.session import ActorSession


def enable_person(
    session: ActorSession,
    actor: Actor,
    *,
    person_id: int,
    version: int,
    unit_id: int,
    today: date,
) -> int:
    """The person is back in that unit from today on; the sessions of before stay ended."""
    person = one_person(session, person_id)
    check_version(person, version)
    unit = open_unit(session, unit_id)
    person.active, person.left_on = 1, None
    if place_now(session, person_id) is None:
        session.add(Placement(person_id=person_id, unit_id=unit.id or 0, valid_from=today))
    session.flush()
    return person.version
