"""An opportunity of the demo with the stages it went through, and how it is noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import pairwise

from db.config_shape import Stage
from db.models.policies import BusinessType
from db.models.sales import CloseDateChange, Opportunity, Outcome, PremiumChange, SaleKind, StageChange
from db.seed.dice import Dice, later
from db.seed.names import RIVALS
from db.seed.products import Kind
from db.seed.world import Client, World

STEPS = ("提交报价方案", "约见决策人", "补充投保资料", "安排现场查勘", "确认承保条件", "跟进合同签署", "电话确认需求")


@dataclass
class Deal:
    """An opportunity while the demo is made; `moves` are (stage, day it was entered).

    One that `rests` is to stand still: nothing is done for it any more.
    """

    client: Client
    kind: SaleKind
    product: Kind
    business: BusinessType
    premium: int
    moves: list[tuple[Stage, date]] = field(default_factory=list)
    outcome: Outcome = Outcome.OPEN
    evidence_on: date | None = None
    rests: bool = False
    id: int = 0

    @property
    def opened_on(self) -> date:
        """The first day."""
        return self.moves[0][1]

    @property
    def closed_on(self) -> date | None:
        """The last day, once it is won or lost."""
        return None if self.outcome is Outcome.OPEN else self.moves[-1][1]


def note_deal(world: World, dice: Dice, deal: Deal) -> None:
    """Note an opportunity and its history."""
    stage, since = deal.moves[-1]
    running = deal.outcome is Outcome.OPEN
    rival = dice.choice(RIVALS) if dice.chance(0.75 if deal.outcome is Outcome.LOST else 0.35) else None
    close = later(world.as_of, dice.randrange(5, 100)) if running else since
    if running and dice.chance(0.08):
        close = later(world.as_of, -dice.randrange(1, 25))
    world.rows.add(
        Opportunity,
        customer_id=deal.client.id,
        title=f"{deal.client.name[:30]}·{deal.product.zh}",
        kind=deal.kind,
        business_type=deal.business,
        product_id=world.products[deal.product.code],
        stage=stage.code,
        outcome=deal.outcome,
        expected_premium=deal.premium,
        probability=stage.probability,
        expected_close=max(close, deal.opened_on),
        opened_on=deal.opened_on,
        closed_on=deal.closed_on,
        stage_since=since,
        evidence_on=deal.evidence_on or since,
        next_step=dice.choice(STEPS) if running and dice.chance(0.85) else "",
        next_step_on=later(world.as_of, dice.randrange(-6, 15)) if running else None,
        competitor=rival,
        lost_reason=_why_lost(world, dice) if deal.outcome is Outcome.LOST else None,
        key=int(deal.premium >= 15_000_000),
    )
    _history(world, deal)
    _close_dates(world, deal, max(close, deal.opened_on))
    _premiums(world, deal)


def _why_lost(world: World, dice: Dice) -> str:
    reasons = [reason.code for reason in world.settings.rules.sales.lost]
    return dice.choice(reasons) if reasons else "price"


def _close_dates(world: World, deal: Deal, close: date) -> None:
    """Many a sale was to close sooner: the days it was put off to, once, twice or more, or hastened."""
    dice, days = world.dice(f"close/{deal.id}"), [close]
    room = ((deal.closed_on or world.as_of) - deal.opened_on).days
    times = min(dice.among({0: 50, 1: 28, 2: 14, 3: 8}), room // 10)
    for _each in range(times):
        days.append(later(days[-1], -dice.choice((-10, 14, 30, 30, 45))))
    days.reverse()
    for number, (before, after) in enumerate(pairwise(days), 1):
        on = later(deal.opened_on, room * number / (times + 1))
        world.rows.add(
            CloseDateChange,
            opportunity_id=deal.id,
            from_day=before,
            to_day=after,
            days=(after - before).days,
            changed_on=on,
            changed_at=datetime.combine(on, time(2 + deal.id % 8, deal.id % 60), UTC),
            person_id=deal.client.owner_on(on),
        )


def _premiums(world: World, deal: Deal) -> None:
    """Many a premium was thought to be lower or higher at first; some of what runs was priced anew these days."""
    dice, premiums = world.dice(f"premium/{deal.id}"), [deal.premium]
    room = ((deal.closed_on or world.as_of) - deal.opened_on).days
    for _each in range(min(dice.among({0: 55, 1: 30, 2: 15}), room // 10)):
        premiums.append(max(20_000, round(premiums[-1] * dice.choice((0.7, 0.8, 0.9, 1.1, 1.25)) / 10_000) * 10_000))
    premiums.reverse()
    late = deal.outcome is Outcome.OPEN and dice.chance(0.25)
    for number, (before, after) in enumerate(pairwise(premiums), 1):
        on = later(deal.opened_on, room * number // len(premiums))
        if late and number == len(premiums) - 1:
            on = later(world.as_of, -dice.randrange(0, 7))
        if before != after:
            world.rows.add(
                PremiumChange,
                opportunity_id=deal.id,
                from_premium=before,
                to_premium=after,
                changed_on=on,
                changed_at=datetime.combine(on, time(2 + deal.id % 8, deal.id % 60), UTC),
                person_id=deal.client.owner_on(on),
            )


def _history(world: World, deal: Deal) -> None:
    """A row for the start and for every move."""
    left: tuple[Stage, date] | None = None
    for stage, day in deal.moves:
        world.rows.add(
            StageChange,
            opportunity_id=deal.id,
            from_stage=left[0].code if left else None,
            to_stage=stage.code,
            changed_on=day,
            days=(day - left[1]).days if left else None,
            changed_at=datetime.combine(day, time(2 + deal.id % 8, deal.id % 60), UTC),
            person_id=deal.client.owner_on(day),
        )
        left = stage, day
