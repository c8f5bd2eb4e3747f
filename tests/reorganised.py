"""A branch with teams to move, merge and split, and what the tests of it ask for."""

from dataclasses import dataclass

from sqlmodel import col, select

import factories as made
import factories_money as money
from db.access import SYSTEM, Actor
from db.commands.mend_summaries import mend_summaries
from db.commands.plan_reorganisation import plan_reorganisation
from db.measure import measure
from db.models.customers import Customer
from db.models.people import Placement, Unit
from db.models.reorganisations import Reorganisation
from db.periods import Period, today
from db.queries.actors import actor_named
from db.run import run
from db.scope import sees
from db.session import reading

NEW = {"code": "D2T9", "name": "新一组"}


@dataclass
class Branch:
    """Two departments with their heads; team D1T1 of manager chen with li and wang, D1T2 of sun with zhao."""

    admin: Actor
    li: int
    wang: int
    zhao: int


def branch():
    made.company()
    admin = made.hire("admin", "admin", "C")
    for login, role, unit in (
        ("qian", "department_head", "D1"),
        ("zhou", "department_head", "D2"),
        ("chen", "manager", "D1T1"),
        ("sun", "manager", "D1T2"),
    ):
        made.hire(login, role, unit)
    li, wang, zhao = made.hire("li"), made.hire("wang"), made.hire("zhao", unit="D1T2")
    customers = [made.customer(one) for one in (li, wang, zhao)]
    for customer, premium in zip(customers, (1_000, 200, 30), strict=True):
        money.policy(customer, premium, "2026-03-01")
    return Branch(admin, *customers)


def order(kind, *units, on=None, **more):
    """What somebody asks for; amounts of units by their codes."""
    asked = {"kind": kind, "effective_on": on or today(), "reason": "架构调整"}
    return asked | {"unit_ids": [made.unit_id(code) for code in units]} | more


def plan(admin, kind, *units, **more):
    return run(plan_reorganisation, admin, **order(kind, *units, **more))


def moved(admin, on=None):
    """Team D1T1 goes under the second department."""
    return plan(admin, "move", "D1T1", on=on, parent_id=made.unit_id("D2"), **NEW)


def stands(number):
    return made.one(select(Reorganisation).where(Reorganisation.id == number))


def unit(code):
    return made.one(select(Unit).where(Unit.code == code))


def place(login):
    """The code of the unit that somebody works in."""
    placed = select(Unit.code).join(Placement, col(Placement.unit_id) == col(Unit.id))
    person = made.one(select(Placement.person_id).where(Placement.person_id == actor_named(login).person_id))
    return made.one(placed.where(Placement.person_id == person, col(Placement.open) == 1))


def seen(login):
    """The customers in somebody's sight."""
    me = actor_named(login)
    with reading(me) as session:
        return set(session.exec(select(Customer.id).where(sees(me, Customer))))


def signed(login="SYSTEM", *, by="department"):
    """Signed premium of all time in yuan, by department or team, in somebody's scope, summed anew from the ledger."""
    run(mend_summaries, SYSTEM)
    me = SYSTEM if login == "SYSTEM" else actor_named(login)
    with reading(me) as session:
        figure = measure(session, me, "signed_premium", by=(by,), period=Period())
        return {line.keys[0]: line.value / 100 for line in figure.rows}
