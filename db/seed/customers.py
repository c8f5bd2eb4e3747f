"""The demo's customers: who they are, who owned them when, and the handover of the one who left."""

from __future__ import annotations

from datetime import date, timedelta

from db.models.customers import Customer, CustomerKind, CustomerPrivate
from db.rules.identity import id_hash, id_tail, mask_number, phone_hash, phone_tail
from db.seed import names
from db.seed.departments import DEPARTMENTS, Department
from db.seed.dice import Dice, later
from db.seed.staff import Worker
from db.seed.world import Client, World

SOURCES = {"referral": 4, "cold_visit": 2, "exhibition": 1, "website": 2, "partner": 2, "existing": 1}
NEEDS = (
    "希望续保时提前一个月报价",
    "关注理赔时效，去年等了两周",
    "预算有限，看重价格",
    "希望一张保单覆盖全部门店",
    "计划明年扩产，需要重新评估保额",
    "家里添了孩子，想了解健康险",
    "重视服务，不愿频繁更换对接人",
    "倾向季度缴费",
)
TAGS = ("转介绍来源", "价格敏感", "重视服务", "多险种", "长期合作", "年度体检")
PROSPECTS = 0.07
"""How many customers have no policy yet."""
WEALTHY = 3.5
"""How much more premium one private customer in twenty-five has."""


def make_customers(world: World) -> None:
    """Note customers, private fields and ownership."""
    dice = world.dice("customers")
    weights = {department: department.customers for department in DEPARTMENTS}
    for at in range(world.size):
        department = dice.among(weights)
        client = _client(world, dice, at + 1, department)
        world.clients.append(client)
        _identity(world, dice, client)


def _client(world: World, dice: Dice, number: int, department: Department) -> Client:
    company = dice.chance(department.companies)
    first_on = _first_sale(world, dice, department)
    known = (first_on or dice.day(later(world.as_of, -240), world.as_of)) - timedelta(
        days=dice.randrange(45, 220) if company else dice.randrange(8, 110)
    )
    if first_on and first_on < world.since:
        known -= timedelta(days=dice.randrange(900))
    owner = _owner(world, dice, department, known)
    size = dice.noise(0.35) if company else dice.noise(0.15) * (WEALTHY if dice.chance(0.04) else 1)
    return Client(number, "", company, "", department, [(known, owner.id)], known, first_on, size)


def _first_sale(world: World, dice: Dice, department: Department) -> date | None:
    """When the first policy begins: before the two years, in the first or in the second; prospects have none."""
    if dice.chance(PROSPECTS):
        return None
    middle = date(world.since.year + 1, world.since.month, min(world.since.day, 28))
    grown = department.growth
    start, end = dice.among(
        {(world.before, world.since): 0.65, (world.since, middle): 0.17, (middle, world.as_of): 0.19 * grown}
    )
    return dice.selling_day(start, end)


def _owner(world: World, dice: Dice, department: Department, day: date) -> Worker:
    there = {one: one.skill for one in world.staff.sellers(department.code) if one.works_on(day)}
    return dice.choices(list(there), list(there.values()))[0]


def _identity(world: World, dice: Dice, client: Client) -> None:
    client.region = dice.choice(names.REGIONS)
    client.name, industry = _named(world, dice) if client.company else (names.person_name(dice).zh, None)
    phone = names.land_line(dice) if client.company and dice.chance(0.5) else names.mobile(dice)
    world.rows.add(
        Customer,
        number=f"K{client.id:06}",
        name=client.name,
        kind=CustomerKind.ORGANISATION if client.company else CustomerKind.INDIVIDUAL,
        region=client.region,
        industry=industry,
        source=dice.among(SOURCES),
        tags="、".join(dice.sample(TAGS, dice.among({0: 6, 1: 3, 2: 1}))),
        needs=dice.choice(NEEDS) if dice.chance(0.55) else "",
        phone_mask=mask_number(phone),
        known_since=client.known_since,
    )
    _private(world, dice, client, phone)


def _named(world: World, dice: Dice) -> tuple[str, str]:
    """A company's name that no other has, and its industry."""
    while True:
        name, industry = names.company_name(dice, names.brand(dice))
        if name not in world.taken:
            world.taken.add(name)
            return name, industry


def _private(world: World, dice: Dice, client: Client, phone: str) -> None:
    born = None if client.company else names.birthday(dice, world.as_of)
    number = names.id_number(dice, born) if born else names.registration_number(dice)
    email = f"{'office' if client.company else 'kehu'}{client.id}@mail.example" if dice.chance(0.6) else None
    world.rows.add(
        CustomerPrivate,
        customer_id=client.id,
        id_number=number,
        phone=phone,
        email=email,
        address=names.address(dice, client.region),
        born_on=born,
        id_hash=id_hash(number),
        phone_hash=phone_hash(phone),
        id_tail=id_tail(number),
        phone_tail=phone_tail(phone),
    )
