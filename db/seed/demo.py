"""The demo company: two years of a branch up to a day, written into empty tables, with an account for each role."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlmodel import select

from db.access import SYSTEM, Actor
from db.errors import Refusal
from db.gram_index import index_all
from db.models.people import Role, Unit
from db.models.sign_in import Credential
from db.models.system import Setting
from db.periods import now
from db.run import run
from db.seed.leaving import make_leaving
from db.seed.papers import make_papers
from db.seed.rows import Rows
from db.seed.story import tell
from db.seed.world import World
from db.session import ActorSession, reading
from db.sign_in.passwords import hash_password, new_password
from db.summaries import rebuild


class Account(NamedTuple):
    """Somebody of the demo who can sign in, and with what."""

    login: str
    name: str
    role: str
    password: str


@dataclass(frozen=True)
class DemoAccounts:
    """One account for each role; its login is the role's name."""

    accounts: list[Account]


def make_demo(*, seed: int = 1, as_of: date, customers: int | None = None, staff_only: bool = False) -> DemoAccounts:
    """Fill empty tables with the demo company; refused where there is a company already.

    Passwords are random and have nothing to do with the seed. The other people cannot sign in until theirs is reset.
    """
    with reading(SYSTEM) as session:
        _refuse_second(session)
    roles = [role.value for role in Role if role is not Role.SYSTEM]
    passwords = {login: new_password() for login in roles}
    with ThreadPoolExecutor() as pool:
        # Hashing is slow on purpose, and leaves the interpreter to the story meanwhile.
        hashes = pool.map(hash_password, passwords.values())
        world = tell(seed=seed, as_of=as_of, customers=customers, staff_only=staff_only)
        _credentials(world, dict(zip(roles, hashes, strict=True)))
    run(open_demo, SYSTEM, rows=world.rows, as_of=as_of)
    make_papers(Role.SALESPERSON.value)
    make_leaving(Role.MANAGER.value, Role.SALESPERSON.value)
    names = {worker.login: worker.name for worker in world.staff.workers}
    return DemoAccounts([Account(login, names[login], login, passwords[login]) for login in roles])


def _credentials(world: World, hashes: dict[str, str]) -> None:
    """The password of those who have one; everybody else has none that fits."""
    for worker in world.staff.workers:
        world.rows.add(
            Credential,
            person_id=worker.id,
            password_hash=hashes.get(worker.login),
            must_change=int(worker.login not in hashes),
            exempt=1,
            changed_at=now(),
            sessions_valid_after=now(),
        )


def _refuse_second(session: ActorSession) -> None:
    if session.exec(select(Unit.id).limit(1)).first() is not None:
        raise Refusal("demo.not_empty")


def open_demo(session: ActorSession, _actor: Actor, *, rows: Rows, as_of: date) -> int:
    """Write all rows at once, and the summaries of them; how many rows."""
    _refuse_second(session)
    stored = rows.store(session.trusted())
    session.add(Setting(name="demo", value=as_of.isoformat()))
    session.flush()
    rebuild(session)
    index_all(session)
    return stored
