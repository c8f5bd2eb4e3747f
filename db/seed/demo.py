"""The demo company: two years of a branch up to a day, the same rows for the same seed and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlmodel import select

from db.access import SYSTEM, Actor
from db.config import config
from db.errors import Refusal
from db.models.people import Role, Unit
from db.models.policies import Product
from db.models.sign_in import Credential
from db.models.system import Setting
from db.periods import now
from db.run import run
from db.seed.claims import make_claims
from db.seed.costs import make_costs
from db.seed.customers import make_customers
from db.seed.leads import make_leads
from db.seed.ledger import Ledger
from db.seed.policies import make_policies
from db.seed.premiums import book_premiums
from db.seed.products import KINDS, LINES
from db.seed.relations import make_relations
from db.seed.rows import Rows
from db.seed.sales import make_sales
from db.seed.staff import Staff, make_staff
from db.seed.targets import make_targets
from db.seed.work import make_work
from db.seed.world import World
from db.session import ActorSession, reading
from db.sign_in.passwords import hash_password, new_password
from db.summaries import rebuild

CUSTOMERS = 3_000


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
    _refuse_second()
    rows = Rows()
    staff = make_staff(rows, seed, as_of, config().company.name["zh"])
    if not staff_only:
        _tell(World(seed, as_of, customers if customers is not None else CUSTOMERS, rows, staff))
    accounts = _accounts(rows, staff)
    run(open_demo, SYSTEM, rows=rows, as_of=as_of)
    return DemoAccounts(accounts)


def _tell(world: World) -> None:
    """The whole story, in memory: nothing waits for the lock meanwhile."""
    for kind in KINDS.values():
        line_zh, line_en = LINES[kind.line]
        named = {"zh": kind.zh, "en": kind.en, "line_zh": line_zh, "line_en": line_en}
        world.products[kind.code] = world.rows.add(Product, code=kind.code, line=kind.line, **named)
    ledger = Ledger(world)
    make_customers(world)
    make_policies(world)
    book_premiums(world, ledger)
    make_claims(world, ledger)
    make_costs(world, ledger)
    make_relations(world)
    make_leads(world)
    make_work(world, make_sales(world))
    make_targets(world)


def _accounts(rows: Rows, staff: Staff) -> list[Account]:
    """A password for the first of each role; everybody else has none that fits."""
    accounts = []
    for worker in staff.workers:
        own = worker.login in set(Role)
        password = new_password() if own else ""
        rows.add(
            Credential,
            person_id=worker.id,
            password_hash=hash_password(password) if own else None,
            must_change=int(not own),
            exempt=1,
            changed_at=now(),
            sessions_valid_after=now(),
        )
        if own:
            accounts.append(Account(worker.login, worker.name, worker.role.value, password))
    order = [role.value for role in Role]
    return sorted(accounts, key=lambda account: order.index(account.role))


def _refuse_second() -> None:
    with reading(SYSTEM) as session:
        if session.exec(select(Unit.id).limit(1)).first() is not None:
            raise Refusal("demo.not_empty")


def open_demo(session: ActorSession, _actor: Actor, *, rows: Rows, as_of: date) -> int:
    """Write all rows at once, and the summaries of them; how many rows."""
    if session.exec(select(Unit.id).limit(1)).first() is not None:
        raise Refusal("demo.not_empty")
    stored = rows.store(session.trusted())
    session.add(Setting(name="demo", value=as_of.isoformat()))
    session.flush()
    rebuild(session)
    return stored
