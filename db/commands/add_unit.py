"""Add a unit to the tree."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.errors import Refusal
from db.models.people import Unit, UnitKind
from db.periods import today
from db.queries.units import open_unit
from db.rules.directory import BELOW, LONGEST_REGION, check_fields, code_problem, kind_named, name_problem, tidy
from db.session import ActorSession


def add_unit(
    session: ActorSession,
    actor: Actor,
    *,
    code: str,
    name: str,
    kind: str,
    parent_id: int | None = None,
    region: str | None = None,
) -> int:
    """A department stands under the company, a team under a department; there is one company."""
    code, name, region = tidy(code), tidy(name), tidy(region)
    check_fields(
        code=code_problem(code),
        name=name_problem(name),
        region=name_problem(region, LONGEST_REGION, needed=False),
    )
    _check_place(session, kind_named(kind), parent_id)
    if session.exec(select(Unit.id).where(col(Unit.code) == code)).first():
        raise Refusal("people.unit_taken", code=code)
    unit = Unit(code=code, name=name, kind=kind_named(kind), parent_id=parent_id, region=region or None)
    unit.opened_on = today()
    session.add(unit)
    session.flush()
    return unit.id or 0


def _check_place(session: ActorSession, kind: UnitKind, parent_id: int | None) -> None:
    if kind is UnitKind.COMPANY:
        if parent_id is not None or session.exec(select(Unit.id).where(col(Unit.kind) == kind)).first():
            raise Refusal("people.one_company")
        return
    if parent_id is None or open_unit(session, parent_id).kind != BELOW[kind]:
        raise Refusal("people.wrong_parent")
