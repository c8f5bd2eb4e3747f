"""Remember the language in which somebody reads."""

from __future__ import annotations

from db.access import Actor
from db.queries.people import one_person
from db.rules.directory import check_language
from db.session import ActorSession


def set_language(session: ActorSession, actor: Actor, *, language: str) -> None:
    """The actor's own language, in every browser from now on."""
    check_language(language)
    person = one_person(session, actor.person_id)
    person.language, person.language_chosen = language, 1
