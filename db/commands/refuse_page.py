"""Note that somebody opened the address of a page that is not theirs."""

from __future__ import annotations

from db.access import OPENS, Actor
from db.errors import Denied
from db.run import WritingSession


def refuse_page(session: WritingSession, actor: Actor, *, page: str) -> None:
    """A denial in the audit, in the name of who tried it."""
    if page not in OPENS:
        raise Denied("core.not_found")
    session.notebook.outcome = "denied"
    session.notebook.notes["page"] = page
