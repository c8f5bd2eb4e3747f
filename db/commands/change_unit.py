"""Rename a unit, close it, or open it again."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.errors import Refusal
from db.models.people import Placement, Unit
from db.periods import today
from db.queries.units import open_unit
from db.rules.directory import LONGEST_REGION, check_fields, name_problem, tidy
from db.run import check_version
from db.session import ActorSession


def change_unit(
    session: ActorSession,
    actor: Actor,
    *,
    unit_id: int,
    version: int,
    name: str,
    region: str | None = None,
    active: int = 1,
) -> int:
    """The code stays for good, since figures are named by it. A unit closes only when it is empty."""
    unit = session.exec(select(Unit).where(col(Unit.id) == unit_id).with_for_update()).first()
    if unit is None:
        raise Refusal("core.not_found")
    check_version(unit, version)
    name, region = tidy(name), tidy(region)
    check_fields(name=name_problem(name), region=name_problem(region, LONGEST_REGION, needed=False))
    if unit.active and not active:
        _check_empty(session, unit)
    if active and not unit.active and unit.parent_id is not None:
        open_unit(session, unit.parent_id)
    if active != unit.active:
        unit.closed_on = None if active else today()
    unit.name, unit.region, unit.active = name, region or None, active
    session.flush()
    return unit.version


def _check_empty(session: ActorSession, unit: Unit) -> None:
    placed = select(sa.func.count(col(Placement.id))).where(col(Placement.unit_id) == unit.id, col(Placement.open) == 1)
    below = select(sa.func.count(col(Unit.id))).where(col(Unit.parent_id) == unit.id, col(Unit.active) == 1)
    people, units = session.exec(placed).one(), session.exec(below).one()
    if people or units:
        raise Refusal("people.unit_not_empty", name=unit.name, people=people, units=units)
