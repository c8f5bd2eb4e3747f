"""Old rows of the audit are about to leave the database for a file."""

from __future__ import annotations

from datetime import date

from db.access import Actor
from db.run import WritingSession


def archive_audit(session: WritingSession, actor: Actor, *, rows: int, last_row: int, before: date, file: str) -> None:
    """Note how many rows of before a day go into which file."""
    until = before.isoformat()
    session.notebook.notes |= {"rows": rows, "last_row": last_row, "before_day": until, "file": file[-200:]}
