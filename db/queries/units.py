"""The tree of units as screens show it, and units by code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from db.errors import Refusal, Unknown
from db.models.people import Placement, Unit, UnitKind
from db.session import ActorSession

MOST_CHOICES = 60


@dataclass(frozen=True)
class UnitRow:
    """One unit in the tree: `depth` from the top, `people` placed in it, `below` placed in it or under it."""

    id: int
    code: str
    name: str
    kind: UnitKind
    parent_id: int | None
    region: str | None
    active: int
    version: int
    depth: int
    people: int
    below: int


def unit_tree(session: ActorSession, *, closed: bool = False) -> list[UnitRow]:
    """All units, each right after the one above it; with `closed` also those that are closed."""
    units = session.exec(select(Unit).order_by(col(Unit.code))).all()
    placed = _placed(session)
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        if unit.active or closed:
            children.setdefault(unit.parent_id, []).append(unit)
    return _branch(children, placed, None, 0)


def _placed(session: ActorSession) -> dict[int, int]:
    found = (
        select(Placement.unit_id, sa.func.count(col(Placement.id)))
        .where(col(Placement.open) == 1)
        .group_by(col(Placement.unit_id))
    )
    return {unit: int(people) for unit, people in session.exec(found)}


def _branch(
    children: dict[int | None, list[Unit]], placed: dict[int, int], parent: int | None, depth: int
) -> list[UnitRow]:
    rows = []
    for unit in children.get(parent, []):
        under = _branch(children, placed, unit.id, depth + 1)
        rows += [_row(unit, depth, placed.get(unit.id or 0, 0), under), *under]
    return rows


def _row(unit: Unit, depth: int, people: int, under: Sequence[UnitRow]) -> UnitRow:
    return UnitRow(
        id=unit.id or 0,
        code=unit.code,
        name=unit.name,
        kind=UnitKind(unit.kind),
        parent_id=unit.parent_id,
        region=unit.region,
        active=unit.active,
        version=unit.version,
        depth=depth,
        people=people,
        below=people + sum(row.people for row in under),
    )


def unit_coded(session: ActorSession, code: str) -> Unit:
    """The unit of that code; raises Unknown with the choices."""
    found = session.exec(select(Unit).where(col(Unit.code) == code)).first()
    if found is None:
        codes = select(Unit.code).where(col(Unit.active) == 1).order_by(col(Unit.code))
        raise Unknown("people.unknown_unit", choices=list(session.exec(codes.limit(MOST_CHOICES))), name=code)
    return found


def open_unit(session: ActorSession, unit_id: int) -> Unit:
    """A unit that people can be placed in; refused if it is closed or not there."""
    found = session.exec(select(Unit).where(col(Unit.id) == unit_id).with_for_update()).first()
    if found is None:
        raise Refusal("core.not_found")
    if not found.active:
        raise Refusal("people.unit_closed", name=found.name)
    return found
