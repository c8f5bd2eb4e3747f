"""Take a phone as one's second factor."""

from __future__ import annotations

from db.access import Actor
from db.errors import Refusal
from db.models.sign_in import RecoveryCode
from db.periods import now
from db.session import ActorSession
from db.sign_in import totp
from db.sign_in.credentials import credential_of
from db.sign_in.second_factor import forget_second_factor


def enrol_totp(
    session: ActorSession, actor: Actor, *, sealed_secret: str, code: str, recovery_hashes: tuple[str, ...]
) -> None:
    """Keep the secret once a code from the phone proves that it was read right."""
    shared = totp.unsealed(sealed_secret)
    step = totp.fitting_step(shared, code, now(), last_step=0) if shared else None
    if step is None:
        raise Refusal("sign_in.code_wrong")
    credential = credential_of(session, actor, actor.person_id)
    forget_second_factor(session, actor, credential)
    credential.totp_secret, credential.totp_last_step = sealed_secret, step
    session.add_all(RecoveryCode(code_hash=code_hash, person_id=actor.person_id) for code_hash in recovery_hashes)
