"""Check a code of the second factor, or a recovery code in its place."""

from __future__ import annotations

from datetime import datetime

from db.access import Actor
from db.models.sign_in import Credential, RecoveryCode
from db.session import ActorSession
from db.sign_in import totp


def use_code(session: ActorSession, actor: Actor, *, person_id: int, code: str, at: datetime) -> bool:
    """Whether the code fits; one that fits is used up by it."""
    credential = session.get(Credential, person_id, with_for_update=True)
    if credential is None or credential.totp_secret is None:
        return False
    shared = totp.unsealed(credential.totp_secret)
    step = totp.fitting_step(shared, code, at, last_step=credential.totp_last_step) if shared else None
    if step is not None:
        credential.totp_last_step = step
        return True
    spare = session.get(RecoveryCode, totp.recovery_hash(person_id, code), with_for_update=True)
    if spare is None or spare.used_at is not None or spare.person_id != person_id:
        return False
    spare.used_at = at
    return True
