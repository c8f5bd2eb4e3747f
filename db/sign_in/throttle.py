"""Allowances of guesses that refill by themselves, kept apart per source so that nobody locks out another."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from db.access import SYSTEM
from db.keys import keyed_hash
from db.models.people import Person
from db.models.sign_in import Credential, KnownBrowser, Throttle
from db.session import ActorSession
from db.sign_in.credentials import reachable

REFILL_SECONDS = 15 * 60
GUESSES = 5
LONGEST_LOGIN = 64
GUESSES_PER_ADDRESS = 50


@dataclass(frozen=True)
class Source:
    """Where a guess comes from: the account named, the browser's own name and the address."""

    login: str
    browser: str
    address: str

    def __post_init__(self) -> None:
        """No login is longer, and neither database takes half characters."""
        written = self.login.strip().encode("utf-8", "replace").decode().replace("\0", "")
        object.__setattr__(self, "login", written[:LONGEST_LOGIN])


@dataclass(frozen=True)
class Bucket:
    """One allowance: `limit` guesses at once, as many again in fifteen minutes."""

    source_hash: str
    limit: int

    def level(self, found: Throttle | None, at: datetime) -> float:
        """How much of the allowance is used up at an instant."""
        if found is None:
            return 0.0
        leaked = (at - found.at).total_seconds() * self.limit / REFILL_SECONDS
        return max(0.0, found.level - max(0.0, leaked))

    def wait(self, level: float) -> int:
        """Seconds until one more guess is allowed."""
        over = level + 1 - self.limit
        return 0 if over <= 0 else int(over * REFILL_SECONDS / self.limit) + 1


def browser_hash(browser: str | None) -> str:
    """What is stored of a browser's name; empty for a browser that has none."""
    return keyed_hash("browser", browser) if browser else ""


def buckets(session: ActorSession, source: Source, purpose: str) -> list[Bucket]:
    """The allowances a guess draws on: a browser known to the account has one of its own.

    Those of the account are whole again once its password was reset, or all its sessions were ended.
    """
    account = (source.login.lower(), str(_epoch(session, source)))
    if _is_known(session, source):
        return [_bucket(GUESSES, purpose, "browser", *account, source.browser)]
    network = _network(source.address)
    return [
        _bucket(GUESSES, purpose, "account", *account, network),
        _bucket(GUESSES_PER_ADDRESS, "address", network),
    ]


def take(session: ActorSession, drawn: list[Bucket], at: datetime) -> int:
    """Draw one guess from each allowance; where one is empty draw nothing and answer the seconds to wait."""
    rows = {bucket: session.get(Throttle, bucket.source_hash) for bucket in drawn}
    levels = {bucket: bucket.level(rows[bucket], at) for bucket in drawn}
    if wait := max(bucket.wait(level) for bucket, level in levels.items()):
        return wait
    for bucket, level in levels.items():
        _put(session, rows[bucket], bucket, level + 1, at)
    return 0


def give_back(session: ActorSession, drawn: list[Bucket], at: datetime) -> None:
    """After a right guess: the account's allowance is whole again, the address gets this one guess back."""
    for bucket in drawn:
        row = session.get(Throttle, bucket.source_hash)
        shared = bucket.limit == GUESSES_PER_ADDRESS
        _put(session, row, bucket, max(0.0, bucket.level(row, at) - 1) if shared else 0.0, at)


def _put(session: ActorSession, row: Throttle | None, bucket: Bucket, level: float, at: datetime) -> None:
    row = row or Throttle(source_hash=bucket.source_hash, at=at)
    row.level, row.at = level, at
    session.add(row)


def _is_known(session: ActorSession, source: Source) -> bool:
    if not source.browser:
        return False
    known = (
        select(KnownBrowser)
        .join(Person, col(Person.id) == KnownBrowser.person_id)
        .where(KnownBrowser.browser_hash == source.browser, func.lower(Person.login) == source.login.lower())
    )
    return session.exec(known).first() is not None


def _epoch(session: ActorSession, source: Source) -> int:
    found = (
        select(Credential.epoch)
        .join(Person, col(Person.id) == Credential.person_id)
        .where(reachable(SYSTEM, Credential), func.lower(Person.login) == source.login.lower())
    )
    return session.exec(found).first() or 0


def _bucket(limit: int, *parts: str) -> Bucket:
    return Bucket(keyed_hash("throttle", "\x1f".join(parts)), limit)


def _network(address: str) -> str:
    """One household or office: an IPv4 address, or the /64 that a single IPv6 line is given."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))
