"""Carries out a reorganisation: people, what goes with them, units opened and closed; the same before as after."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.errors import Refusal
from db.models.handovers import Handover, HandoverState
from db.models.people import Placement, Unit, UnitKind
from db.models.reorganisations import (
    Reorganisation,
    ReorganisationKind,
    ReorganisationLine,
    ReorganisationState,
    ReorganisationUnit,
)
from db.periods import today
from db.queries.units import open_unit
from db.reorganisation_checks import differing, figures
from db.reorganisation_moves import Moved, go_along, hand_on, together
from db.reorganisation_plan import code_is_free, in_no_other_plan, led_after, lock, place_of, placed_in
from db.run import WritingSession
from db.scope import sees


def carry_out(session: WritingSession, actor: Actor, plan: Reorganisation) -> None:
    """Everybody of a unit that closes goes, whoever came since; who left or went elsewhere does not."""
    units = list(session.exec(_units_of(actor, plan)))
    lines = _lines_now(session, actor, plan, units)
    goes = {line.person_id: line for line in lines if line.pending}
    lock(session, goes)
    closing = [unit.unit_id for unit in units if unit.closes]
    if not goes and not closing:
        raise Refusal("reorganisations.nobody_left")
    sources = sorted({*(unit.unit_id for unit in units), *(line.from_unit_id for line in goes.values())})
    in_no_other_plan(session, plan, sources, goes)
    led_after(session, plan, sources, goes)
    into = _place(session, plan)
    places = [*sources, into]
    first = figures(session, sorted(goes), places)
    moved = move_people(session, {person: line.from_unit_id for person, line in goes.items()}, into)
    _note_places(session, goes)
    for unit_id in closing:
        together(moved, close(session, unit_id, into))
    if wrong := differing(first, last := figures(session, sorted(goes), places)):
        raise Refusal("reorganisations.does_not_add_up", checks=", ".join(wrong))
    for line in lines:
        line.pending = None
    plan.state, plan.done_on, plan.done_by_id = ReorganisationState.DONE, today(), actor.person_id or None
    plan.before, plan.after = json.dumps(first, sort_keys=True), json.dumps(last, sort_keys=True)
    plan.moved = json.dumps(moved, sort_keys=True)
    went = {name: len(rows) for name, rows in moved.items() if rows}
    session.notebook.notes.update(reorganisation=plan.id, people=len(goes), moved=went)
    session.flush()


def _units_of(actor: Actor, plan: Reorganisation) -> Any:
    named = select(ReorganisationUnit).where(col(ReorganisationUnit.reorganisation_id) == plan.id)
    return named.where(sees(actor, ReorganisationUnit)).order_by(col(ReorganisationUnit.id))


def lines_of(session: WritingSession, actor: Actor, plan: Reorganisation) -> list[ReorganisationLine]:
    """Who goes along by the plan."""
    named = select(ReorganisationLine).where(col(ReorganisationLine.reorganisation_id) == plan.id)
    return list(session.exec(named.where(sees(actor, ReorganisationLine)).order_by(col(ReorganisationLine.id))))


def _lines_now(
    session: WritingSession, actor: Actor, plan: Reorganisation, units: Sequence[ReorganisationUnit]
) -> list[ReorganisationLine]:
    """The lines as they are on the day; pending are those who go."""
    lines = lines_of(session, actor, plan)
    for line in lines:
        place = place_of(session, line.person_id)
        if plan.kind is ReorganisationKind.PERSON and place not in (None, plan.into_id):
            line.from_unit_id = place or 0
        line.pending = 1 if place == line.from_unit_id else None
    known = {line.person_id for line in lines}
    joined = placed_in(session, [unit.unit_id for unit in units if unit.closes])
    fresh = {person: unit for person, unit in joined.items() if person not in known}
    in_no_other_plan(session, plan, [], fresh)
    shared = {"reorganisation_id": plan.id or 0}
    made = [ReorganisationLine(person_id=one, from_unit_id=unit, **shared) for one, unit in fresh.items()]
    session.add_all(made)
    session.flush()
    return [*lines, *made]


def _place(session: WritingSession, plan: Reorganisation) -> int:
    """Where they go: the unit of the plan, or the one that it makes."""
    if plan.into_id is not None:
        return open_unit(session, plan.into_id).id or 0
    code_is_free(session, plan)
    parent = open_unit(session, plan.parent_id or 0)
    made = Unit(
        code=plan.code,
        name=plan.name,
        region=plan.region,
        kind=UnitKind.TEAM,
        parent_id=parent.id,
        opened_on=today(),
    )
    session.add(made)
    session.flush()
    plan.into_id = made.id
    return made.id or 0


def move_people(session: WritingSession, goes: Mapping[int, int], into_id: int | None) -> Moved:
    """Each of them from their unit to another, or, where none is said, back to the one named; and what goes along."""
    day, moved = today(), Moved()
    here = select(Placement).where(col(Placement.person_id).in_(sorted(goes)), col(Placement.open) == 1)
    left: dict[int, int] = {}
    for place in session.exec(here).all():
        left[place.person_id] = place.unit_id
        place.valid_to = max(day, place.valid_from)
    session.flush()
    there = {person: into_id or unit for person, unit in goes.items()}
    session.add_all(Placement(person_id=one, unit_id=unit, valid_from=day) for one, unit in there.items())
    session.flush()
    for person, unit in there.items():
        together(moved, go_along(session, person, left[person], unit, day))
    return moved


def _note_places(session: WritingSession, goes: Mapping[int, ReorganisationLine]) -> None:
    made = select(Placement.person_id, Placement.id).where(
        col(Placement.person_id).in_(sorted(goes)), col(Placement.open) == 1
    )
    for person, place in session.exec(made):
        goes[person].placement_id = place


def close(session: WritingSession, unit_id: int, into_id: int) -> Moved:
    """The unit closes from today on; what is left with it goes to the other. Who follows up a handover there, first
    closes it: undone, it would give back to a unit that is no more.
    """
    under = select(Handover.id).where(col(Handover.unit_id) == unit_id, col(Handover.state) == HandoverState.DONE)
    unit = session.exec(select(Unit).where(col(Unit.id) == unit_id).with_for_update()).one()
    if many := len(session.trusted().execute(under).all()):
        raise Refusal("reorganisations.handovers_first", name=unit.name, many=many)
    moved = hand_on(session, unit_id, into_id, today())
    unit.active, unit.closed_on = 0, today()
    session.flush()
    return moved
