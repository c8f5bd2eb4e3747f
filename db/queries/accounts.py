"""A person's account: what keeps it from being disabled, and how the person signs in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from db.handover_dated import MEMBERS
from db.handover_reading import reading_of
from db.holders import HELD, held_by, held_tables
from db.models.people import Role
from db.models.sign_in import Credential, SignInSession
from db.session import ActorSession
from db.sign_in.credentials import reachable


@dataclass(frozen=True)
class Holdings:
    """What a person holds now: each of it keeps the account from being disabled. Visits joined are open work too;
    the risks that are watched count among the milestones.
    """

    customers: int = 0
    memberships: int = 0
    activities: int = 0
    leads: int = 0
    milestones: int = 0

    def __bool__(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True)
class SignInState:
    """How a person signs in: whether a password is set and still the one-time one, a code, and the last visit."""

    has_password: bool
    must_change: bool
    has_code: bool
    last_seen_at: datetime | None


def holdings(session: ActorSession, person_id: int) -> Holdings:
    """What a person holds: numbers only, so that who keeps the accounts learns no customer."""
    if session.actor.role not in (Role.ADMIN, Role.SYSTEM):
        return Holdings()

    found: Counter[str] = Counter()
    for column, (_model, kind) in HELD.items():
        table = held_tables()[column.split(".")[0]]
        which = sa.select(sa.func.count()).where(*held_by(table, person_id))
        found[kind] += int(session.trusted().execute(which).scalar_one())
    left = sa.select(sa.func.count()).select_from(MEMBERS).where(*reading_of(person_id))
    found["memberships"] -= int(session.trusted().execute(left).scalar_one())
    return Holdings(**found)


def sign_in_state(session: ActorSession, person_id: int) -> SignInState:
    """How a person signs in, for who keeps the accounts."""
    which = select(Credential).where(reachable(session.actor, Credential), col(Credential.person_id) == person_id)
    found = session.exec(which).first()
    seen = select(sa.func.max(SignInSession.last_seen_at)).where(
        reachable(session.actor, SignInSession), col(SignInSession.person_id) == person_id
    )
    last = session.exec(seen).one()
    if found is None:
        return SignInState(has_password=False, must_change=False, has_code=False, last_seen_at=last)
    return SignInState(
        has_password=found.password_hash is not None,
        must_change=bool(found.must_change),
        has_code=found.totp_secret is not None,
        last_seen_at=last,
    )
