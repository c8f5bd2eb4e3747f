"""The tree of units as it stood on a day, stands today, or will stand if what is planned is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.models.people import Person, Placement, Role, Unit, UnitKind
from db.models.reorganisations import Reorganisation, ReorganisationLine, ReorganisationState, ReorganisationUnit
from db.periods import today
from db.scope import sees
from db.session import ActorSession

LEADS = {
    UnitKind.COMPANY: (Role.EXECUTIVE,),
    UnitKind.DEPARTMENT: (Role.DEPARTMENT_HEAD,),
    UnitKind.TEAM: (Role.MANAGER,),
}
"""Who leads a unit: whoever of these roles works in it."""


@dataclass(frozen=True)
class UnitOn:
    """One unit on that day: `branch` says of each level below the top whether the last of it has been drawn.

    `people` work in it and `below` in it or under it; `opens` by a plan, and has no id of its own yet (below 0);
    `open` is whether it was there on the day.
    """

    id: int
    code: str
    name: str
    kind: UnitKind
    parent_id: int | None
    region: str | None
    open: bool
    opens: bool = False
    branch: tuple[bool, ...] = ()
    people: int = 0
    below: int = 0
    leaders: tuple[str, ...] = ()


def units_on(session: ActorSession, actor: Actor, day: date, *, closed: bool = False) -> list[UnitOn]:
    """The tree on that day, each unit right under the one above it; with `closed` those too that were closed by then.

    Of days to come as far as the actor sees what is planned.
    """
    units, places = _units(session, day), _places(session, day)
    if day > today():
        for plan in _plans(session, actor, day):
            _carry_out(session, actor, units, places, plan)
    people = _people(session, places)
    staff: dict[int, list[tuple[str, Role]]] = {}
    for person, at in places.items():
        staff.setdefault(at, []).extend([people[person]] if person in people else [])
    children: dict[int | None, list[UnitOn]] = {}
    for unit in sorted(units.values(), key=lambda one: one.code):
        if unit.open or closed or staff.get(unit.id):
            children.setdefault(unit.parent_id, []).append(unit)
    return _branch(children, staff, None, ())


def _units(session: ActorSession, day: date) -> dict[int, UnitOn]:
    """Units that there were, by what is known of when each was opened and closed."""
    found = session.exec(select(Unit)).all()
    return {
        unit.id or 0: UnitOn(
            unit.id or 0,
            unit.code,
            unit.name,
            UnitKind(unit.kind),
            unit.parent_id,
            unit.region,
            open=bool(unit.active) or (unit.closed_on is not None and unit.closed_on > day),
        )
        for unit in found
        if unit.opened_on is None or unit.opened_on <= day
    }


def _places(session: ActorSession, day: date) -> dict[int, int]:
    placed = select(Placement.person_id, Placement.unit_id).where(
        col(Placement.valid_from) <= day, col(Placement.valid_to).is_(None) | (col(Placement.valid_to) > day)
    )
    return dict(session.exec(placed.order_by(col(Placement.id))).all())


def _people(session: ActorSession, people: Iterable[int]) -> dict[int, tuple[str, Role]]:
    named = select(Person.id, Person.name, Person.role).where(col(Person.id).in_(sorted(people)))
    return {number or 0: (name, Role(role)) for number, name, role in session.exec(named.order_by(col(Person.id)))}


def _plans(session: ActorSession, actor: Actor, day: date) -> Sequence[Reorganisation]:
    planned = select(Reorganisation).where(
        col(Reorganisation.state) == ReorganisationState.PLANNED,
        col(Reorganisation.effective_on) <= day,
        sees(actor, Reorganisation),
    )
    return session.exec(planned.order_by(col(Reorganisation.effective_on), col(Reorganisation.id))).all()


def _carry_out(
    session: ActorSession, actor: Actor, units: dict[int, UnitOn], places: dict[int, int], plan: Reorganisation
) -> None:
    """The tree after one plan."""
    into = plan.into_id or -(plan.id or 0)
    if into < 0:
        there: dict[str, Any] = {"parent_id": plan.parent_id, "region": plan.region, "open": True, "opens": True}
        units[into] = UnitOn(into, plan.code, plan.name, UnitKind.TEAM, **there)
    of: Any = (ReorganisationUnit, ReorganisationLine)
    named, lines = (
        session.exec(select(one).where(one.reorganisation_id == plan.id, sees(actor, one))).all() for one in of
    )
    closing = {one.unit_id for one in named if one.closes}
    goes = {line.person_id for line in lines} | {person for person, unit in places.items() if unit in closing}
    places |= dict.fromkeys(goes & set(places), into)
    units |= {one: replace(units[one], open=False) for one in closing}


def _branch(
    children: dict[int | None, list[UnitOn]],
    staff: dict[int, list[tuple[str, Role]]],
    parent: int | None,
    lines: tuple[bool, ...],
) -> list[UnitOn]:
    rows: list[UnitOn] = []
    level = children.get(parent, [])
    for unit in level:
        drawn = (*lines, unit is level[-1])
        under = _branch(children, staff, unit.id, drawn)
        here = staff.get(unit.id, [])
        leaders = tuple(name for name, role in here if role in LEADS[unit.kind])
        below = len(here) + sum(row.people for row in under)
        rows += [replace(unit, branch=drawn[1:], people=len(here), below=below, leaders=leaders), *under]
    return rows
