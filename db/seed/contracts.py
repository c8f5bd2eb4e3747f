"""Notes the demo's policies as they stand in the book, and how one follows from another."""

from __future__ import annotations

from db.models.policies import Policy, PolicyLink, PolicyLinkKind
from db.rules.business_type import business_type
from db.seed.dice import Dice
from db.seed.world import Term, World


def make_contracts(world: World) -> None:
    """Note every policy and its links."""
    dice = world.dice("contracts")
    for term in world.terms:
        _note(world, dice, term)


def _note(world: World, dice: Dice, term: Term) -> None:
    insurer, ended = term.prior or (None, None)
    renews = term.renews
    world.rows.add(
        Policy,
        number=f"P{term.kind.line[:2].upper()}{term.signed_on:%Y}{term.id:07}",
        customer_id=term.client.id,
        product_id=world.products[term.kind.code],
        inception=term.inception,
        expiry=term.expiry,
        signed_on=term.signed_on,
        premium=term.premium,
        sum_insured=round(term.premium * term.kind.cover * dice.uniform(0.8, 1.2) / 1_000_000) * 1_000_000,
        insured_object=_covered(dice, term),
        channel=term.channel,
        business_type=business_type(
            term.inception, renews=renews is not None, prior_insurer=insurer, prior_expiry=ended
        ),
        predecessor_id=renews.id if renews else None,
        prior_insurer=insurer,
        prior_expiry=ended,
        cover_ended_on=term.ended_on,
        ended_reason=None if term.ended_on is None else "客户退保" if term.cancelled else "欠费失效",
        not_renewed=term.not_renewed,
    )
    if renews:
        world.rows.add(PolicyLink, from_id=renews.id, to_id=term.id, kind=PolicyLinkKind.RENEWS)
    elif term.beside:
        world.rows.add(PolicyLink, from_id=term.beside.id, to_id=term.id, kind=PolicyLinkKind.CROSS_SELLS)


def _covered(dice: Dice, term: Term) -> str:
    if term.kind.code == "private_car":
        return _plate(term)
    counted = {"车队": "辆", "在册员工": "人", "在职员工": "人"}
    if term.kind.covered in counted:
        return f"{term.kind.covered}{dice.randrange(6, 180)}{counted[term.kind.covered]}"
    return f"{term.kind.covered}（{term.client.region}）"


def _plate(term: Term) -> str:
    """The plate of the car, the same in every renewal; no city of the region has the letter Z."""
    while term.renews is not None:
        term = term.renews
    return f"宁Z{term.id * 7919 % 90_000 + 10_000}"
