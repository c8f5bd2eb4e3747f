"""Choose a new password for oneself."""

from __future__ import annotations

from db.access import Actor
from db.errors import Stale
from db.periods import now
from db.session import ActorSession
from db.sign_in.credentials import credential_of, end_sessions_of


def change_password(session: ActorSession, actor: Actor, *, old_hash: str | None, password_hash: str) -> None:
    """Replace the password that `old_hash` stood for; every session opened with it ends."""
    credential = credential_of(session, actor, actor.person_id)
    if credential.password_hash != old_hash:
        raise Stale("core.stale", by="—")
    credential.password_hash, credential.must_change, credential.changed_at = password_hash, 0, now()
    end_sessions_of(credential)
