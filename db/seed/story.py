"""The story of the demo company in memory, from its people to its targets; nothing is written yet."""

from __future__ import annotations

from datetime import date

from db.config import config
from db.models.policies import Product
from db.seed.claims import make_claims
from db.seed.contracts import make_contracts
from db.seed.costs import make_costs
from db.seed.customers import make_customers
from db.seed.doubles import make_doubles
from db.seed.hiring import make_staff
from db.seed.leads import make_leads
from db.seed.ledger import Ledger
from db.seed.owners import make_owners
from db.seed.policies import make_policies
from db.seed.premiums import book_premiums
from db.seed.products import KINDS, LINES
from db.seed.projects import make_projects
from db.seed.relations import make_relations
from db.seed.rows import Rows
from db.seed.sales import make_sales
from db.seed.talk import make_talk
from db.seed.targets import make_targets
from db.seed.work import make_work
from db.seed.world import World

CUSTOMERS = 3_000


def tell(*, seed: int, as_of: date, customers: int | None = None, staff_only: bool = False) -> World:
    """Everything the demo is made of; the same rows for the same seed, day and number of customers."""
    rows, settings = Rows(), config()
    staff = make_staff(rows, seed, as_of, settings.company.name["zh"])
    world = World(seed, as_of, CUSTOMERS if customers is None else customers, rows, staff, settings)
    if not staff_only:
        _business(world)
    return world


def _business(world: World) -> None:
    _sell(world)
    ledger = Ledger(world)
    make_customers(world)
    make_owners(world)
    make_policies(world)
    make_contracts(world)
    book_premiums(world, ledger)
    make_claims(world, ledger)
    make_costs(world, ledger)
    make_relations(world)
    make_doubles(world)
    deals = make_sales(world)
    make_projects(world, deals)
    make_leads(world)
    make_work(world, deals)
    make_talk(world)
    make_targets(world)


def _sell(world: World) -> None:
    for kind in KINDS.values():
        line_zh, line_en = LINES[kind.line]
        named = {"zh": kind.zh, "en": kind.en, "line_zh": line_zh, "line_en": line_en}
        world.products[kind.code] = world.rows.add(Product, code=kind.code, line=kind.line, **named)
