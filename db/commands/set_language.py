"""Remember the language in which somebody reads."""

from __future__ import annotations

from db.access import Actor
from db.errors import Unknown
from db.queries.people import one_person
from db.session import ActorSession

LANGUAGES = ("zh", "en")


def set_language(session: ActorSession, actor: Actor, *, language: str) -> None:
    """The actor's own language, in every browser from now on."""
    if language not in LANGUAGES:
        raise Unknown("people.unknown_language", choices=list(LANGUAGES), name=language)
    one_person(session, actor.person_id).language = language
