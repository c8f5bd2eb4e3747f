"""The credential rows: who may touch which, and how a new one is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from db.access import Actor
from db.errors import Refusal
from db.everything import Everything
from db.marks import among
from db.models.people import Person, Role
from db.models.sign_in import Credential
from db.periods import now
from db.sign_in.passwords import hash_password

if TYPE_CHECKING:
    from db.session import ActorSession


@dataclass(frozen=True)
class Proof:
    """That somebody is who they say, as long as their credential stands at this epoch."""

    person_id: int
    epoch: int


def new_credential(
    person_id: int,
    password: str = "",
    *,
    password_hash: str | None = None,
    must_change: bool = True,
    exempt: bool = False,
) -> Credential:
    """A person's first credential; `exempt` people (of the demo) are never asked for a second factor."""
    return Credential(
        person_id=person_id,
        password_hash=password_hash or hash_password(password),
        must_change=int(must_change),
        exempt=int(exempt),
        changed_at=now(),
        sessions_valid_after=now(),
    )


def reachable(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """The rows of sign-in that an actor's commands may touch: their own, and everybody's for who keeps the accounts."""
    if actor.role in (Role.ADMIN, Role.SYSTEM):
        return Everything(actor, entity)
    return among(actor, entity.person_id, select(Person.id).where(col(Person.id) == actor.person_id))


def credential_of(session: ActorSession, actor: Actor, person_id: int) -> Credential:
    """The credential of one person; refused if it is not the actor's to touch."""
    which = select(Credential).where(reachable(actor, Credential), Credential.person_id == person_id)
    found = session.exec(which.with_for_update()).first()
    if found is None:
        raise Refusal("core.not_found")
    return found


def end_sessions_of(credential: Credential) -> None:
    """Void every session of the person, and every proof of an identity provider from before now."""
    credential.epoch += 1
    credential.sessions_valid_after = now()
