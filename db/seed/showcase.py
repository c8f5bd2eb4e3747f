"""One large project for whoever signs in to the demo as a salesperson: the first of them owns its customer."""

from __future__ import annotations

from datetime import date, timedelta

from db.models.policies import BusinessType
from db.models.sales import SaleKind
from db.seed.deals import Deal
from db.seed.dice import later
from db.seed.products import KINDS
from db.seed.world import Client, World

PREMIUM = 268_000_000
STAGES_BEHIND = 2
STANDS = 12


def showcase(world: World) -> list[Deal]:
    """A project sale in its third stage; none where the first seller has no customer known for long enough."""
    stages = [stage for stage in world.settings.stages.project if stage.outcome is None][: STAGES_BEHIND + 1]
    spent = [stage.expected_days or 14 for stage in stages[:-1]]
    began = later(world.as_of, -STANDS - sum(spent))
    client = _somebody(world, began)
    if client is None or not stages:
        return []
    deal = Deal(client, SaleKind.PROJECT, KINDS["works"], BusinessType.SWITCHED, PREMIUM)
    for stage, days in zip(stages, [*spent, STANDS], strict=True):
        deal.moves.append((stage, began))
        began += timedelta(days=days)
    return [deal]


def _somebody(world: World, since: date) -> Client | None:
    first = world.staff.sellers()[0].id
    mine = [one for one in world.clients if one.owner_on(world.as_of) == first and one.known_since <= since]
    return max(mine, key=lambda one: (one.company, one.size, -one.id), default=None)
