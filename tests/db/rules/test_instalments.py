"""What is due when, and what of it is overdue: the worked case of four instalments and one late payer."""

from datetime import date

import pytest

from db.rules.instalments import Due, age_class, months_later, overdue, schedule


def test_the_worked_case_of_quarterly_instalments_with_an_endorsement():
    dues = schedule(3_650_000, date(2025, 3, 1), 4)
    assert dues == [Due(date(2025, month, 1), 912_500) for month in (3, 6, 9, 12)]
    late = overdue([*dues, Due(date(2025, 9, 1), 365_000)], paid=2_737_500, on=date(2025, 12, 31))
    assert late == [Due(date(2025, 9, 1), 365_000), Due(date(2025, 12, 1), 912_500)]
    assert [(date(2025, 12, 31) - due.on).days for due in late] == [121, 30]
    assert [age_class((date(2025, 12, 31) - due.on).days) for due in late] == [2, 0]


def test_what_is_due_today_is_not_late_yet():
    dues = [Due(date(2025, 3, 1), 100)]
    assert overdue(dues, paid=0, on=date(2025, 3, 1)) == []
    assert overdue(dues, paid=0, on=date(2025, 3, 2)) == dues
    assert overdue(dues, paid=100, on=date(2025, 3, 2)) == []


def test_an_odd_premium_puts_the_odd_fen_on_the_last_instalment():
    assert [due.amount for due in schedule(1_001, date(2025, 1, 31), 4)] == [250, 250, 250, 251]
    assert [due.on.isoformat() for due in schedule(100, date(2025, 1, 31), 4)] == [
        "2025-01-31",
        "2025-04-30",
        "2025-07-31",
        "2025-10-31",
    ]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2024-02-29", 12, "2025-02-28"), ("2025-11-30", 3, "2026-02-28"), ("2025-12-15", 1, "2026-01-15")],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(day, months, later):
    assert months_later(date.fromisoformat(day), months).isoformat() == later


@pytest.mark.parametrize(("days", "found"), [(1, 0), (30, 0), (31, 1), (90, 1), (91, 2), (365, 2), (366, 3)])
def test_the_age_classes_of_overdue_premium(days, found):
    assert age_class(days) == found
