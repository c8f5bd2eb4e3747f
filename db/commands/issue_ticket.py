"""Prepare the opening of a session for somebody who has proven who they are."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, delete

from db.access import Actor
from db.errors import Refusal
from db.models.people import Person
from db.models.sign_in import Credential, SignInTicket
from db.periods import now
from db.session import ActorSession
from db.sign_in.credentials import Proof


def issue_ticket(
    session: ActorSession,
    actor: Actor,
    *,
    proof: Proof,
    browser_hash: str,
    provider: str,
    address: str,
    expires_at: datetime,
) -> None:
    """Write down a ticket for one browser, in place of any it had; the outdated ones of all browsers go."""
    person, credential = session.get(Person, proof.person_id), session.get(Credential, proof.person_id)
    if person is None or credential is None or not person.active or credential.epoch != proof.epoch:
        raise Refusal("sign_in.wrong")
    outdated = col(SignInTicket.expires_at) < now()
    session.exec(delete(SignInTicket).where(outdated | (col(SignInTicket.browser_hash) == browser_hash)))
    session.add(
        SignInTicket(
            browser_hash=browser_hash,
            person_id=proof.person_id,
            provider=provider,
            epoch=proof.epoch,
            address=address,
            expires_at=expires_at,
        )
    )
