"""Who is given a lead: fair, the same for the same, and nobody whom a rule leaves out."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from db.rules.assignment import Seller, Sought, choose, share_out

RULES = ("region", "line", "load", "round_robin")
PLACES, LINES = ("东", "西", "南"), ("motor", "health")


def drawn(seed):
    """Sellers, leads and an order of rules, by chance."""
    dice = random.Random(seed)  # noqa: S311 - a drawn world
    sellers = [
        Seller(
            number,
            unit_id=dice.randint(1, 3),
            open=dice.randint(0, 6),
            turn=dice.choice([0, dice.randint(1, 50)]),
            regions=frozenset(dice.sample(PLACES, dice.randint(0, 2))),
            lines=frozenset(dice.sample(LINES, dice.randint(0, 1))),
        )
        for number in range(1, dice.randint(2, 9))
    ]
    leads = [
        Sought(
            number,
            frozenset(dice.sample((1, 2, 3), dice.randint(0, 3))),
            dice.choice([None, *PLACES]),
            dice.choice([None, *LINES]),
            frozenset(dice.sample(range(1, 9), dice.randint(0, 2))),
        )
        for number in range(1, 25)
    ]
    return sellers, leads, tuple(dice.sample(RULES, dice.randint(1, 4))), dice


@pytest.mark.parametrize("seed", range(60))
def test_the_same_leads_go_to_the_same_people_however_they_are_listed(seed):
    sellers, leads, rules, dice = drawn(seed)
    given = share_out(sellers, leads, rules, 10)
    assert given == share_out(sellers, leads, rules, 10)
    assert given == share_out(dice.sample(sellers, len(sellers)), leads, rules, 10)


@pytest.mark.parametrize("seed", range(60))
def test_nobody_of_another_unit_nobody_over_the_limit_and_no_lead_twice(seed):
    sellers, leads, rules, _dice = drawn(seed)
    by_id, by_lead = {one.person_id: one for one in sellers}, {one.lead_id: one for one in leads}
    given = share_out(sellers, leads, rules, 8)
    assert len({one.lead_id for one in given}) == len(given)
    for one in given:
        units = by_lead[one.lead_id].units
        assert not units or by_id[one.person_id].unit_id in units
    for person, number in Counter(one.person_id for one in given).items():
        assert by_id[person].open + number <= 8


@pytest.mark.parametrize("seed", range(60))
def test_who_gave_it_back_is_given_it_again_only_where_there_is_nobody_else(seed):
    sellers, leads, rules, _dice = drawn(seed)
    for lead in leads:
        found = choose(sellers, lead, rules, 8)
        there = {one.person_id for one in sellers if one.open < 8 and (not lead.units or one.unit_id in lead.units)}
        assert (found is None) == (not there)
        if found and found.person_id in lead.not_to:
            assert there <= lead.not_to


@pytest.mark.parametrize("seed", range(60))
def test_a_region_goes_to_those_who_take_it_then_to_those_who_take_any(seed):
    sellers, leads, _rules, _dice = drawn(seed)
    for lead in (replace(lead, not_to=frozenset()) for lead in leads):
        found = choose(sellers, lead, ("region", "round_robin"), 8)
        if found is None or lead.region is None:
            continue
        there = [one for one in sellers if one.open < 8 and (not lead.units or one.unit_id in lead.units)]
        taker = next(one for one in there if one.person_id == found.person_id)
        if any(lead.region in one.regions for one in there):
            assert lead.region in taker.regions
        elif any(not one.regions for one in there):
            assert not taker.regions


@pytest.mark.parametrize("people", range(1, 9))
def test_by_turns_nobody_is_given_two_more_than_another(people):
    sellers = [Seller(number) for number in range(people)]
    for leads in range(30):
        given = Counter(one.person_id for one in share_out(sellers, map(Sought, range(leads)), ("round_robin",), 99))
        counts = [given[number] for number in range(people)]
        assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("seed", range(30))
def test_by_load_the_fewest_fill_up_first(seed):
    dice = random.Random(seed)  # noqa: S311 - a drawn world
    sellers = [Seller(number, open=dice.randint(0, 9)) for number in range(6)]
    given = Counter(one.person_id for one in share_out(sellers, map(Sought, range(20)), ("load", "round_robin"), 99))
    after = {one.person_id: one.open + given[one.person_id] for one in sellers}
    least = min(after.values())
    assert all(not given[person] or number - least <= 1 for person, number in after.items())


def test_the_rule_that_decided_is_named():
    one, two, three = Seller(1, open=2, regions=frozenset("东")), Seller(2, open=1), Seller(3, open=1, turn=4)
    sellers, rules = (one, two, three), ("region", "load", "round_robin")
    assert choose(sellers, Sought(7, region="东"), rules, 9).rule == "region"
    assert choose((one, two), Sought(7), rules, 9).rule == "load"
    found = choose(sellers, Sought(7, region="西"), rules, 9)
    assert (found.person_id, found.rule) == (2, "round_robin")
    assert choose(sellers, Sought(7), rules, 1) is None
