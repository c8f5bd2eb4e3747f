"""The demo's leads: those that became customers, those in work, in the pool, and dropped ones."""

from __future__ import annotations

from datetime import date, timedelta

from db.models.customers import Customer
from db.models.sales import Lead, LeadStatus
from db.seed import names
from db.seed.dice import Dice, later
from db.seed.world import Client, World

SOURCES = ("展会", "官网咨询", "转介绍", "电话咨询", "合作渠道")
NOTES = ("想了解车险报价", "询问团体方案", "新厂房投保", "家庭保障咨询", "续保比价", "")


def make_leads(world: World) -> None:
    """Leads of two years, in the order in which they came in."""
    dice = world.dice("leads")
    found = [_converted(world, dice, client) for client in world.clients if client.known_since >= world.since]
    found = [lead for lead in found if lead]
    found += [_other(world, dice) for _ in range(world.size // 6)]
    for lead in sorted(found, key=lambda lead: (lead["received_on"], lead["name"])):
        world.rows.add(Lead, **lead)


Values = dict[str, object]


def _converted(world: World, dice: Dice, client: Client) -> Values:
    if not dice.chance(0.7):
        return {}
    owner = client.owner_on(client.known_since)
    source = world.rows.of[Customer][client.id - 1]["source"]
    return {
        "name": client.name,
        "source": source,
        "status": LeadStatus.CONVERTED,
        "received_on": client.known_since - timedelta(days=dice.randrange(2, 40)),
        "unit_id": world.staff[owner].unit_on(client.known_since),
        "person_id": owner,
        "customer_id": client.id,
        "note": "已转为客户",
    }


def _other(world: World, dice: Dice) -> Values:
    """Recent leads are new or in work, a third of the new ones still in the pool; older ones were dropped."""
    recent = dice.chance(0.4)
    received: date = dice.day(
        later(world.as_of, -50) if recent else world.since, later(world.as_of, 1 if recent else -50)
    )
    status = dice.choice((LeadStatus.NEW, LeadStatus.CONTACTED)) if recent else LeadStatus.DROPPED
    seller = dice.choice([one for one in world.staff.sellers() if one.left_on is None and one.joined_on <= received])
    pooled = status is LeadStatus.NEW and dice.chance(0.5)
    company = dice.chance(0.4)
    return {
        "name": names.company_name(dice, names.brand(dice))[0] if company else names.person_name(dice).zh,
        "source": dice.choice(SOURCES),
        "status": status,
        "received_on": received,
        "unit_id": seller.unit_on(received),
        "person_id": None if pooled else seller.id,
        "customer_id": None,
        "note": "无意向，已放弃" if status is LeadStatus.DROPPED else dice.choice(NOTES),
    }
