"""The demo's leads and opportunities: won, lost and running ones, each with the stages it went through."""

from __future__ import annotations

from datetime import timedelta

from db.config_shape import Stage, Stages
from db.models.policies import BusinessType
from db.models.sales import Outcome, SaleKind
from db.rules.business_type import business_type
from db.seed.deals import Deal, note_deal
from db.seed.dice import Dice, later, working_day
from db.seed.products import KINDS
from db.seed.showcase import showcase
from db.seed.world import Client, Term, World

PROJECT_PREMIUM = 3_500_000
DEALS_PER_SELLER = (7, 15)


def make_sales(world: World) -> list[Deal]:
    """Make all opportunities, note them in the order in which they were opened."""
    dice = world.dice("sales")
    won = [deal for term in world.terms if (deal := _won(world, dice, term))]
    lost = [deal for _ in range(round(len(won) * 1.2)) if (deal := _lost(world, dice))]
    deals = [*won, *lost, *_running(world, dice), *showcase(world)]
    deals.sort(key=lambda deal: (deal.opened_on, deal.client.id, deal.product.code))
    for number, deal in enumerate(deals, 1):
        deal.id = number
        note_deal(world, dice, deal)
    return deals


def _path(stages: Stages, kind: SaleKind) -> list[Stage]:
    return [stage for stage in stages.of(kind) if stage.outcome is None]


def _end(stages: Stages, kind: SaleKind, outcome: Outcome) -> Stage:
    return next(stage for stage in stages.of(kind) if stage.outcome == outcome.value)


def _kind(client: Client, premium: int, *, renews: bool) -> SaleKind:
    large = client.company and premium >= PROJECT_PREMIUM and not renews
    return SaleKind.PROJECT if large else SaleKind.RELATIONSHIP


def _days(dice: Dice, stages: list[Stage], haste: float = 0.85) -> list[int]:
    return [max(1, round((stage.expected_days or 14) * haste * dice.noise(0.5))) for stage in stages]


def _won(world: World, dice: Dice, term: Term) -> Deal | None:
    """The opportunity behind a policy, where there was one: it was won when the policy was signed."""
    likely = (0.45 if term.renews else 0.95) if term.client.company else (0.06 if term.renews else 0.5)
    if term.signed_on < world.since or not dice.chance(likely):
        return None
    kind = _kind(term.client, term.premium, renews=term.renews is not None)
    insurer, ended = term.prior or (None, None)
    business = business_type(term.inception, renews=term.renews is not None, prior_insurer=insurer, prior_expiry=ended)
    stages = _path(world.settings.stages, kind)
    days = _days(dice, stages)
    room = (term.signed_on - term.client.known_since).days
    if sum(days) > room:
        days = [day * room // sum(days) for day in days]
    deal = Deal(term.client, kind, term.kind, business, term.premium, outcome=Outcome.WON)
    day = term.signed_on - timedelta(days=sum(days))
    for stage, spent in zip(stages, days, strict=True):
        deal.moves.append((stage, day))
        day += timedelta(days=spent)
    deal.moves.append((_end(world.settings.stages, kind, Outcome.WON), term.signed_on))
    return deal


def _lost(world: World, dice: Dice) -> Deal | None:
    """A sale that was tried and lost in some stage, the earlier the likelier."""
    client = _somebody(world, dice)
    deal = _wish(dice, client)
    stages = _path(world.settings.stages, deal.kind)[: dice.among({1: 3, 2: 3, 3: 3, 4: 2})]
    closed = working_day(dice.day(world.since, world.as_of))
    days = _days(dice, stages, 1.1)
    opened = closed - timedelta(days=sum(days))
    if opened < client.known_since:
        return None
    deal.outcome, day = Outcome.LOST, opened
    for stage, spent in zip(stages, days, strict=True):
        deal.moves.append((stage, day))
        day += timedelta(days=spent)
    deal.moves.append((_end(world.settings.stages, deal.kind, Outcome.LOST), closed))
    return deal


def _somebody(world: World, dice: Dice) -> Client:
    """Any customer, organisations more often than their number."""
    tried = [dice.choice(world.clients) for _ in range(3)]
    return next((client for client in tried if client.company), tried[0])


def _wish(dice: Dice, client: Client) -> Deal:
    mix = client.department.to_companies if client.company else client.department.sells
    held = {term.kind.code for term in client.terms}
    wanted = {code: weight for code, weight in mix.items() if code not in held} or mix
    product = KINDS[dice.among(wanted)]
    premium = max(20_000, round(product.premium * client.size * dice.noise(product.spread) / 100) * 10_000)
    business = dice.among({BusinessType.NEW: 7, BusinessType.SWITCHED: 3})
    return Deal(client, _kind(client, premium, renews=False), product, business, premium)


def _running(world: World, dice: Dice) -> list[Deal]:
    """What each seller works on now: renewals that are near, and new business in all stages, some of it stalled."""
    held: dict[int, list[Client]] = {}
    for client in world.clients:
        held.setdefault(client.owner_on(world.as_of), []).append(client)
    deals = []
    for owner in sorted(held):
        clients = held[owner]
        count = min(round(dice.randrange(*DEALS_PER_SELLER) * world.staff[owner].skill), len(clients))
        near = [term for client in clients for term in client.terms if _renews_soon(world, term)][: count // 3]
        wishes = [_renewal_deal(term) for term in near]
        wishes += [_wish(dice, client) for client in dice.sample(clients, count - len(near))]
        deals += [deal for deal in wishes if _start(world, dice, deal)]
    return deals


def _renews_soon(world: World, term: Term) -> bool:
    near = world.as_of < term.expiry <= later(world.as_of, 60)
    return near and term.client.company and term.renewed_by is None and term.ended_on is None


def _renewal_deal(term: Term) -> Deal:
    return Deal(term.client, SaleKind.RELATIONSHIP, term.kind, BusinessType.RENEWAL, term.premium)


def _start(world: World, dice: Dice, deal: Deal) -> bool:
    """Put a running sale into a stage: how long it stands there decides whether it is stalled."""
    stages = _path(world.settings.stages, deal.kind)
    at = dice.choices(range(len(stages)), [5, 4, 3, 2, 1.5][: len(stages)])[0]
    expected = stages[at].expected_days or 14
    deal.rests = dice.chance(0.18)
    stands = round(expected * (dice.uniform(1.7, 4.0) if deal.rests else dice.uniform(0.0, 1.3)))
    entered = later(world.as_of, -stands)
    days = _days(dice, stages[:at])
    day = entered - timedelta(days=sum(days))
    if day < deal.client.known_since:
        at, days, day = 0, [], max(deal.client.known_since, later(world.as_of, -stands))
        entered = day
    for stage, spent in zip(stages[: at + 1], [*days, 0], strict=True):
        deal.moves.append((stage, day))
        day += timedelta(days=spent)
    fresh = dice.chance(0.4) and stands < expected
    deal.evidence_on = dice.day(entered, world.as_of) if fresh else entered
    return deal.opened_on <= world.as_of
