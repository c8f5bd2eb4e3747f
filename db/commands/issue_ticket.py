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


def issue_ticket(
    session: ActorSession,
    actor: Actor,
    *,
    person_id: int,
    browser_hash: str,
    provider: str,
    address: str,
    expires_at: datetime,
) -> None:
    """Write down a ticket for one browser, in place of any it had; the outdated ones of all browsers go."""
    person, credential = session.get(Person, person_id), session.get(Credential, person_id)
    if person is None or credential is None or not person.active:
        raise Refusal("sign_in.wrong")
    outdated = col(SignInTicket.expires_at) < now()
    session.exec(delete(SignInTicket).where(outdated | (col(SignInTicket.browser_hash) == browser_hash)))
    session.add(
        SignInTicket(
            browser_hash=browser_hash,
            person_id=person_id,
            provider=provider,
            epoch=credential.epoch,
            address=address,
            expires_at=expires_at,
        )
    )
