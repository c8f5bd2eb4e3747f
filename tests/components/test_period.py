"""Periods in links and on the screen."""

from datetime import date

import pytest

from components import period as periods
from db.periods import Period, month, quarter, year

MARCH = date(2017, 3, 15)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("2017", year(2017)),
        ("2017-Q1", quarter(MARCH)),
        ("2017-03", month(MARCH)),
        ("all", periods.ALL),
        ("2017-03~2018-02", Period(date(2017, 3, 1), date(2018, 3, 1))),
    ],
)
def test_a_code_names_a_period_and_the_period_that_code(code, expected):
    assert periods.period_of(code) == expected
    assert periods.code_for(expected) == code


@pytest.mark.parametrize(
    "code", ["", "2017-13", "2017-Q5", "17", "1317", "2017-03-01", "2018-01~2017-01", "~", "2017~", "<b>", "'; --"]
)
def test_anything_else_names_none(code):
    assert periods.period_of(code) is None


def test_the_periods_of_a_book_are_offered_latest_first():
    first, last = date(2017, 11, 1), date(2018, 4, 30)
    assert periods.codes("year", first, last) == ["2018", "2017"]
    assert periods.codes("quarter", first, last) == ["2018-Q2", "2018-Q1", "2017-Q4"]
    assert periods.codes("month", first, last)[:2] == ["2018-04", "2018-03"]
    assert len(periods.codes("month", first, last)) == 6
    assert periods.codes("all", first, last) == ["all"]


def test_a_whole_year_is_compared_with_the_whole_year_before():
    assert periods.before(year(2017), "year", date(2018, 4, 30)) == year(2016)


def test_a_year_that_still_runs_is_compared_with_the_same_days():
    assert periods.before(year(2018), "year", date(2018, 4, 30)) == Period(date(2017, 1, 1), date(2017, 5, 1))
    assert periods.before(month(MARCH), "month", MARCH) == Period(date(2017, 2, 1), date(2017, 2, 16))
    assert periods.before(quarter(MARCH), "quarter", MARCH) == Period(date(2016, 10, 1), date(2016, 12, 16))


def test_the_31st_is_compared_with_the_end_of_a_shorter_month():
    assert periods.before(Period(date(2017, 3, 1), date(2017, 4, 1)), "month", date(2017, 3, 30)) == Period(
        date(2017, 2, 1), date(2017, 3, 1)
    )


def test_the_29th_of_february_has_its_day_a_year_before():
    assert periods.before(year(2024), "year", date(2024, 2, 29)) == Period(date(2023, 1, 1), date(2023, 3, 1))


def test_all_time_has_nothing_before_it():
    assert periods.before(periods.ALL, "all", date(2018, 4, 30)) is None


def test_the_last_months_end_with_the_last_month_that_has_figures():
    expected = Period(date(2017, 5, 1), date(2018, 5, 1))
    assert periods.trailing(year(2018), 12, date(2018, 4, 30)) == expected
    assert periods.trailing(year(2017), 12, date(2018, 4, 30)) == year(2017)
    assert periods.trailing(periods.ALL, 12, date(2018, 4, 30)) == expected


def test_periods_are_read_in_chinese():
    assert periods.title("2017") == "2017年"
    assert periods.title("2017-Q1") == "2017年第1季度"
    assert periods.title("2017-03") == "2017年3月"
    assert periods.title("all") == "全部"
    assert periods.title("2017-03~2018-02") == "2017年3月至2018年2月"
    assert periods.title_of(year(2017)) == "2017年"
