"""Move a person to another unit."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.errors import Refusal, Stale
from db.leads import take_along
from db.models.people import Placement
from db.queries.people import one_person, place_now
from db.queries.units import open_unit
from db.run import WritingSession


def move_person(
    session: WritingSession,
    actor: Actor,
    *,
    person_id: int,
    unit_id: int,
    placement_id: int | None,
    today: date,
) -> int:
    """Close the place the person has and open the new one, today; open leads go along, what was booked stays.

    `placement_id` is the place that the form was opened on: if it is no longer the open one, somebody else moved them.
    """
    person = one_person(session, person_id)
    if not person.active:
        raise Refusal("people.not_active", name=person.name)
    now_at = place_now(session, person_id)
    if (now_at.id if now_at else None) != placement_id:
        raise Stale("core.stale", by="—")
    unit = open_unit(session, unit_id)
    if now_at is not None:
        if now_at.unit_id == unit.id:
            raise Refusal("people.already_there", name=person.name, unit=unit.name)
        now_at.valid_to = max(today, now_at.valid_from)
        session.flush()
    place = Placement(person_id=person_id, unit_id=unit.id or 0, valid_from=today)
    session.add(place)
    session.flush()
    if moved := take_along(session, person_id, place.unit_id):
        session.notebook.notes["open_leads"] = moved
    return place.id or 0
