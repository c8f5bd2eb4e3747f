"""The demo's policies: chains of terms from the first sale over renewals to today, and what happened to each."""

from __future__ import annotations

from datetime import date, timedelta

from db.rules.instalments import months_later
from db.seed.dice import Dice, later, working_day
from db.seed.names import RIVALS
from db.seed.products import KINDS, Kind
from db.seed.world import Change, Client, Term, World

GROWN = ("增加承保标的", "提高保险金额", "增加被保险人", "扩展保险责任")
SHRUNK = ("减少被保险人", "降低保险金额", "减少承保标的")


def make_policies(world: World) -> None:
    """Make every chain of terms and number the policies in the order in which they were signed."""
    dice = world.dice("policies")
    for client in world.clients:
        if client.first_on:
            _portfolio(world, dice, client, client.first_on)
    world.terms = sorted(
        (term for client in world.clients for term in client.terms), key=lambda term: (term.signed_on, term.client.id)
    )
    for number, term in enumerate(world.terms, 1):
        term.id = number


def _portfolio(world: World, dice: Dice, client: Client, first_on: date) -> None:
    """The first product, and for some customers one or two more later."""
    mix = client.department.to_companies if client.company else client.department.sells
    kinds = [KINDS[dice.among(mix)]]
    more = dice.among({0: 5, 1: 3, 2: 2} if client.company else {0: 8, 1: 2})
    kinds += [KINDS[code] for code in mix if code != kinds[0].code][:more]
    first = _first_term(world, dice, client, kinds[0], first_on)
    _follow(world, dice, first)
    for kind in kinds[1:]:
        start = dice.selling_day(later(first_on, 30), max(later(first_on, 31), world.as_of))
        if start < min(world.as_of, first.cover_end):
            _follow(world, dice, _first_term(world, dice, client, kind, start, beside=first))


def _first_term(world: World, dice: Dice, client: Client, kind: Kind, start: date, beside: Term | None = None) -> Term:
    premium = round(kind.premium * client.size * dice.noise(kind.spread) / 10) * 1_000
    signed = max(client.known_since, working_day(start - timedelta(days=dice.randrange(0, 12))))
    term = Term(
        client,
        kind,
        start,
        months_later(start, 12),
        signed,
        max(premium, 12_000),
        _parts(dice, kind, premium),
        "direct",
    )
    term.channel = dice.among(client.department.channels)
    term.beside = beside
    if dice.chance(0.07):
        term.partner = world.colleague(dice, client, signed)
    if kind.code not in ("accident", "site") and dice.chance(0.24):
        term.prior = (dice.choice(RIVALS), start - timedelta(days=dice.among({0: 8, 1: 1, 21: 1, 75: 1, 130: 1})))
    return term


def _parts(dice: Dice, kind: Kind, premium: int) -> int:
    if premium > 200_000 and dice.chance(kind.quarterly):
        return dice.among({4: 4, 2: 1})
    return 1


def _follow(world: World, dice: Dice, first: Term) -> None:
    """The term and its renewals, up to the last one that was signed."""
    term: Term | None = first
    while term is not None:
        term.client.terms.append(term)
        _live(world, dice, term)
        renewal = _renewal(world, dice, term)
        if renewal is not None:
            term.renewed_by = renewal
        term = renewal


def _live(world: World, dice: Dice, term: Term) -> None:
    """Draw what happens during a term: an early end, changes, losses."""
    _end_early(world, dice, term)
    last = min(term.cover_end, world.as_of)
    if dice.chance(0.10 if term.client.company else 0.03):
        effective = dice.day(later(term.inception, 20), later(term.expiry, -40))
        if effective < last:
            _change(dice, term, effective)
    worse = 0.85 if term.renews else 1.0
    for _loss in range(dice.times(term.kind.losses * worse)):
        day = dice.day(term.inception, term.expiry)
        if day < term.cover_end and day <= world.as_of:
            term.losses.append(day)
    term.losses.sort()


def _end_early(world: World, dice: Dice, term: Term) -> None:
    """A few are cancelled with a return of premium; of those paid in parts a few lapse unpaid."""
    fate = dice.among({"": 0.955, "cancelled": 0.022, "lapsed": 0.02 if term.parts > 1 else 0.006})
    day = dice.day(later(term.inception, 100), later(term.expiry, -45))
    if fate and day <= world.as_of:
        term.ended_on, term.cancelled = day, fate == "cancelled"


def _change(dice: Dice, term: Term, effective: date) -> None:
    grows = dice.chance(0.7)
    share = dice.uniform(0.04, 0.22) if grows else -dice.uniform(0.03, 0.14)
    reason = dice.choice(GROWN if grows else SHRUNK)
    signed = max(later(term.inception, 1), working_day(effective - timedelta(days=dice.randrange(0, 9))))
    term.changes.append(Change(effective, signed, round(term.premium * share / 1_000) * 1_000, reason))


def _renewal(world: World, dice: Dice, term: Term) -> Term | None:
    """The next term, if it was signed by now; else why there is none, as far as that is known."""
    handed = any(term.inception < since <= term.expiry for since, _person in term.client.owners[1:])
    stays = term.kind.retention + term.client.department.loyalty - 0.02 * len(term.losses) - (0.14 if handed else 0)
    stays = dice.chance(stays)
    signed = working_day(term.expiry - timedelta(days=dice.randrange(1, 32)))
    if term.ended_on or signed > world.as_of:
        return None
    if not stays:
        if term.expiry <= world.as_of:
            recent = term.expiry > later(world.as_of, -30)
            term.not_renewed = dice.among({"switched_out": 45, "ceased": 25, "lapsed": 18, None: 90 if recent else 8})
        return None
    price = dice.uniform(0.94, 1.13) * (1.04 if term.losses else 1.0)
    premium = max(12_000, round(term.premium * price / 1_000) * 1_000)
    term_after = Term(
        term.client, term.kind, term.expiry, months_later(term.expiry, 12), signed, premium, term.parts, term.channel
    )
    term_after.renews = term
    return term_after
