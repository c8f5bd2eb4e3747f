"""Note that somebody opened the address of a page or a record that is not theirs."""

from __future__ import annotations

from db.access import OPENS, Actor
from db.errors import Denied
from db.run import WritingSession


def refuse_page(session: WritingSession, actor: Actor, *, page: str, record_id: int | None = None) -> None:
    """A denial in the audit, in the name of who tried it; or of a record that is not in their sight, or not there."""
    if page not in OPENS:
        raise Denied("core.not_found")
    session.notebook.outcome = "denied"
    session.notebook.notes["page"] = page
    if record_id is not None:
        session.notebook.notes["record_id"] = record_id
