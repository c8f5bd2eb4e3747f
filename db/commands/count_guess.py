"""Count a guess of a password or code before it is looked at."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import func, select

from db.access import Actor
from db.models.people import Person
from db.run import WritingSession
from db.sign_in.throttle import Source, buckets, take


def count_guess(session: WritingSession, actor: Actor, *, source: Source, purpose: str, at: datetime) -> int:
    """0 if the guess may be made, else the seconds to wait. What was typed as a login is noted only if it is one."""
    wait = take(session, buckets(session, source, purpose), at)
    known = session.exec(select(Person.id).where(func.lower(Person.login) == source.login.lower())).first()
    session.notebook.outcome = "denied" if wait else "done"
    session.notebook.notes.update(person=known, purpose=purpose, address=source.address, wait=wait)
    return wait
