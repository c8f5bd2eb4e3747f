"""The first day of a real branch: the company, its first unit and the first administrator."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from db.access import Actor
from db.commands.add_person import add_person
from db.commands.add_unit import add_unit
from db.errors import Refusal
from db.models.people import Person, Role, Unit, UnitKind
from db.session import ActorSession


def set_up(
    session: ActorSession,
    actor: Actor,
    *,
    company: str,
    unit: str,
    login: str,
    name: str,
    password_hash: str,
    today: date,
    company_code: str = "C",
    unit_code: str = "D1",
    language: str = "zh",
) -> int:
    """The administrator's id. Refused where anybody or any unit is already there."""
    if session.exec(select(Unit.id).limit(1)).first() or session.exec(select(Person.id).limit(1)).first():
        raise Refusal("cli.not_empty")
    top = add_unit(session, actor, code=company_code, name=company, kind=UnitKind.COMPANY)
    add_unit(session, actor, code=unit_code, name=unit, kind=UnitKind.DEPARTMENT, parent_id=top)
    return add_person(
        session,
        actor,
        login=login,
        name=name,
        role=Role.ADMIN,
        unit_id=top,
        password_hash=password_hash,
        today=today,
        language=language,
    )
