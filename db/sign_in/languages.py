"""The language inside: one's own once one has chosen, and until then that of the page on which one signs in."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.set_language import set_language
from db.models.people import Person
from db.queries.actors import actor_of
from db.run import run
from db.session import reading

FIRST = "zh"
"""What everybody reads who has chosen nothing, and for whom nobody has."""


def keep_language(person_id: int, *, chosen: str | None, shown: str) -> None:
    """What was `chosen` on the way in is kept; else what was `shown`, by whoever has never chosen."""
    actor = actor_of(person_id)
    if actor is None:
        return
    wanted = chosen or (actor.language if _has_chosen(person_id) or actor.language != FIRST else shown)
    if chosen or wanted != actor.language:
        run(set_language, actor, language=wanted)


def _has_chosen(person_id: int) -> bool:
    with reading(SYSTEM) as session:
        return bool(session.exec(select(Person.language_chosen).where(col(Person.id) == person_id)).one())
