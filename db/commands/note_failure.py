"""Note in the audit that a step of the day's job was not done, of whom, and why."""

from __future__ import annotations

from db.access import Actor
from db.run import WritingSession


def note_failure(session: WritingSession, actor: Actor, *, step: str, person_id: int | None, why: str) -> None:
    """`step` is the name of the command that failed, `why` the key of the sentence that says so."""
    session.notebook.outcome = "denied"
    session.notebook.notes |= {"command": step, "person_id": person_id, "refused": why}
