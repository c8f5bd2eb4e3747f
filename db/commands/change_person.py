"""Correct a person's name or e-mail address."""

from __future__ import annotations

from db.access import Actor
from db.queries.people import one_person
from db.rules.directory import check_fields, email_problem, name_problem, tidy
from db.run import check_version
from db.session import ActorSession


def change_person(
    session: ActorSession,
    actor: Actor,
    *,
    person_id: int,
    version: int,
    name: str,
    email: str | None = None,
) -> int:
    """The login stays for good, since figures and the history are named by it."""
    person = one_person(session, person_id)
    check_version(person, version)
    name, email = tidy(name), tidy(email)
    check_fields(name=name_problem(name), email=email_problem(email))
    person.name, person.email = name, email or None
    session.flush()
    return person.version
