"""Make anew what records are found by."""

from __future__ import annotations

from db.access import Actor
from db.gram_index import index_all
from db.run import WritingSession


def mend_grams(session: WritingSession, actor: Actor) -> None:
    """Every gram from the names, and every tail of a number."""
    index_all(session)
