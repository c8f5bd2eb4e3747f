"""Let somebody sign in through the identity provider."""

from __future__ import annotations

from sqlmodel import select

from db.access import Actor
from db.errors import Refusal
from db.models.people import Person
from db.models.sign_in import Credential, OutsideIdentity
from db.periods import now
from db.rules.entries import entered
from db.session import ActorSession
from db.sign_in.credentials import reachable


def invite_outside(session: ActorSession, actor: Actor, *, person_id: int, issuer: str, subject: str) -> None:
    """Tie a person to one account of one provider."""
    account = entered(OutsideIdentity, issuer=issuer, subject=subject)
    if session.get(Person, person_id) is None:
        raise Refusal("core.not_found")
    taken = select(OutsideIdentity).where(
        reachable(actor, OutsideIdentity),
        OutsideIdentity.issuer == account["issuer"],
        OutsideIdentity.subject == account["subject"],
    )
    if session.exec(taken).first() is not None:
        raise Refusal("sign_in.identity_taken")
    which = select(Credential).where(reachable(actor, Credential), Credential.person_id == person_id)
    if session.exec(which).first() is None:
        session.add(Credential(person_id=person_id, must_change=0, changed_at=now(), sessions_valid_after=now()))
    session.add(OutsideIdentity(**account, person_id=person_id))
