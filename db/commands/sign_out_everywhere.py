"""End all of one's own sessions."""

from __future__ import annotations

from db.access import Actor
from db.session import ActorSession
from db.sign_in.credentials import credential_of, end_sessions_of


def sign_out_everywhere(session: ActorSession, actor: Actor) -> None:
    """Void every session of the actor, this one too."""
    end_sessions_of(credential_of(session, actor, actor.person_id))
