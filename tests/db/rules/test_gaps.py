"""Days without cover, worked by hand."""

from datetime import date

from db.rules.gaps import Gap, gaps

TODAY = date(2026, 6, 30)


def term(since, until):
    return date.fromisoformat(since), date.fromisoformat(until)


def test_terms_that_follow_each_other_leave_no_gap():
    assert gaps([term("2025-07-01", "2026-07-01"), term("2024-07-01", "2025-07-01")], TODAY) == []


def test_the_days_between_two_terms_and_those_since_the_last_one():
    found = gaps([term("2024-01-01", "2025-01-01"), term("2025-02-01", "2026-02-01")], TODAY)
    assert found == [
        Gap(date(2025, 1, 1), date(2025, 2, 1)),
        Gap(date(2026, 2, 1), TODAY, open=True),
    ]
    assert [gap.days for gap in found] == [31, 149]


def test_a_longer_term_covers_what_a_shorter_one_beside_it_leaves():
    beside = [term("2024-01-01", "2027-01-01"), term("2024-06-01", "2024-07-01"), term("2025-06-01", "2025-07-01")]
    assert gaps(beside, TODAY) == []


def test_a_term_whose_cover_never_began_covers_nothing():
    assert gaps([term("2025-01-01", "2025-01-01")], TODAY) == []
    assert gaps([], TODAY) == []
