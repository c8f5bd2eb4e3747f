"""Turn a ticket into a session."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from db.access import Actor
from db.models.people import Person
from db.models.sign_in import Credential, KnownBrowser, SignInSession, SignInTicket
from db.periods import now
from db.run import WritingSession
from db.session import ActorSession


def open_session(
    session: WritingSession,
    actor: Actor,
    *,
    browser_hash: str,
    cookie_hash: str,
    device: str,
    ip: str,
    expires_at: datetime,
) -> str | None:
    """The address that was asked for before signing in; None where this browser has no ticket, or an outdated one.

    The audit has it in the name of who signs in.
    """
    ticket = session.get(SignInTicket, browser_hash, with_for_update=True)
    if ticket is None:
        return None
    session.delete(ticket)
    person, credential = session.get(Person, ticket.person_id), session.get(Credential, ticket.person_id)
    if person is None or credential is None or not _holds(ticket, person, credential):
        return None
    opened = SignInSession(
        cookie_hash=cookie_hash,
        person_id=ticket.person_id,
        role=person.role,
        epoch=credential.epoch,
        provider=ticket.provider,
        device=device,
        ip=ip,
        opened_at=now(),
        last_seen_at=now(),
        expires_at=expires_at,
    )
    session.notebook.actor = replace(actor, person_id=ticket.person_id, login=person.login)
    session.add_all([opened, _remembered(session, browser_hash, ticket.person_id)])
    return ticket.address


def _holds(ticket: SignInTicket, person: Person, credential: Credential) -> bool:
    return ticket.expires_at > now() and person.active == 1 and ticket.epoch == credential.epoch


def _remembered(session: ActorSession, browser_hash: str, person_id: int) -> KnownBrowser:
    known = session.get(KnownBrowser, (browser_hash, person_id))
    known = known or KnownBrowser(browser_hash=browser_hash, person_id=person_id, seen_at=now())
    known.seen_at = now()
    return known
