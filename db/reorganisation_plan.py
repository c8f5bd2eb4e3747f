"""What a plan of a reorganisation is checked for: units that fit, everybody of them, nobody in two plans, a leader."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, select

from db.errors import Invalid, Refusal
from db.models.people import Person, Placement, Role, Unit, UnitKind
from db.models.reorganisations import (
    Reorganisation,
    ReorganisationKind,
    ReorganisationLine,
    ReorganisationState,
    ReorganisationUnit,
)
from db.queries.units import open_unit
from db.run import WritingSession

WHOLE = (ReorganisationKind.MOVE, ReorganisationKind.MERGE)
"""The kinds of which everybody goes, and the units close."""
LEAST = {ReorganisationKind.MOVE: 1, ReorganisationKind.MERGE: 2, ReorganisationKind.SPLIT: 1}


def source_units(
    session: WritingSession, kind: ReorganisationKind, unit_ids: Sequence[int], into_id: int | None
) -> list[Unit]:
    """The open teams that people go from, locked; for a merge into one of them the others."""
    asked = sorted(set(unit_ids))
    if len({*asked, *([into_id] if into_id and kind is ReorganisationKind.MERGE else [])}) < LEAST[kind]:
        raise Invalid(fields={"unit_ids": "reorganisations.choose_units"})
    if kind is not ReorganisationKind.MERGE and len(asked) > 1:
        raise Invalid(fields={"unit_ids": "reorganisations.one_unit"})
    units = [open_unit(session, number) for number in asked if number != into_id]
    if any(unit.kind != UnitKind.TEAM for unit in units):
        raise Invalid(fields={"unit_ids": "reorganisations.teams_only"})
    return units


def place_to_go(session: WritingSession, plan: Reorganisation, units: Sequence[Unit]) -> None:
    """Refuse a place to go that is none: a team that is there, or a new one under an open department."""
    if plan.into_id is not None:
        into = open_unit(session, plan.into_id)
        if plan.kind is not ReorganisationKind.PERSON and into.kind != UnitKind.TEAM:
            raise Invalid(fields={"into_id": "reorganisations.teams_only"})
        if plan.kind in (ReorganisationKind.MOVE, ReorganisationKind.SPLIT):
            raise Invalid(fields={"into_id": "reorganisations.new_unit_only"})
        return
    if plan.parent_id is None or open_unit(session, plan.parent_id).kind != UnitKind.DEPARTMENT:
        raise Invalid(fields={"parent_id": "people.wrong_parent"})
    if plan.kind is ReorganisationKind.MOVE and units[0].parent_id == plan.parent_id:
        raise Invalid(fields={"parent_id": "reorganisations.same_parent"})
    code_is_free(session, plan)


def code_is_free(session: WritingSession, plan: Reorganisation) -> None:
    """Refuse the code of a unit that there is, or that another plan makes."""
    others = _planned(select(Reorganisation.id), plan).where(col(Reorganisation.code) == plan.code)
    there = select(Unit.id).where(col(Unit.code) == plan.code)
    if any(session.trusted().execute(asked).first() for asked in (there, others)):
        raise Refusal("people.unit_taken", code=plan.code)


def placed_in(session: WritingSession, units: Collection[int]) -> dict[int, int]:
    """Everybody who works in these units today, and in which."""
    there = select(Placement.person_id, Placement.unit_id).where(
        col(Placement.unit_id).in_(sorted(units)), col(Placement.open) == 1
    )
    return dict(session.exec(there.order_by(col(Placement.person_id))).all())


def place_of(session: WritingSession, person_id: int) -> int | None:
    """The unit of an active person today; locked until the commit, so that nobody moves them meanwhile."""
    placed = select(Placement.unit_id).join(Person, col(Person.id) == col(Placement.person_id))
    placed = placed.where(col(Person.id) == person_id, col(Person.active) == 1, col(Placement.open) == 1)
    return session.exec(placed).first()


def lock(session: WritingSession, people: Collection[int]) -> None:
    """Whoever moves one of them at the same moment waits."""
    held = select(Person.id).where(col(Person.id).in_(sorted(people))).order_by(col(Person.id))
    session.exec(held.with_for_update()).all()


def in_no_other_plan(
    session: WritingSession, plan: Reorganisation, units: Collection[int], goes: Collection[int]
) -> None:
    """Refuse who goes elsewhere by another plan, and a unit that closes by one plan and is named by the other."""
    twice = select(Person.name).join(ReorganisationLine, col(ReorganisationLine.person_id) == col(Person.id))
    twice = twice.where(
        col(ReorganisationLine.pending) == 1,
        col(ReorganisationLine.person_id).in_(sorted(goes)),
        col(ReorganisationLine.reorganisation_id) != (plan.id or 0),
    )
    if names := session.trusted().execute(twice.order_by(col(Person.id))).scalars().all():
        raise Refusal("reorganisations.in_another", names=named(names))
    closing = set(units) if plan.kind in WHOLE else set()
    mine = {*units, *([plan.into_id] if plan.into_id else [])}
    if clash := (closing & _named_by_others(session, plan)) | (mine & _named_by_others(session, plan, closing=True)):
        taken = select(Unit.name).where(col(Unit.id).in_(sorted(clash))).order_by(col(Unit.id))
        raise Refusal("reorganisations.in_another", names=named(session.exec(taken).all()))


def _named_by_others(session: WritingSession, plan: Reorganisation, *, closing: bool = False) -> set[int]:
    of = col(ReorganisationUnit.reorganisation_id) == col(Reorganisation.id)
    sources = _planned(select(ReorganisationUnit.unit_id).join(Reorganisation, of), plan)
    if closing:
        return set(session.trusted().execute(sources.where(col(ReorganisationUnit.closes) == 1)).scalars())
    places = _planned(select(Reorganisation.into_id).where(col(Reorganisation.into_id).is_not(None)), plan)
    return {int(number) for asked in (sources, places) for number in session.trusted().execute(asked).scalars()}


def _planned(asked: Any, plan: Reorganisation) -> Any:
    """Past the session's scope: a plan that the actor could not see would stand in the way all the same."""
    return asked.where(
        col(Reorganisation.state) == ReorganisationState.PLANNED, col(Reorganisation.id) != (plan.id or 0)
    )


def led_after(session: WritingSession, plan: Reorganisation, units: Sequence[int], goes: Collection[int]) -> None:
    """Refuse a team that nobody would lead: the one they go to, and of a split the one that stays."""
    if plan.kind is ReorganisationKind.PERSON:
        return
    there = set(placed_in(session, [plan.into_id])) if plan.into_id else set()
    if not _leaders(session, {*there, *goes}):
        raise Refusal("reorganisations.no_leader", name=plan.name or _name(session, plan.into_id))
    if plan.kind is ReorganisationKind.SPLIT:
        stay = set(placed_in(session, units))
        if _leaders(session, stay) and not _leaders(session, stay - set(goes)):
            raise Refusal("reorganisations.no_leader", name=_name(session, units[0]))


def _leaders(session: WritingSession, people: Collection[int]) -> set[int]:
    lead = select(Person.id).where(col(Person.id).in_(sorted(people)), col(Person.role) == Role.MANAGER)
    return {int(number or 0) for number in session.exec(lead.where(col(Person.active) == 1))}


def _name(session: WritingSession, unit_id: int | None) -> str:
    return str(session.exec(select(Unit.name).where(col(Unit.id) == unit_id)).one())


def named(names: Sequence[str], most: int = 5) -> str:
    """A few names, and how many more there are."""
    return "、".join(names[:most]) + (f" … +{len(names) - most}" if len(names) > most else "")
