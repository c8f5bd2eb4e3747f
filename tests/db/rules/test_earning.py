"""What earns when: the worked cases, to the fen."""

from datetime import date
from fractions import Fraction

import pytest

from db.periods import Period, year
from db.rules.earning import earned, returned, shared_days, split, to_whole


def earned_in(amount, start, end, period, **more):
    return earned(amount, start, end, since=period.start, until=period.end, **more)


def test_a_policy_and_its_endorsement_earn_by_day_from_their_own_dates():
    expiry = date(2026, 3, 1)
    policy = earned_in(3_650_000, date(2025, 3, 1), expiry, year(2025))
    endorsement = earned_in(365_000, date(2025, 9, 1), expiry, year(2025))
    assert policy == 3_060_000
    assert to_whole(endorsement) == 246_022
    assert to_whole(policy + endorsement) == 3_306_022
    assert to_whole(3_650_000 + 365_000 - policy - endorsement) == 708_978


def test_a_leap_year_has_a_day_more_to_earn_over():
    first_half = Period(date(2024, 1, 1), date(2024, 7, 1))
    assert earned_in(3_660_000, date(2024, 1, 1), date(2025, 1, 1), first_half) == 1_820_000


def test_a_cancelled_policy_has_earned_what_it_does_not_return():
    inception, expiry, on = date(2025, 1, 1), date(2026, 1, 1), date(2025, 4, 11)
    assert returned(3_650_000, inception, expiry, on) == 2_650_000
    assert earned_in(3_650_000, inception, expiry, year(2025), cover_end=on) == 1_000_000
    assert earned_in(-2_650_000, on, expiry, year(2025), cover_end=on) == 0
    assert earned_in(3_650_000, inception, expiry, year(2025)) + earned_in(-2_650_000, on, expiry, year(2025)) == 10**6


def test_nothing_is_earned_outside_the_term_or_where_cover_never_began():
    start, end = date(2025, 1, 1), date(2026, 1, 1)
    assert earned_in(100, start, end, year(2024)) == earned_in(100, start, end, year(2026)) == 0
    assert earned_in(100, start, end, year(2025), cover_end=start) == 0
    assert shared_days(start, end, date(2025, 12, 31), date(2030, 1, 1)) == 1


def test_the_years_of_a_term_add_up_without_rounding():
    parts = [earned_in(99_999, date(2025, 8, 17), date(2026, 8, 17), year(y)) for y in (2025, 2026)]
    assert sum(parts) == 99_999
    assert parts[0] == Fraction(99_999 * 137, 365)


@pytest.mark.parametrize(("value", "whole"), [("1/2", 1), ("-1/2", -1), ("7/3", 2), ("-7/3", -2), ("0", 0), ("5/2", 3)])
def test_halves_round_away_from_zero(value, whole):
    assert to_whole(Fraction(value)) == whole


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        (100, [1, 1, 1], [33, 33, 34]),
        (1_000, [7_000, 3_000], [700, 300]),
        (-101, [5_000, 5_000], [-51, -50]),
        (7, [10_000], [7]),
    ],
)
def test_a_split_amount_is_still_the_same_sum(amount, shares, parts):
    assert split(amount, shares) == parts
    assert sum(parts) == amount
