"""The second factor as a whole: whether somebody has one or must, making one, and letting it go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from db.access import Actor
from db.config import config
from db.models.sign_in import Credential, RecoveryCode
from db.session import ActorSession
from db.sign_in import totp
from db.sign_in.credentials import reachable


@dataclass(frozen=True)
class Enrolment:
    """A second factor that is offered but not yet proven: what the phone reads, and the recovery codes."""

    shared: str
    address: str
    recovery_codes: tuple[str, ...]

    def order(self, person_id: int) -> dict[str, Any]:
        """What `enrol_totp` keeps of it."""
        hashes = tuple(totp.recovery_hash(person_id, code) for code in self.recovery_codes)
        return {"sealed_secret": totp.sealed(self.shared), "recovery_hashes": hashes}


def new_enrolment(login: str) -> Enrolment:
    """A fresh secret and ten recovery codes for one account."""
    shared = totp.new_secret()
    return Enrolment(shared, totp.address(shared, login), tuple(totp.new_recovery_codes()))


def needs_second_factor(actor: Actor, credential: Credential) -> bool:
    """Whether a person has to set up a code before going on."""
    return credential.totp_secret is None and not credential.exempt and actor.role in config().sign_in.totp_roles


def forget_second_factor(session: ActorSession, actor: Actor, credential: Credential) -> None:
    """Take the secret and all recovery codes away."""
    credential.totp_secret, credential.totp_last_step = None, 0
    codes = select(RecoveryCode).where(reachable(actor, RecoveryCode), RecoveryCode.person_id == credential.person_id)
    for code in session.exec(codes).all():
        session.delete(code)
    session.flush()
