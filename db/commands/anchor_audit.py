"""Let the audit as it is now count as whole where the file beside the keys says otherwise, or is not there."""

from __future__ import annotations

from db.access import Actor
from db.run import WritingSession


def anchor_audit(session: WritingSession, actor: Actor, *, rows: int, anchored: int | None) -> None:
    """Note how many rows were there, and up to which row the file said that there are any."""
    session.notebook.notes |= {"rows": rows, "anchored": anchored}
