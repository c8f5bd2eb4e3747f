"""Who the users of another CRM's export are here, and who takes over from those who have left."""

from collections import Counter
from typing import Any

import sqlalchemy as sa

from db.imports.crm_profile import CrmProfile
from db.imports.lead_places import units_known
from db.imports.tables import PERSON, PLACEMENT, RECORD, UNIT
from db.models.people import Role

SELLERS = (Role.SALESPERSON, Role.MANAGER, Role.DEPARTMENT_HEAD)
LEADERS = (Role.MANAGER, Role.DEPARTMENT_HEAD)


def meet_users(connection: sa.Connection, run_id: int, profile: CrmProfile) -> None:
    """Write beside each staged user the person they are, and who takes what they own: that person or a leader."""
    known = _People(connection)
    users = sa.select(RECORD).where(RECORD.c.run_id == run_id, RECORD.c.part == "users").order_by(RECORD.c.line)
    met = []
    for user in connection.execute(users).all():
        person = known.called.get(user.login or user.key.lower()) or known.written_to.get(user.email)
        holder = person if person in known.units else None
        if holder is None and profile.booking.left == "leader":
            holder = known.leader_of(user.unit or profile.booking.unit)
        met.append({"at": user.line, "holder": holder, "doer": person})
    if met:
        this = (RECORD.c.run_id == run_id) & (RECORD.c.line == sa.bindparam("at"))
        values: dict[str, Any] = {"holder_id": sa.bindparam("holder"), "doer_id": sa.bindparam("doer")}
        connection.execute(sa.update(RECORD).where(this).values(values), met)


class _People:
    """Everybody by login and by e-mail; who sells and where; who leads which unit."""

    def __init__(self, connection: sa.Connection) -> None:
        rows = connection.execute(sa.select(PERSON.c.id, PERSON.c.login, PERSON.c.email)).all()
        addresses = Counter((row.email or "").lower() for row in rows)
        self.called = {row.login.lower(): row.id for row in rows}
        self.written_to = {row.email.lower(): row.id for row in rows if row.email and addresses[row.email.lower()] == 1}
        placed = sa.select(PERSON.c.id, PERSON.c.login, PERSON.c.role, PLACEMENT.c.unit_id).join(
            PLACEMENT, (PLACEMENT.c.person_id == PERSON.c.id) & (PLACEMENT.c.open == 1)
        )
        selling = connection.execute(placed.where(PERSON.c.active == 1, PERSON.c.role.in_(SELLERS))).all()
        self.units: dict[Any, int] = {row.id: row.unit_id for row in selling}
        # sorted here: databases order text in different ways
        leading = sorted((row for row in selling if row.role in LEADERS), key=lambda row: row.login, reverse=True)
        self.leaders = {row.unit_id: row.id for row in leading}
        self.named = units_known(connection)
        self.above = {row.id: row.parent_id for row in connection.execute(sa.select(UNIT.c.id, UNIT.c.parent_id))}

    def leader_of(self, unit: str | None) -> int | None:
        """Whoever leads the unit of that code or name, or the next one above it that has a leader."""
        at = self.named.get(unit or "")
        while at is not None and at not in self.leaders:
            at = self.above.get(at)
        return self.leaders.get(at) if at is not None else None
