"""What a list of leads may name: people, units and lines of business, by what each is called."""

from collections import Counter

import sqlalchemy as sa

from db.imports.tables import PERSON, PLACEMENT, PRODUCT, UNIT
from db.models.people import Role

SELLERS = (Role.SALESPERSON, Role.MANAGER, Role.DEPARTMENT_HEAD)


def people_known(connection: sa.Connection) -> dict[str, tuple[int, int]]:
    """By login who may hold leads: the person and their unit."""
    placed = (PLACEMENT.c.person_id == PERSON.c.id) & (PLACEMENT.c.open == 1)
    here = sa.select(PERSON.c.login, PERSON.c.id, PLACEMENT.c.unit_id).join(PLACEMENT, placed)
    rows = connection.execute(here.where(PERSON.c.active == 1, PERSON.c.role.in_(SELLERS)))
    return {login: (person, unit) for login, person, unit in rows}


def units_known(connection: sa.Connection) -> dict[str, int]:
    """The units in use by code, and by name where only one of them is called so."""
    rows = connection.execute(sa.select(UNIT.c.code, UNIT.c.name, UNIT.c.id).where(UNIT.c.active == 1)).all()
    called = Counter(row.name for row in rows)
    return {row.name: row.id for row in rows if called[row.name] == 1} | {row.code: row.id for row in rows}


def lines_known(connection: sa.Connection) -> dict[str | None, str]:
    """The lines of business by code and by name."""
    rows = connection.execute(sa.select(PRODUCT.c.line, PRODUCT.c.line_zh, PRODUCT.c.line_en).distinct()).all()
    return {name: line for line, *names in rows for name in (line, *names) if name}
