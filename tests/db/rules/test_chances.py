"""What the past says of a stage: the share won of those that were in it, and when it says nothing."""

from fractions import Fraction

from db.rules.chances import Chance, chance_in

PAST = {"needs": (6, 20), "quote": (6, 12)}
WHOLE = (8, 40)


def test_enough_cases_speak_for_their_stage():
    assert chance_in("needs", PAST, WHOLE, 20) == Chance(6, 20, whole=False)
    assert chance_in("needs", PAST, WHOLE, 20).share == Fraction(3, 10)


def test_one_case_too_few_and_the_kind_as_a_whole_speaks():
    assert chance_in("quote", PAST, WHOLE, 13) == Chance(8, 40, whole=True)
    assert chance_in("decision", PAST, WHOLE, 13).share == Fraction(1, 5)


def test_where_nothing_was_closed_yet_there_is_no_share():
    assert chance_in("needs", {}, (0, 0), 20).share is None
