"""What a person signs in with, and the sessions that came of it. Secrets stand here only hashed or sealed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, text


class Credential(SQLModel, table=True):
    """A person's password and second factor; `epoch` counts up to end every session opened before."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    password_hash: str | None = text(80, default=None)
    must_change: int = Field(default=1)
    changed_at: datetime
    totp_secret: str | None = text(200, default=None)
    totp_last_step: int = Field(default=0)
    exempt: int = Field(default=0)
    epoch: int = Field(default=1)
    sessions_valid_after: datetime


class RecoveryCode(SQLModel, table=True):
    """A code that stands in for the phone, once."""

    __tablename__ = "recovery_code"

    code_hash: str = text(64, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    used_at: datetime | None = None


class SignInTicket(SQLModel, table=True):
    """Carries a sign-in from the form to the address that sets the cookie: for one browser, once, for seconds."""

    __tablename__ = "sign_in_ticket"

    browser_hash: str = text(64, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    provider: str = text(12)
    epoch: int
    address: str = Field(default="/", sa_type=sa.Text)
    expires_at: datetime = Field(index=True)


class SignInSession(SQLModel, table=True):
    """One signed-in browser, named by the hash of its cookie; void once revoked, expired, idle or outdated."""

    __tablename__ = "sign_in_session"
    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    cookie_hash: str = text(64, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str = text(24)
    epoch: int
    provider: str = text(12)
    device: str = text(200, default="")
    ip: str = text(45, default="")
    opened_at: datetime
    last_seen_at: datetime
    expires_at: datetime = Field(index=True)
    revoked_at: datetime | None = None


class Viewing(SQLModel, table=True):
    """A session whose person looks at the application as somebody else, read-only, until it ends by itself or before.

    `session_id` is no reference: the session is forgotten long before the person who was seen may want to know.
    """

    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(index=True)
    person_id: int = Field(foreign_key="person.id")
    seen_id: int = Field(foreign_key="person.id", index=True)
    reason: str = text(200)
    began_at: datetime
    until: datetime
    ended_at: datetime | None = None


class KnownBrowser(SQLModel, table=True):
    """A browser that has signed this person in before, so that strangers' guesses do not count against it."""

    __tablename__ = "known_browser"

    browser_hash: str = text(64, primary_key=True)
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    seen_at: datetime


class Throttle(SQLModel, table=True):
    """How full a source's allowance of guesses is; it empties by itself with time."""

    source_hash: str = text(64, primary_key=True)
    level: float = Field(default=0.0, sa_type=sa.Float)
    at: datetime = Field(index=True)


class OutsideIdentity(SQLModel, table=True):
    """A person invited to sign in through an identity provider."""

    __tablename__ = "outside_identity"

    issuer: str = text(200, primary_key=True)
    subject: str = text(200, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
