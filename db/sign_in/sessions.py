"""Sessions: opened by a ticket, looked up in every run, void as soon as anything about the person changes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import SYSTEM, Actor
from db.came_from import coming_from
from db.commands.issue_ticket import issue_ticket
from db.commands.open_session import open_session
from db.commands.sign_out import sign_out
from db.config import config
from db.errors import Refusal
from db.keys import keyed_hash
from db.memory import remembered
from db.models.people import Person, Placement
from db.models.sign_in import Credential, SignInSession, Viewing
from db.periods import now
from db.queries.actors import ACTOR, PLACED, as_actor, seen_as
from db.queries.inbox import unread
from db.run import run
from db.session import reading
from db.sign_in.credentials import Proof
from db.sign_in.throttle import browser_hash

TICKET_SECONDS = 30
LONGEST_ADDRESS = 2000


@dataclass(frozen=True)
class Opened:
    """A session just opened: its cookie, which stands nowhere else, and where to go on."""

    cookie: str
    address: str


@dataclass(frozen=True)
class Standing:
    """That a session sees as somebody else: which viewing it is, and from when until when."""

    id: int
    began_at: datetime
    until: datetime


@dataclass(frozen=True)
class SignedIn:
    """A live session and in whose name it reads, as of now; `unread` is how much waits behind the bell."""

    actor: Actor
    session_id: int
    provider: str
    last_seen_at: datetime
    unread: int = 0
    viewing: Standing | None = None

    @property
    def person(self) -> Actor:
        """Who really sits there, also while they see as somebody else."""
        return self.actor.seen_by or self.actor


def cookie_hash(cookie: str) -> str:
    """What is stored of a session's cookie."""
    return keyed_hash("session", cookie)


def is_live(cookie: str | None) -> bool:
    """Whether a cookie belongs to a session that still stands."""
    if not cookie:
        return False
    with reading(SYSTEM) as session:
        return session.execute(_IS_LIVE, _asked(cookie, now())).first() is not None


def find_session(cookie: str | None, at: datetime | None = None) -> SignedIn | None:
    """Whose session a cookie opens, with role, unit and scope of this moment; None for a void one."""
    if not cookie:
        return None
    with reading(SYSTEM) as session:
        row = session.execute(_FOUND, _asked(cookie, at or now())).first()
        if row is None:
            return None
        actor = as_actor(session, row)
        seen = seen_as(session, row.seen_id, actor) if row.seen_id else None
        viewing = Standing(row.viewing_id, row.viewing_began, row.viewing_until) if seen else None
        actor = seen or actor
        waiting = remembered(session, ("unread", actor.person_id), lambda: unread(session, actor))
        return SignedIn(actor, row.session_id, row.provider, row.last_seen_at, waiting, viewing)


def leave_ticket(proof: Proof, browser: str | None, *, provider: str = "local", address: str = "/") -> None:
    """Let that browser open a session once, within 30 seconds, and go on to the address it came for."""
    if not browser:
        raise Refusal("sign_in.cookies_needed")
    run(
        issue_ticket,
        SYSTEM,
        proof=proof,
        browser_hash=browser_hash(browser),
        provider=provider,
        address=safe_address(address),
        expires_at=now() + timedelta(seconds=TICKET_SECONDS),
    )


def use_ticket(browser: str | None, *, device: str = "", ip: str = "") -> Opened | None:
    """A new session for the browser's ticket; None where it has none, or one that is used or outdated."""
    if not browser:
        return None
    cookie = secrets.token_urlsafe(32)
    with coming_from(ip):
        address = run(
            open_session,
            SYSTEM,
            browser_hash=browser_hash(browser),
            cookie_hash=cookie_hash(cookie),
            device=device[:200],
            ip=ip[:45],
            expires_at=now() + timedelta(hours=config().sign_in.absolute_hours),
        )
    return None if address is None else Opened(cookie, safe_address(address))


def open_session_for(person_id: int, *, device: str = "") -> str:
    """A session without a browser's form, for tests and measurements: the value of its cookie."""
    browser = secrets.token_urlsafe(32)
    with reading(SYSTEM) as session:
        epoch = session.exec(select(Credential.epoch).where(Credential.person_id == person_id)).one()
    leave_ticket(Proof(person_id, epoch), browser)
    opened = use_ticket(browser, device=device)
    if opened is None:
        raise Refusal("core.not_found")
    return opened.cookie


def safe_address(address: str) -> str:
    """An address within this application; anything else becomes the first page."""
    strange = "\\" in address or not address.isprintable() or len(address) > LONGEST_ADDRESS
    ours = address.startswith("/") and not address.startswith("//")
    return address if ours and not strange else "/"


def revoke(cookie: str | None) -> None:
    """End the session that a browser had before it got another."""
    found = find_session(cookie)
    if found is not None:
        run(sign_out, found.person, session_id=found.session_id)


def _asked(cookie: str, at: datetime) -> dict[str, Any]:
    idle_since = at - timedelta(minutes=config().sign_in.idle_minutes)
    return {"cookie": cookie_hash(cookie), "at": at, "idle_since": idle_since}


_STANDS = (
    col(SignInSession.cookie_hash) == sa.bindparam("cookie"),
    col(SignInSession.revoked_at).is_(None),
    col(SignInSession.expires_at) > sa.bindparam("at"),
    col(SignInSession.last_seen_at) > sa.bindparam("idle_since"),
    col(SignInSession.epoch) == col(Credential.epoch),
    # A new role means a new sign-in: nothing drawn for the old one stays on a screen.
    col(SignInSession.role) == col(Person.role),
    col(Person.active) == 1,
)
_OF_PERSON = col(Person.id) == col(SignInSession.person_id)
_SEES_AS = sa.and_(
    col(Viewing.session_id) == col(SignInSession.id),
    col(Viewing.ended_at).is_(None),
    col(Viewing.until) > sa.bindparam("at"),
)
_OF_CREDENTIAL = col(Credential.person_id) == col(SignInSession.person_id)

# Asked in every run of every page, so both are put together once.
_IS_LIVE = sa.select(col(SignInSession.id)).join(Person, _OF_PERSON).join(Credential, _OF_CREDENTIAL).where(*_STANDS)
_FOUND = (
    sa.select(
        *ACTOR,
        col(SignInSession.id).label("session_id"),
        col(SignInSession.provider).label("provider"),
        col(SignInSession.last_seen_at).label("last_seen_at"),
        col(Viewing.id).label("viewing_id"),
        col(Viewing.seen_id).label("seen_id"),
        col(Viewing.began_at).label("viewing_began"),
        col(Viewing.until).label("viewing_until"),
    )
    .select_from(SignInSession)
    .join(Person, _OF_PERSON)
    .join(Credential, _OF_CREDENTIAL)
    .join(Placement, PLACED, isouter=True)
    .join(Viewing, _SEES_AS, isouter=True)
    .where(*_STANDS)
)
