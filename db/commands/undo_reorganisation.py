"""Take a reorganisation back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlmodel import col, select

from db.access import Actor
from db.errors import Refusal
from db.models.people import Person, Placement, Unit
from db.models.reorganisations import (
    Reorganisation,
    ReorganisationLine,
    ReorganisationState,
    ReorganisationUnit,
)
from db.periods import today
from db.queries.units import open_unit
from db.record import found, fresh
from db.reorganisation_checks import differing, figures
from db.reorganisation_moves import give_back
from db.reorganisation_notices import tell
from db.reorganisation_plan import in_no_other_plan, lock, named, placed_in
from db.reorganising import close, lines_of, move_people
from db.rules.entries import reason_given
from db.run import WritingSession
from db.scope import sees


def undo_reorganisation(
    session: WritingSession, actor: Actor, *, reorganisation_id: int, version: int, reason: str
) -> int:
    """Everybody back to the unit of before from today on, its work too; what was booked since stays where it was
    booked. Refused once somebody of it was moved, somebody came to the unit that it made, or a unit to go back to was
    closed. The plan's version.
    """
    plan = found(session, actor, Reorganisation, reorganisation_id)
    fresh(session, plan, version)
    why = reason_given(reason, missing="reorganisations.reason_needed")
    if plan.state == ReorganisationState.PLANNED:
        raise Refusal("reorganisations.not_done")
    if plan.state != ReorganisationState.DONE:
        raise Refusal("reorganisations.moved_on")
    gone = {line.person_id: line for line in lines_of(session, actor, plan) if line.placement_id}
    lock(session, gone)
    units, into = _sources(session, actor, plan), plan.into_id or 0
    _still_there(session, plan, gone)
    in_no_other_plan(session, plan, [*units, into], gone)
    places = sorted({*units, *(line.from_unit_id for line in gone.values()), into})
    first = figures(session, sorted(gone), places)
    _open_again(session, units, {line.from_unit_id for line in gone.values()})
    move_people(session, {person: line.from_unit_id for person, line in gone.items()}, None)
    moved = {name: {int(one): unit for one, unit in rows.items()} for name, rows in json.loads(plan.moved).items()}
    give_back(session, moved, into)
    if plan.code:
        close(session, into, places[0] if places[0] != into else places[1])
    if wrong := differing(first, figures(session, sorted(gone), places)):
        raise Refusal("reorganisations.does_not_add_up", checks=", ".join(wrong))
    plan.state, plan.ended_reason = ReorganisationState.UNDONE, why
    plan.ended_on, plan.ended_by_id = today(), actor.person_id or None
    tell(session, actor, plan, "undone")
    return plan.version


def _sources(session: WritingSession, actor: Actor, plan: Reorganisation) -> list[int]:
    """The units that it closed."""
    closed = select(ReorganisationUnit.unit_id).where(col(ReorganisationUnit.reorganisation_id) == plan.id)
    closed = closed.where(col(ReorganisationUnit.closes) == 1, sees(actor, ReorganisationUnit))
    return sorted(session.exec(closed))


def _still_there(session: WritingSession, plan: Reorganisation, gone: dict[int, ReorganisationLine]) -> None:
    """Refuse, by name, once somebody has moved on, or has come to a unit that would close."""
    here = select(Placement.id).where(
        col(Placement.id).in_([line.placement_id for line in gone.values()]), col(Placement.open) == 1
    )
    stayed = set(session.exec(here))
    left = [person for person, line in gone.items() if line.placement_id not in stayed]
    came = set(placed_in(session, [plan.into_id or 0])) - set(gone) if plan.code else set()
    if others := sorted({*left, *came}):
        who = select(Person.name).where(col(Person.id).in_(others)).order_by(col(Person.id))
        raise Refusal("reorganisations.moved_since", names=named(session.exec(who).all()))


def _open_again(session: WritingSession, units: Sequence[int], homes: set[int]) -> None:
    """The units that it closed; refused if a home of somebody was closed by another one since."""
    for unit in session.exec(select(Unit).where(col(Unit.id).in_(units)).with_for_update()):
        open_unit(session, unit.parent_id or 0)
        unit.active, unit.closed_on = 1, None
    session.flush()
    for number in sorted(homes):
        open_unit(session, number)
