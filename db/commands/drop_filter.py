"""A saved filter is thrown away."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.errors import Denied
from db.models.search import SavedFilter
from db.run import WritingSession


def drop_filter(session: WritingSession, actor: Actor, *, filter_id: int) -> int:
    """Delete a filter of the actor's own; answers its id."""
    session.notebook.quiet = True
    gone = sa.delete(SavedFilter).where(col(SavedFilter.id) == filter_id, col(SavedFilter.person_id) == actor.person_id)
    if session.trusted().execute(gone).rowcount != 1:
        raise Denied("core.not_found")
    return filter_id
