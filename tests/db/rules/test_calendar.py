"""The calendar of China by days that anybody can look up."""

from datetime import date

import pytest

from db.rules.calendar import calendar_day, next_working_day, on_working_day


@pytest.mark.parametrize(
    ("day", "works", "holiday", "lunar"),
    [
        ("2026-06-30", True, None, "五月十六"),
        ("2026-06-28", False, None, "五月十四"),
        ("2026-06-19", False, "端午节", "五月初五"),
        ("2026-02-17", False, "春节", "正月初一"),
        ("2026-10-07", False, "国庆节", "八月廿七"),
        ("2026-10-10", True, None, "九月初一"),
        ("2025-07-25", True, None, "闰六月初一"),
    ],
)
def test_a_day_of_an_arranged_year(day, works, holiday, lunar):
    found = calendar_day(date.fromisoformat(day))
    assert (found.works, found.holiday and found.holiday[0], found.lunar[0]) == (works, holiday, lunar)


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        ("2090-01-01", "元旦节"),
        ("2090-01-29", "春节"),
        ("2090-01-30", "春节"),
        ("2090-02-01", "春节"),
        ("2090-04-04", "清明节"),
        ("2090-05-02", "劳动节"),
        ("2090-06-02", "端午节"),
        ("2090-09-08", "中秋节"),
        ("2090-10-03", "国庆节"),
        ("2090-10-10", None),
    ],
)
def test_a_year_that_is_not_arranged_yet_goes_by_the_law(day, holiday):
    found = calendar_day(date.fromisoformat(day))
    assert (found.holiday and found.holiday[0]) == holiday
    assert found.works == (holiday is None and found.on.weekday() < 5)


def test_nothing_is_put_off_to_a_day_that_is_not_worked():
    assert next_working_day(date(2026, 6, 30)) == date(2026, 7, 1)
    assert next_working_day(date(2026, 6, 18)) == date(2026, 6, 22)
    assert on_working_day(date(2026, 10, 3)) == date(2026, 10, 8)
    assert on_working_day(date(2026, 10, 10)) == date(2026, 10, 10)
