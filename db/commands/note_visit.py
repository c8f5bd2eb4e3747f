"""Note that a session is in use."""

from __future__ import annotations

from datetime import datetime

from db.access import Actor
from db.models.sign_in import SignInSession
from db.run import WritingSession


def note_visit(session: WritingSession, actor: Actor, *, session_id: int, at: datetime) -> None:
    """Move a session's last visit forward. This leaves no audit row: a click a minute is no event."""
    session.notebook.quiet = True
    found = session.get(SignInSession, session_id)
    if found is not None and found.last_seen_at < at:
        found.last_seen_at = at
