"""Some of the demo's customers stand there twice: written a little otherwise, with the same phone or the same name."""

from __future__ import annotations

from db.models.customers import Customer, CustomerKind, CustomerPrivate, Ownership
from db.rules.identity import mask_number, phone_hash, phone_tail
from db.seed import names
from db.seed.dice import Dice
from db.seed.world import Client, World

EVERY = 40
"""Of so many customers one was recorded again, by whoever owns it."""


def make_doubles(world: World) -> None:
    """Note them; they have no policies, so that no figure of the book knows them."""
    dice = world.dice("doubles")
    numbers = {row["customer_id"]: row["phone"] for row in world.rows.of[CustomerPrivate]}
    for at, client in enumerate(world.clients[EVERY // 2 :: EVERY]):
        _again(world, dice, client, names.mobile(dice) if at % 3 == 2 else numbers[client.id])


def _again(world: World, dice: Dice, client: Client, phone: str) -> None:
    known = dice.day(max(client.owners[-1][0], world.since), world.as_of)
    double = world.rows.add(
        Customer,
        number=f"K9{client.id:05}",
        name=client.name.removesuffix("有限公司") if client.company else client.name,
        kind=CustomerKind.ORGANISATION if client.company else CustomerKind.INDIVIDUAL,
        region=client.region,
        source="exhibition",
        tags="展会名单",
        needs="想了解报价",
        phone_mask=mask_number(phone),
        known_since=known,
    )
    hashed = {"phone_hash": phone_hash(phone), "phone_tail": phone_tail(phone)}
    world.rows.add(CustomerPrivate, customer_id=double, phone=phone, **hashed)
    owner = client.owner_on(world.as_of)
    world.rows.add(Ownership, customer_id=double, person_id=owner, valid_from=known, reason="开户")
