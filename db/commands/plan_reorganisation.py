"""Plan who goes from which units to which one, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.access import Actor
from db.errors import Invalid, Refusal
from db.models.people import Unit
from db.models.reorganisations import Reorganisation, ReorganisationKind, ReorganisationLine, ReorganisationUnit
from db.periods import today
from db.reorganisation_notices import tell
from db.reorganisation_plan import (
    WHOLE,
    in_no_other_plan,
    led_after,
    lock,
    place_of,
    place_to_go,
    placed_in,
    source_units,
)
from db.reorganising import carry_out
from db.rules.directory import LONGEST_REGION, check_fields, code_problem, name_problem, tidy
from db.rules.entries import reason_given
from db.run import WritingSession


def plan_reorganisation(
    session: WritingSession,
    actor: Actor,
    *,
    kind: ReorganisationKind,
    effective_on: date,
    reason: str,
    unit_ids: Sequence[int] = (),
    people_ids: Sequence[int] = (),
    into_id: int | None = None,
    code: str = "",
    name: str = "",
    region: str | None = None,
    parent_id: int | None = None,
) -> int:
    """The plan's id; of a plan for today, carried out at once. They go `into_id`, or to a new team of that code, name
    and department. `people_ids` are those of a split or the one person; of whole teams, whom the form showed.
    """
    why = reason_given(reason, missing="reorganisations.reason_needed")
    if effective_on < today():
        raise Invalid(fields={"effective_on": "reorganisations.past"})
    plan = Reorganisation(kind=ReorganisationKind(kind), effective_on=effective_on, reason=why, planned_on=today())
    plan.planned_by_id, plan.into_id = actor.person_id or None, into_id
    if into_id is None:
        _new_unit(plan, code, name, region, parent_id)
    units, goes = _who(session, plan, unit_ids, people_ids)
    place_to_go(session, plan, units)
    named = sorted({*(unit.id or 0 for unit in units), *goes.values()})
    lock(session, goes)
    in_no_other_plan(session, plan, named, goes)
    led_after(session, plan, named, goes)
    _write(session, plan, named, goes)
    at_once = effective_on == today()
    if at_once:
        carry_out(session, actor, plan)
    tell(session, actor, plan, "done" if at_once else "planned")
    return plan.id or 0


def _who(
    session: WritingSession, plan: Reorganisation, unit_ids: Sequence[int], people_ids: Sequence[int]
) -> tuple[list[Unit], dict[int, int]]:
    """The units that people go from, none for one person; and who goes, with the unit of each."""
    if plan.kind is ReorganisationKind.PERSON:
        return [], _one_person(session, people_ids, plan.into_id)
    units = source_units(session, plan.kind, unit_ids, plan.into_id)
    return units, _of_teams(session, plan, [unit.id or 0 for unit in units], people_ids)


def _new_unit(plan: Reorganisation, code: str, name: str, region: str | None, parent_id: int | None) -> None:
    plan.code, plan.name, plan.region, plan.parent_id = tidy(code), tidy(name), tidy(region) or None, parent_id
    check_fields(
        code=code_problem(plan.code),
        name=name_problem(plan.name),
        region=name_problem(plan.region or "", LONGEST_REGION, needed=False),
        parent_id="people.field_empty" if parent_id is None else None,
    )


def _one_person(session: WritingSession, people_ids: Sequence[int], into_id: int | None) -> dict[int, int]:
    if len(people_ids) != 1:
        raise Invalid(fields={"people_ids": "reorganisations.choose_people"})
    if into_id is None:
        raise Invalid(fields={"into_id": "people.field_empty"})
    unit = place_of(session, people_ids[0])
    if unit is None:
        raise Refusal("reorganisations.not_there")
    if unit == into_id:
        raise Invalid(fields={"into_id": "reorganisations.there_already"})
    return {people_ids[0]: unit}


def _of_teams(
    session: WritingSession, plan: Reorganisation, units: Sequence[int], people_ids: Sequence[int]
) -> dict[int, int]:
    """Everybody of whole teams; of a split those chosen, who are some of the team and not all."""
    there, chosen = placed_in(session, units), set(people_ids)
    if plan.kind in WHOLE:
        if chosen and chosen != set(there):
            raise Refusal("reorganisations.people_changed")
        return there
    if not chosen <= set(there):
        raise Refusal("reorganisations.not_there")
    if not chosen or chosen == set(there):
        raise Invalid(fields={"people_ids": "reorganisations.some_not_all"})
    return {person: there[person] for person in sorted(chosen)}


def _write(session: WritingSession, plan: Reorganisation, units: Sequence[int], goes: dict[int, int]) -> None:
    session.add(plan)
    session.flush()
    shared, closes = {"reorganisation_id": plan.id or 0}, int(plan.kind in WHOLE)
    session.add_all(ReorganisationUnit(unit_id=unit, closes=closes, **shared) for unit in units)
    session.add_all(ReorganisationLine(person_id=who, from_unit_id=unit, **shared) for who, unit in goes.items())
    session.flush()
