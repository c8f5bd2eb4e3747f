"""Note that a password or code was wrong."""

from __future__ import annotations

from sqlmodel import func, select

from db.access import Actor
from db.models.people import Person
from db.run import WritingSession
from db.sign_in.throttle import Source


def refuse_guess(session: WritingSession, actor: Actor, *, source: Source, purpose: str) -> None:
    """The audit knows of each way in that was refused; what was typed as a login only if it is one."""
    known = session.exec(select(Person.id).where(func.lower(Person.login) == source.login.lower())).first()
    session.notebook.outcome = "denied"
    session.notebook.notes.update(person=known, purpose=purpose, address=source.address)
