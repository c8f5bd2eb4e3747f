"""Sign somebody out everywhere."""

from __future__ import annotations

from db.access import Actor
from db.session import ActorSession
from db.sign_in.credentials import credential_of, end_sessions_of


def end_sessions(session: ActorSession, actor: Actor, *, person_id: int) -> None:
    """Void every session of a person."""
    end_sessions_of(credential_of(session, actor, person_id))
