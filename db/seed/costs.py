"""What the demo branch spends on its customers besides claims."""

from __future__ import annotations

from datetime import date

from db.models.policies import CostKind
from db.seed.dice import Dice, later
from db.seed.ledger import Ledger
from db.seed.world import Client, Term, World

FESTIVALS = ((1, 20, "春节礼品"), (9, 12, "中秋礼品"))


def make_costs(world: World, ledger: Ledger) -> None:
    """Commission and acquisition by policy; service, time and gifts by customer."""
    dice = world.dice("costs")
    for term in world.terms:
        _of_policy(world, ledger, dice, term)
    for client in world.clients:
        _of_customer(world, ledger, dice, client)


def _yuan(amount: float) -> int:
    return max(1, round(amount / 100)) * 100


def _of_policy(world: World, ledger: Ledger, dice: Dice, term: Term) -> None:
    values = {"policy_id": term.id}
    commission = _yuan(term.premium * term.kind.commission * (0.8 if term.renews else 1.0))
    ledger.cost(term.client, term.signed_on, commission, kind=CostKind.COMMISSION, **values)
    if not term.renews:
        spent = _yuan(term.premium * dice.uniform(0.03, 0.08))
        ledger.cost(term.client, term.signed_on, spent, kind=CostKind.ACQUISITION, note="展业费用", **values)
    for _visit in range(dice.times(0.5 if term.client.company else 0.12)):
        day = dice.day(term.inception, term.expiry)
        if day <= min(world.as_of, later(term.cover_end, -1)):
            spent = _yuan(term.premium * 0.006 + dice.uniform(3_000, 20_000))
            ledger.cost(term.client, day, spent, kind=CostKind.SERVICE, note="回访与风险服务", **values)


def _of_customer(world: World, ledger: Ledger, dice: Dice, client: Client) -> None:
    if client.company:
        for _hour in range(dice.times(1.6)):
            day = dice.day(max(world.since, client.known_since), world.as_of)
            ledger.cost(client, day, _yuan(dice.uniform(8_000, 60_000)), kind=CostKind.TIME, note="工时")
    for year in range(world.since.year, world.as_of.year + 1):
        for month, day_of_month, note in FESTIVALS:
            day = date(year, month, day_of_month)
            if not world.since <= day <= world.as_of:
                continue
            premium = sum(term.premium for term in client.terms if term.in_force(day))
            if premium >= 1_000_000 and dice.chance(0.6):
                ledger.cost(client, day, _yuan(min(premium * 0.004, 150_000)), kind=CostKind.GIFT, note=note)
