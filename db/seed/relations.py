"""Who stands around the demo's customers: contacts, groups of companies, members from other teams, value tier."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from db.models.customers import Contact, ContactRole, Customer, Membership
from db.rules.high_value import tier_of
from db.rules.identity import mask_number
from db.seed import names
from db.seed.dice import Dice
from db.seed.world import Client, World

TITLES = {
    ContactRole.DECISION_MAKER: ("总经理", "财务总监", "副总经理"),
    ContactRole.INFLUENCER: ("风控经理", "人力资源总监", "采购经理"),
    ContactRole.USER: ("行政主管", "车队队长", "人事专员"),
    ContactRole.GATEKEEPER: ("总经理助理", "前台主管"),
    ContactRole.FAMILY: ("配偶", "子女", "父母"),
}


def make_relations(world: World) -> None:
    """Note contacts, groups and members, and set what follows from the policies."""
    dice = world.dice("relations")
    for client in world.clients:
        _contacts(world, dice, client)
        _member(world, dice, client)
        _follows_from_policies(world, client)
    _groups(world, dice)
    _households(world)


def _contacts(world: World, dice: Dice, client: Client) -> None:
    roles = list(TITLES)
    count = dice.among({0: 1, 1: 4, 2: 4, 3: 2, 4: 1} if client.company else {0: 4, 1: 1})
    for role in roles[:count] if client.company else roles[-1:] * count:
        phone = names.mobile(dice) if dice.chance(0.9) else None
        world.rows.add(
            Contact,
            customer_id=client.id,
            name=names.person_name(dice).zh,
            role=role,
            title=dice.choice(TITLES[role]),
            phone=phone,
            phone_mask=mask_number(phone) if phone else None,
            born_on=names.birthday(dice, world.as_of) if dice.chance(0.3) else None,
        )


def _member(world: World, dice: Dice, client: Client) -> None:
    """Some customers are also served by somebody of another department, for a time or still."""
    if not dice.chance(0.12 if client.company else 0.015):
        return
    since = dice.day(max(world.since, client.known_since), world.as_of)
    sellers = [one for one in world.staff.sellers() if one.left_on is None and one.joined_on <= since]
    others = [one for one in sellers if one.department is not client.department]
    until = since + timedelta(days=dice.randrange(30, 240))
    ended = until <= world.as_of and dice.chance(0.6)
    world.rows.add(
        Membership,
        customer_id=client.id,
        person_id=dice.choice(others).id,
        can_write=int(dice.chance(0.4)),
        valid_from=since,
        valid_to=until if ended else None,
        reason=dice.choice(("联合展业", "健康险协作", "项目支持")),
    )


def _follows_from_policies(world: World, client: Client) -> None:
    """The first policy, and the value tier by the declared rule."""
    effective = sorted((term.inception, term.id) for term in client.terms if term.cover_end > term.inception)
    first_on, first = effective[0] if effective else (None, None)
    held = [term for term in client.terms if term.in_force(world.as_of)]
    premium = sum(
        term.premium + sum(each.delta for each in term.changes if each.effective <= world.as_of) for term in held
    )
    rule = world.settings.rules.high_value
    tier = tier_of(premium, len(held), least_premium=rule.premium_fen, least_policies=rule.policies)
    world.rows.change(Customer, client.id, first_policy_id=first, first_cover_on=first_on, tier=tier)


def _groups(world: World, dice: Dice) -> None:
    """One in twelve organisations heads a group; two to four others of its department belong to it."""
    companies = [client for client in world.clients if client.company]
    free = {client.id: client for client in companies}
    for head in companies[::12]:
        if free.pop(head.id, None) is None:
            continue
        near = [one for one in free.values() if one.department is head.department and one.id > head.id]
        for one in near[: dice.randrange(2, 5)]:
            free.pop(one.id)
            world.rows.change(Customer, one.id, parent_id=head.id)


def _households(world: World) -> None:
    """Of a seller's private customers every ninth heads a household of the next one or two."""
    by_owner: dict[int, list[Client]] = defaultdict(list)
    for client in world.clients:
        if not client.company:
            by_owner[client.owner_on(world.as_of)].append(client)
    for theirs in by_owner.values():
        for at in range(0, len(theirs) - 2, 9):
            for member in theirs[at + 1 : at + 2 + at % 2]:
                world.rows.change(Customer, member.id, parent_id=theirs[at].id)
