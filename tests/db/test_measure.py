"""Figures against cases worked by hand (in yuan, to the fen)."""

from datetime import date
from fractions import Fraction

import pytest

from db.access import SYSTEM, Actor
from db.measure import measure
from db.periods import Period, year
from db.run import run
from db.session import ActorSession, reading
from db.summaries import rebuild
from factories import company, customer, hire
from factories_money import cancel, claim, cost, end_cover, endorse, policy, receive

YEAR_END = date(2025, 12, 31)


def build_summaries(session: ActorSession, actor: Actor) -> int:
    rebuild(session)
    return 1


def yuan(value):
    return None if value is None else round(Fraction(value) / 100, 2)


def figure(actor, name, *, by=(), period=None, where=None, today=YEAR_END):
    with reading(actor) as session:
        return measure(session, actor, name, by=by, period=period or year(2025), where=where, today=today)


def total(actor, name, **asked):
    return yuan(figure(actor, name, **asked).total)


def rows(actor, name, **asked):
    return {row.keys: yuan(row.value) for row in figure(actor, name, **asked).rows}


@pytest.fixture
def seller(url):
    company(departments=2, teams=2)
    return hire("li")


def amount(text):
    return Fraction(text)


def test_a_policy_with_an_endorsement_earns_day_by_day(seller):
    number = policy(customer(seller), 36_500, "2025-03-01")
    endorse(number, 3_650, "2025-09-01")
    run(build_summaries, SYSTEM)
    for asked in (seller, hire("boss", "executive", "C")):
        assert total(asked, "earned_premium") == amount("33060.22")
        assert total(asked, "signed_premium") == 40_150
        assert sum(rows(asked, "earned_premium", by=["day"]).values()) == pytest.approx(33060.22, abs=2)
        monthly = figure(asked, "earned_premium", by=["month"])
        assert yuan(sum(row.value for row in monthly.rows)) == amount("33060.22")
        unearned = figure(asked, "earned_premium", period=year(2026), today=date(2026, 12, 31))
        assert yuan(unearned.total) == amount("7089.78")


def test_ratios_add_up_each_side_first(seller):
    number = policy(customer(seller), 36_500, "2025-03-01")
    endorse(number, 3_650, "2025-09-01")
    claim(number, "2025-05-01", estimate=12_000, paid=8_000)
    cost(1, 9_000, "2025-06-01", "service")
    run(build_summaries, SYSTEM)
    head = hire("head", "department_head", "D1")

    def ratio(name):
        return round(float(figure(head, name).total), 4)

    assert ratio("simple_loss_ratio") == 0.2989
    assert ratio("loss_ratio") == 0.3630
    assert ratio("expense_ratio") == 0.2722
    assert ratio("combined_ratio") == 0.6352
    assert total(head, "outstanding_claims") == 4_000
    assert total(head, "paid_claims") == 8_000


def test_what_was_settled_later_is_overdue_on_the_days_before(seller):
    number = policy(customer(seller), 1_000, "2025-03-01", parts=2)
    receive(number, 500, "2025-03-01")
    receive(number, 500, "2025-11-15")
    days = [date(2025, 9, 1), date(2025, 9, 2), date(2025, 11, 14), date(2025, 11, 15), date(2025, 11, 16), YEAR_END]
    before = [total(seller, "overdue_premium", today=day) for day in days]
    assert before == [0, 500, 500, 0, 0, 0]
    run(build_summaries, SYSTEM)
    assert [total(seller, "overdue_premium", today=day) for day in days] == before
    receive(number, -1, "2025-12-01")
    run(build_summaries, SYSTEM)
    assert total(seller, "overdue_premium") == 1


def test_instalments_paid_late_are_receivable_and_overdue(seller):
    number = policy(customer(seller), 36_500, "2025-03-01", parts=4, paid=False)
    endorse(number, 3_650, "2025-09-01")
    for day in ("2025-03-01", "2025-06-20", "2025-09-01"):
        receive(number, 9_125, day)
    run(build_summaries, SYSTEM)
    assert total(seller, "received_premium") == 27_375
    assert total(seller, "receivable") == 12_775
    assert total(seller, "overdue_premium") == 12_775
    assert total(seller, "receivable", today=date(2025, 6, 10)) == 36_500 - 9_125
    assert rows(seller, "receivable", by=["month"], period=Period(date(2025, 3, 1), date(2025, 7, 1))) == {
        ("2025-03",): 27_375,
        ("2025-04",): 27_375,
        ("2025-05",): 27_375,
        ("2025-06",): 18_250,
    }


def test_a_leap_year_has_366_days(seller):
    policy(customer(seller), 36_600, "2024-01-01", expiry="2025-01-01")
    run(build_summaries, SYSTEM)
    assert total(seller, "earned_premium", period=Period(date(2024, 1, 1), date(2024, 7, 1))) == 18_200


def test_a_cancelled_policy_earns_until_that_day_and_returns_the_rest(seller):
    number = policy(customer(seller), 36_500, "2025-01-01", expiry="2026-01-01")
    receive(number, 36_500, "2025-01-01")
    cancel(number, "2025-04-11", 26_500)
    run(build_summaries, SYSTEM)
    assert total(seller, "earned_premium") == 10_000
    assert total(seller, "signed_premium") == 10_000
    assert total(seller, "forgone_premium") == 0
    assert total(seller, "receivable") == 0


def test_cover_that_ends_without_return_forgoes_the_rest(seller):
    number = policy(customer(seller), 36_500, "2025-01-01", expiry="2026-01-01")
    end_cover(number, "2025-04-11")
    run(build_summaries, SYSTEM)
    assert total(seller, "earned_premium") == 10_000
    assert total(seller, "forgone_premium") == 26_500
    assert total(seller, "policies_in_force") == 0
    assert total(seller, "premium_in_force", today=date(2025, 4, 10)) == 36_500


def test_an_empty_book_has_zeros_and_no_ratio(seller):
    run(build_summaries, SYSTEM)
    assert total(seller, "signed_premium") == 0
    assert figure(seller, "loss_ratio").total is None
    assert figure(seller, "signed_premium", by=["month", "line"]).rows == []
