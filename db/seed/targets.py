"""The demo's targets: by team and by salesperson and month, set from what is usual there, season and growth."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from db.models.people import Role
from db.models.policies import Credit, PremiumEvent, PremiumKind, Target
from db.periods import add_months, month_start
from db.seed.dice import SEASON, Dice
from db.seed.world import World

SIGNED = "signed_premium"
RECEIVED = "received_premium"
CUSTOMERS = "new_customers"
# Cancellations stand in the ledger with their own minus, refunds without one.
COUNTED = {
    PremiumKind.SIGN: (SIGNED, 1),
    PremiumKind.CANCELLATION: (SIGNED, 1),
    PremiumKind.RECEIPT: (RECEIVED, 1),
    PremiumKind.REFUND: (RECEIVED, -1),
}


def make_targets(world: World) -> None:
    """A target for every month from two years ago to the end of this year."""
    dice = world.dice("targets")
    usual = _usual(world)
    month, last = month_start(world.since), date(world.as_of.year, 12, 1)
    centre = add_months(world.as_of, -12)
    while month <= last:
        years = ((month.year - centre.year) * 12 + month.month - centre.month) / 12
        pace = (1.08**years) * SEASON[month.month - 1]
        _month(world, dice, usual, month, pace)
        month = add_months(month, 1)


def _month(world: World, dice: Dice, usual: dict[tuple[int, str], float], month: date, pace: float) -> None:
    """Each salesperson's target, and their sum as the team's."""
    teams: dict[tuple[int, str], int] = defaultdict(int)
    for seller in world.staff.of_role(Role.SALESPERSON):
        if not seller.works_on(month):
            continue
        unit = seller.unit_on(month)
        for metric in (SIGNED, RECEIVED, CUSTOMERS):
            wanted = usual[seller.id, metric] * pace * dice.uniform(0.94, 1.14)
            amount = max(1, round(wanted)) if metric == CUSTOMERS else max(1, round(wanted / 500_000)) * 500_000
            world.rows.add(Target, unit_id=unit, person_id=seller.id, metric=metric, month=month, amount=amount)
            teams[unit, metric] += amount
    for (unit, metric), amount in sorted(teams.items()):
        world.rows.add(Target, unit_id=unit, metric=metric, month=month, amount=amount)


def _usual(world: World) -> dict[tuple[int, str], float]:
    """What each salesperson does in an average month of the two years."""
    sums: dict[tuple[int, str], float] = defaultdict(float)
    events = world.rows.of[PremiumEvent]
    for credit in world.rows.of[Credit]:
        if credit["premium_event_id"] is None:
            continue
        event = events[credit["premium_event_id"] - 1]
        metric, sign = COUNTED.get(event["kind"], ("", 0))
        if sign and world.since <= event["booked_on"] <= world.as_of:
            sums[credit["person_id"], metric] += sign * credit["amount"] / 24
    for client in world.clients:
        if client.first_on and world.since <= client.first_on <= world.as_of:
            sums[client.owner_on(client.first_on), CUSTOMERS] += 1 / 24
    return sums
