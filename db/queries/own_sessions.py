"""Where somebody is signed in right now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.models.sign_in import Credential, SignInSession
from db.periods import now
from db.session import reading
from db.sign_in.credentials import reachable


def own_sessions(actor: Actor) -> Sequence[SignInSession]:
    """The actor's living sessions, the one used last first."""
    idle_since = now() - timedelta(minutes=config().sign_in.idle_minutes)
    found = (
        select(SignInSession)
        .join(Credential, col(Credential.person_id) == SignInSession.person_id)
        .where(
            reachable(actor, SignInSession),
            reachable(actor, Credential),
            SignInSession.person_id == actor.person_id,
            SignInSession.epoch == Credential.epoch,
            col(SignInSession.revoked_at).is_(None),
            SignInSession.expires_at > now(),
            SignInSession.last_seen_at > idle_since,
        )
        .order_by(col(SignInSession.last_seen_at).desc())
    )
    with reading(actor) as session:
        return session.exec(found).all()


def has_second_factor(actor: Actor) -> bool:
    """Whether the actor signs in with a code."""
    found = select(Credential.totp_secret).where(reachable(actor, Credential), Credential.person_id == actor.person_id)
    with reading(actor) as session:
        return session.exec(found).first() is not None
