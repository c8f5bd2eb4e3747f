"""A file of what somebody sees is about to be handed out: the audit notes it first."""

from __future__ import annotations

from db.access import Actor
from db.run import WritingSession


def export_rows(session: WritingSession, actor: Actor, *, what: str, where: str, rows: int, file: str) -> None:
    """Note who takes how many rows of what, narrowed how, as which kind of file."""
    session.notebook.notes |= {"what": what[:200], "where": where[:500], "rows": rows, "file": file}
