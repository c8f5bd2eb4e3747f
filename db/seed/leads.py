"""The demo's leads: those that became customers, those in work, in the pool, and dropped ones, each with its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from db.models.customers import CustomerKind
from db.models.leads import LeadEvent, LeadStep
from db.models.sales import Lead, LeadStatus, Opportunity
from db.rules.identity import mask_number, phone_hash
from db.seed import names
from db.seed.departments import Department
from db.seed.dice import Dice, later
from db.seed.products import KINDS
from db.seed.staff import Worker
from db.seed.world import Client, World

SOURCES = ("exhibition", "website", "referral", "phone", "partner")
NOTES = ("想了解车险报价", "询问团体方案", "新厂房投保", "家庭保障咨询", "续保比价", "")
SAID = ("电话里问了报价，约下周见面", "没接通，已发短信", "已加微信，要了资料", "想比较两家再定", "预算下月才批")
WHY_NOT = ("无意向", "空号", "已在同业投保", "预算取消")
WORTH_OF_COMPANY, WORTH_OF_PERSON = (800_000, 9_000_000), (40_000, 900_000)
"""Expected premium from and up to, in fen."""

RETURNED_AFTER = 7


@dataclass
class Story:
    """A lead while the demo is made: its columns, and its steps as (step, day, by whom, whose, how, why)."""

    values: dict[str, Any]
    steps: list[tuple[LeadStep, date, int | None, int | None, str, str]] = field(default_factory=list)

    def step(self, step: LeadStep, day: date, by: int | None, *, way: str = "", note: str = "") -> None:
        """Note a step of whoever holds the lead."""
        self.steps.append((step, day, by, self.values["person_id"], way, note))


def make_leads(world: World) -> None:
    """Leads of two years, in the order in which they came in."""
    dice = world.dice("leads")
    sales = _first_sales(world)
    found = [_converted(world, dice, client, sales) for client in world.clients if client.known_since >= world.since]
    stories = [story for story in found if story] + [_other(world, dice) for _ in range(world.size // 6)]
    stories += _waiting(world, dice)
    for story in sorted(stories, key=lambda one: (one.values["received_on"], one.values["name"])):
        number = world.rows.add(Lead, **story.values)
        for step, day, by, holder, way, note in story.steps:
            at = datetime.combine(day, time(1 + number % 8, number % 60), UTC)
            taken = {"happened_on": day, "at": at, "person_id": by, "holder_id": holder, "way": way, "note": note}
            world.rows.add(LeadEvent, lead_id=number, step=step, **taken)


def _first_sales(world: World) -> dict[int, int]:
    """The opportunity of each customer that was opened first."""
    found: dict[int, int] = {}
    for sale in world.rows.of[Opportunity]:
        found.setdefault(sale["customer_id"], sale["id"])
    return found


def _converted(world: World, dice: Dice, client: Client, sales: dict[int, int]) -> Story | None:
    """Most customers of the two years began as a lead; their first opportunity is what it became."""
    if not dice.chance(0.7) or client.id not in sales:
        return None
    owner, known = client.owner_on(client.known_since), client.known_since
    received = known - timedelta(days=dice.randrange(2, 40))
    contacted = min(known, received + timedelta(days=dice.randrange(0, 6)))
    story = _story(dice, client.name, received, world.staff[owner], client.department, company=client.company)
    story.values |= {"status": LeadStatus.CONVERTED, "region": client.region, "customer_id": client.id}
    story.values |= {"opportunity_id": sales[client.id], "contacted_on": contacted, "converted_on": known}
    story.step(LeadStep.CONTACTED, contacted, owner, way="call", note=dice.choice(SAID))
    story.step(LeadStep.CONVERTED, known, owner)
    return story


def _story(dice: Dice, name: str, received: date, seller: Worker, department: Department, *, company: bool) -> Story:
    """A lead that came in and was given to somebody by the rules on that day."""
    phone = names.mobile(dice)
    mix = department.to_companies if company else department.sells
    low, high = WORTH_OF_COMPANY if company else WORTH_OF_PERSON
    values: dict[str, Any] = {
        "name": name,
        "kind": CustomerKind.ORGANISATION if company else CustomerKind.INDIVIDUAL,
        "contact_name": names.person_name(dice).zh if company else "",
        "source": dice.choice(SOURCES),
        "status": LeadStatus.NEW,
        "received_on": received,
        "assigned_on": received,
        "unit_id": seller.unit_on(received),
        "person_id": None,
        "region": dice.choice(names.REGIONS),
        "line": KINDS[dice.among(mix)].line,
        "expected_premium": dice.randrange(low, high, 10_000),
        "phone": phone,
        "phone_mask": mask_number(phone),
        "phone_hash": phone_hash(phone),
        "note": dice.choice(NOTES),
    }
    story = Story(values)
    story.step(LeadStep.RECEIVED, received, None)
    values["person_id"] = seller.id
    story.step(LeadStep.ASSIGNED, received, None, way=dice.choice(("load", "round_robin", "region")))
    return story


def _other(world: World, dice: Dice) -> Story:
    """Recent leads are new or in work, half of the new ones back in the pool; older ones were dropped."""
    recent = dice.chance(0.4)
    received: date = dice.day(
        later(world.as_of, -50) if recent else world.since, later(world.as_of, 1 if recent else -50)
    )
    seller = dice.choice([one for one in world.staff.sellers() if one.left_on is None and one.joined_on <= received])
    company = dice.chance(0.4)
    name = names.company_name(dice, names.brand(dice))[0] if company else names.person_name(dice).zh
    assert seller.department is not None
    story = _story(dice, name, received, seller, seller.department, company=company)
    if not recent:
        _dropped(world, dice, story, seller)
    elif dice.chance(0.5):
        _contacted(world, dice, story, seller)
    elif dice.chance(0.5) or (world.as_of - received).days >= RETURNED_AFTER:
        _returned(world, story)
    return story


def _waiting(world: World, dice: Dice) -> list[Story]:
    """In the pool of each team a few that came in these days, and that nobody was given yet."""
    teams = {one.unit_on(world.as_of): one for one in world.staff.sellers() if one.left_on is None}
    found = []
    for unit, seller in sorted(teams.items()):
        for _number in range(dice.randrange(1, 4) if world.clients else 0):
            received = later(world.as_of, -dice.randrange(0, RETURNED_AFTER - 1))
            assert seller.department is not None
            story = _story(dice, names.person_name(dice).zh, received, seller, seller.department, company=False)
            story.values |= {"person_id": None, "assigned_on": None, "unit_id": unit}
            del story.steps[1:]
            found.append(story)
    return found


def _contacted(world: World, dice: Dice, story: Story, seller: Worker) -> None:
    day = min(world.as_of, story.values["received_on"] + timedelta(days=dice.randrange(0, 6)))
    story.values |= {"status": LeadStatus.CONTACTED, "contacted_on": day}
    way = dice.among({"call": 5, "visit": 2, "message": 2})
    story.step(LeadStep.CONTACTED, day, seller.id, way=way, note=dice.choice(SAID))


def _dropped(world: World, dice: Dice, story: Story, seller: Worker) -> None:
    why = dice.choice(WHY_NOT)
    if dice.chance(0.8):
        _contacted(world, dice, story, seller)
    day = min(world.as_of, story.values["received_on"] + timedelta(days=dice.randrange(6, 45)))
    story.values |= {"status": LeadStatus.DROPPED, "dropped_reason": why}
    story.step(LeadStep.DROPPED, day, seller.id, note=why)


def _returned(world: World, story: Story) -> None:
    day = min(world.as_of, story.values["received_on"] + timedelta(days=RETURNED_AFTER))
    story.step(LeadStep.RETURNED, day, None, way="not_contacted")
    story.values |= {"person_id": None, "assigned_on": None}
