"""Note in the audit itself that it was checked, and what came of it."""

from __future__ import annotations

from db.access import Actor
from db.run import WritingSession


def note_audit_check(session: WritingSession, actor: Actor, *, rows: int, last_row: int, broken: str | None) -> None:
    """Keep up to which row the chain holds; `broken` is how it does not, at the row after it."""
    session.notebook.outcome = "broken" if broken else "done"
    session.notebook.notes |= {"rows": rows, "last_row": last_row, "broken": broken}
