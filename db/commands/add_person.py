"""Add somebody who signs in."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.errors import Refusal
from db.models.people import Person, Placement
from db.queries.units import open_unit
from db.rules.directory import (
    check_fields,
    check_language,
    email_problem,
    login_problem,
    name_problem,
    role_named,
    tidy,
)
from db.session import ActorSession
from db.sign_in.credentials import new_credential


def add_person(
    session: ActorSession,
    actor: Actor,
    *,
    login: str,
    name: str,
    role: str,
    unit_id: int,
    password_hash: str,
    today: date,
    email: str | None = None,
    language: str = "zh",
) -> int:
    """A person, their place from today on, and a one-time password that the first sign-in replaces.

    `password_hash` is made before, by `hash_password`, since the write lock must not wait for it.
    """
    login, name, email = tidy(login), tidy(name), tidy(email)
    check_fields(login=login_problem(login), name=name_problem(name), email=email_problem(email))
    # Two logins that differ by case alone would be one person to whoever reads them aloud.
    if session.exec(select(Person.id).where(sa.func.lower(col(Person.login)) == login.lower())).first():
        raise Refusal("people.login_taken", login=login)
    check_language(language)
    unit = open_unit(session, unit_id)
    person = Person(
        login=login, name=name, role=role_named(role), email=email or None, language=language, joined_on=today
    )
    session.add(person)
    session.flush()
    person_id = person.id or 0
    session.add(Placement(person_id=person_id, unit_id=unit.id or 0, valid_from=today))
    session.add(new_credential(person_id, password_hash=password_hash))
    return person_id
