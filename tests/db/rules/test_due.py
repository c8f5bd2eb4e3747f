"""Reminders by their days, visits that come again, and what a plan has room for."""

from datetime import UTC, date, datetime

import pytest

from db.models.work import Cause, Every
from db.rules.cut_off import is_locked
from db.rules.due import Answered, Due, chosen, last_turn, reminder_day, unanswered

TODAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("ends", "since"),
    [
        ("2026-09-28", "2026-06-30"),
        ("2026-09-29", None),
        ("2026-08-30", "2026-06-01"),
        ("2026-08-29", "2026-06-30"),
        ("2026-07-01", "2026-06-30"),
    ],
)
def test_a_reminder_counts_from_its_own_day(ends, since):
    found = reminder_day(date.fromisoformat(ends), TODAY, (90, 60, 30, 15, 7, 1))
    assert found == (since and date.fromisoformat(since))


@pytest.mark.parametrize(
    ("first", "every", "unit", "turn"),
    [
        ("2026-07-01", 1, Every.WEEK, None),
        ("2026-06-30", 3, Every.WEEK, "2026-06-30"),
        ("2026-06-10", 2, Every.WEEK, "2026-06-24"),
        ("2026-01-31", 1, Every.MONTH, "2026-06-30"),
        ("2026-01-15", 1, Every.MONTH, "2026-06-15"),
        ("2025-12-31", 3, Every.MONTH, "2026-06-30"),
        ("2026-02-10", 3, Every.MONTH, "2026-05-10"),
    ],
)
def test_a_turn_comes_every_so_many_weeks_or_months(first, every, unit, turn):
    assert last_turn(date.fromisoformat(first), every, unit, TODAY) == (turn and date.fromisoformat(turn))


def due(number, stake, cause=Cause.RENEWAL):
    return Due(cause, number, 1, "客户", "P", TODAY, TODAY, stake)


def test_what_an_item_answers_is_left_out_and_the_rest_is_ordered_by_what_is_at_stake():
    rows = [due(1, 5), due(2, 9), due(3, 7), due(4, 7)]
    answered = {
        (Cause.RENEWAL, 1): Answered(date(2026, 6, 1), open=True),
        (Cause.RENEWAL, 2): Answered(TODAY, open=False),
        (Cause.RENEWAL, 3): Answered(date(2026, 6, 29), open=False),
        (Cause.OVERDUE, 4): Answered(TODAY, open=True),
    }
    assert [one.cause_id for one in unanswered(rows, answered)] == [3, 4]


def test_a_plan_takes_what_was_asked_for_first_and_no_more_than_it_holds():
    rows = [due(1, 9), due(2, 8), due(3, 0, Cause.RECURRING)]
    assert [one.cause_id for one in chosen(rows, 2)] == [3, 1]
    assert [one.cause_id for one in chosen(rows, 0)] == [3]
    assert chosen([], 5) == []


@pytest.mark.parametrize(
    ("day", "hour", "locked"),
    [("2026-06-30", 11, False), ("2026-06-30", 12, True), ("2026-06-29", 1, True), ("2026-07-01", 15, False)],
)
def test_a_day_is_locked_at_eight_in_the_evening_of_the_business_zone(day, hour, locked):
    assert is_locked(date.fromisoformat(day), TODAY, datetime(2026, 6, 30, hour, tzinfo=UTC)) == locked
