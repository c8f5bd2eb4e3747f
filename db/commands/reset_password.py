"""Give somebody a one-time password."""

from __future__ import annotations

from sqlmodel import select

from db.access import Actor
from db.errors import Refusal
from db.models.people import Person
from db.models.sign_in import Credential
from db.periods import now
from db.session import ActorSession
from db.sign_in.credentials import end_sessions_of, new_credential, reachable
from db.sign_in.second_factor import forget_second_factor


def reset_password(
    session: ActorSession, actor: Actor, *, person_id: int, password_hash: str, keep_second_factor: bool = True
) -> None:
    """Set a password that must be changed at the next sign-in; every session ends.

    `password_hash` is made before, by `hash_password`, since the write lock must not wait for it.
    """
    if session.get(Person, person_id) is None:
        raise Refusal("core.not_found")
    which = select(Credential).where(reachable(actor, Credential), Credential.person_id == person_id)
    credential = session.exec(which).first()
    if credential is None:
        session.add(new_credential(person_id, password_hash=password_hash))
        return
    credential.password_hash, credential.must_change, credential.changed_at = password_hash, 1, now()
    end_sessions_of(credential)
    if not keep_second_factor:
        forget_second_factor(session, actor, credential)
