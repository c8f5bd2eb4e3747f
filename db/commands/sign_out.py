"""End one of one's own sessions."""

from __future__ import annotations

from sqlmodel import select

from db.access import Actor
from db.models.sign_in import SignInSession
from db.periods import now
from db.session import ActorSession
from db.sign_in.credentials import credential_of, reachable
from db.sign_in.viewing import end_viewings


def sign_out(session: ActorSession, actor: Actor, *, session_id: int) -> None:
    """Void the session in every tab that uses it."""
    which = select(SignInSession).where(
        reachable(actor, SignInSession),
        SignInSession.id == session_id,
        SignInSession.person_id == actor.person_id,
    )
    found = session.exec(which).first()
    if found is None:
        return
    found.revoked_at = found.revoked_at or now()
    end_viewings(session, actor, session_id)
    if found.provider == "outside":
        # Streamlit's own cookie of the provider would open a new session by itself.
        credential_of(session, actor, actor.person_id).sessions_valid_after = now()
