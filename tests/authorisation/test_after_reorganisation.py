"""Who sees what once teams were moved, merged and split, by the oracle's plain sets over rows changed by hand."""

import pytest
from sqlmodel import select

from authorisation.oracle import Oracle
from authorisation.world import DAY, drawn, write
from db.access import SYSTEM
from db.commands.plan_reorganisation import plan_reorganisation
from db.models.customers import Customer
from db.models.people import Unit
from db.models.policies import Policy, PremiumEvent
from db.models.sales import Lead, Opportunity
from db.run import run
from db.scope import booked, sees
from db.session import reading

TABLES = {"customer": Customer, "lead": Lead, "policy": Policy, "opportunity": Opportunity}
ORDERS = {
    "move": (["D1T1"], "D2"),
    "merge": (["D1T1", "D2T1"], "D1"),
    "split": (["D1T1"], "D2"),
}


def settled(seed):
    """A world without plans of its own, and with no handover that keeps a team from closing."""
    world = drawn(seed)
    for name in [name for name in world.rows if name.startswith("reorganisation")]:
        del world.rows[name]
    for row in world["handover"]:
        row["state"] = "closed"
    spare_manager(world)
    write(world)
    return world


def unit(world, code):
    return next(row["id"] for row in world["unit"] if row["code"] == code)


def role(world, person):
    return world["person"][person - 1]["role"]


def goers(world, kind, homes):
    """Whoever works there; of a split only one salesperson and a manager who was placed there for it."""
    there = [row for row in world["placement"] if row["unit_id"] in homes and not row["valid_to"]]
    if kind != "split":
        return there
    sellers = [row for row in there if role(world, row["person_id"]) == "salesperson"]
    return [sellers[0], next(row for row in there if row["id"] == world.spare)]


def spare_manager(world):
    """A second manager in the team, before the rows are written."""
    person = world.add("person", login="spare", name="spare", role="manager", active=1, language="zh", version=1)
    placed = {"unit_id": unit(world, "D1T1"), "valid_from": DAY, "valid_to": None, "version": 1}
    world.spare = world.add("placement", person_id=person, **placed)


def change_by_hand(world, kind, homes, into, goes):
    """What a reorganisation means, said once more."""
    people = {row["person_id"] for row in goes}
    for row in goes:
        row["valid_to"] = DAY
        world.add("placement", person_id=row["person_id"], unit_id=into, valid_from=DAY, valid_to=None, version=1)
    for row in world["lead"]:
        if row["person_id"] in people or (kind != "split" and row["unit_id"] in homes):
            row["unit_id"] = into


@pytest.mark.parametrize("kind", ORDERS)
@pytest.mark.parametrize("seed", [11, 12])
def test_everybody_sees_what_the_new_tree_says_and_is_booked_what_was_booked(url, kind, seed):
    world = settled(seed)
    codes, parent = ORDERS[kind]
    homes = [unit(world, code) for code in codes]
    goes = goers(world, kind, homes)
    chosen = [row["person_id"] for row in goes] if kind == "split" else []
    new = {"code": "N1", "name": "新组", "parent_id": unit(world, parent)}
    order = {"kind": kind, "effective_on": DAY, "reason": "调整", "unit_ids": homes, "people_ids": chosen}
    run(plan_reorganisation, SYSTEM, **order, **new)
    into = world.add("unit", kind="team", active=1, version=1, **new)
    with reading(SYSTEM) as session:
        assert session.exec(select(Unit.id).where(Unit.code == "N1")).one() == into
    change_by_hand(world, kind, homes, into, goes)
    for me in world.actors():
        oracle = Oracle(world, me.person_id)
        with reading(me) as session:
            for name, model in TABLES.items():
                found = set(session.exec(select(model.id).where(sees(me, model))))
                assert found == oracle.sees(name), (me.login, name)
            counted = set(session.exec(select(PremiumEvent.id).where(booked(me, PremiumEvent))))
            assert counted == oracle.booked("premium_event"), me.login
