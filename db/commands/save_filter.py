"""Keep a list as it is narrowed now, under a name."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from db.access import OPENS, Actor
from db.errors import Invalid, Refusal
from db.models.search import SavedFilter
from db.rules.entries import entered
from db.run import WritingSession

MOST_SAVED, LONGEST_ASKED = 30, 400


def save_filter(session: WritingSession, actor: Actor, *, page: str, name: str, asked: str) -> int:
    """Save a filter of the actor's own; the same name again takes its place. Answers its id."""
    if page not in OPENS:
        raise Invalid(fields={"name": "entries.choice"})
    if len(asked) > LONGEST_ASKED:
        raise Invalid(fields={"name": "entries.too_long"})
    fields = entered(SavedFilter, name=name, asked=asked)
    mine = (col(SavedFilter.person_id) == actor.person_id, col(SavedFilter.page) == page)
    connection = session.trusted()
    connection.execute(sa.delete(SavedFilter).where(*mine, col(SavedFilter.name) == fields["name"]))
    if connection.execute(sa.select(sa.func.count()).select_from(SavedFilter).where(*mine)).scalar_one() >= MOST_SAVED:
        raise Refusal("search.saved_enough", most=MOST_SAVED)
    made = SavedFilter(person_id=actor.person_id, page=page, **fields)
    session.add(made)
    session.notebook.quiet = True
    session.flush()
    assert made.id is not None
    return made.id
