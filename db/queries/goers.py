"""Who would go along if teams were moved, merged or split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Ownership
from db.models.people import Person, Placement, Role
from db.models.sales import Lead
from db.queries.reorganisations import full_names
from db.rights import may
from db.session import ActorSession


@dataclass(frozen=True)
class Goer:
    """Somebody who goes along, or would: from which unit, and how much they hold, which goes with them."""

    id: int
    name: str
    role: Role
    unit: str
    customers: int
    leads: int


def goers(
    session: ActorSession, actor: Actor, *, unit_ids: Sequence[int] = (), people_ids: Sequence[int] | None = None
) -> list[Goer]:
    """Everybody of these units, or these people of any, with how much they hold: numbers, so that who keeps the units
    learns no customer; nobody for who may not plan.
    """
    if not may(actor, "plan_reorganisation"):
        return []
    asked = select(Person.id, Person.name, Person.role, Placement.unit_id).join(
        Placement, (col(Placement.person_id) == col(Person.id)) & (col(Placement.open) == 1)
    )
    asked = asked.where(col(Placement.unit_id).in_(unit_ids)) if unit_ids else asked
    asked = asked.where(col(Person.id).in_(people_ids)) if people_ids is not None else asked
    if not unit_ids and people_ids is None:
        return []
    found = session.exec(asked.order_by(col(Person.name), col(Person.id))).all()
    people = [number or 0 for number, *_rest in found]
    customers, leads = (_held(session, model, people) for model in (Ownership, Lead))
    named = full_names(session)
    rows = [
        Goer(number or 0, name, Role(role), named[unit], customers.get(number or 0, 0), leads.get(number or 0, 0))
        for number, name, role, unit in found
    ]
    return sorted(rows, key=lambda row: row.role is not Role.MANAGER)


def _held(session: ActorSession, model: Any, people: Sequence[int]) -> dict[int, int]:
    table = aliased(model)
    counted = sa.select(table.person_id, sa.func.count()).where(table.person_id.in_(people), table.open == 1)
    return {row[0]: int(row[1]) for row in session.trusted().execute(counted.group_by(table.person_id))}
