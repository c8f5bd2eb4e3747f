"""A backup was taken: everything there is left in one file, and the audit says so."""

from __future__ import annotations

from db.access import Actor
from db.run import WritingSession


def note_backup(session: WritingSession, actor: Actor, *, rows: int, file: str) -> None:
    """Note how many rows went into which file."""
    session.notebook.notes |= {"rows": rows, "file": file[-200:]}
