"""Give back the allowance after a right guess."""

from __future__ import annotations

from datetime import datetime

from db.access import Actor
from db.run import WritingSession
from db.sign_in.throttle import Source, buckets, give_back


def forgive_guesses(session: WritingSession, actor: Actor, *, source: Source, purpose: str, at: datetime) -> None:
    """The mistypings before a right password do not count any longer."""
    give_back(session, buckets(session, source, purpose), at)
    session.notebook.notes.update(login=source.login, purpose=purpose, address=source.address)
