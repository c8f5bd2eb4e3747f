"""Who takes a channel's new customers: the salespeople of its department in order of login, in turn."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from db.errors import Refusal
from db.imports.tables import PERSON, PLACEMENT, SEAT, UNIT
from db.models.people import Role, UnitKind

ANCHOR = "department_head"


def take_seats(connection: sa.Connection, run_id: int, departments: Mapping[str, int]) -> None:
    """Freeze the seats of each channel for this run; without staff the import is refused."""
    connection.execute(sa.delete(SEAT).where(SEAT.c.run_id == run_id))
    seats = [
        {"run_id": run_id, "channel": channel, "place": place, "person_id": person_id, "unit_id": unit_id}
        for channel, people in staff(connection, departments).items()
        for place, (person_id, unit_id) in enumerate(people)
    ]
    if seats:
        connection.execute(sa.insert(SEAT), seats)


def staff(connection: sa.Connection, departments: Mapping[str, int]) -> dict[str, list[tuple[int, int]]]:
    """(person, unit) of each channel in order of login."""
    if not departments:
        return {}
    rows = connection.execute(
        sa.select(PERSON.c.login, PERSON.c.role, PERSON.c.id, PLACEMENT.c.unit_id)
        .join(PLACEMENT, PLACEMENT.c.person_id == PERSON.c.id)
        .where(PLACEMENT.c.open == 1, PERSON.c.active == 1)
    ).all()
    units = connection.execute(sa.select(UNIT.c.id, UNIT.c.code, UNIT.c.kind, UNIT.c.parent_id)).all()
    above = _department_of(units)
    # sorted here: databases order text in different ways
    codes = sorted((unit.code, unit.id) for unit in units if unit.kind == UnitKind.DEPARTMENT)
    order = [unit_id for _, unit_id in codes]
    anchor = next((above.get(row.unit_id) for row in rows if row.login == ANCHOR), None)
    if anchor is None:
        raise Refusal("imports.no_department_head", login=ANCHOR)
    start = order.index(anchor)
    found = {}
    for channel, offset in departments.items():
        unit = order[(start + offset) % len(order)]
        sellers = [row for row in rows if row.role == Role.SALESPERSON and above.get(row.unit_id) == unit]
        if not sellers:
            raise Refusal("imports.no_staff", channel=channel)
        found[channel] = [(row.id, row.unit_id) for row in sorted(sellers, key=lambda row: row.login)]
    return found


def _department_of(units: Any) -> dict[int, int]:
    """Each unit's department; the company has none."""
    by_id = {unit.id: unit for unit in units}
    found: dict[int, int] = {}
    for unit in units:
        at = unit
        while at is not None and at.kind != UnitKind.DEPARTMENT:
            at = by_id.get(at.parent_id)
        if at is not None:
            found[unit.id] = at.id
    return found
