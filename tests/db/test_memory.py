"""Answers are kept while nothing is written, by anybody, and for nobody else."""

from datetime import date

from db.access import SYSTEM
from db.engine import database
from db.measure import measure
from db.periods import year
from db.run import run
from db.session import reading
from db.summaries import rebuild
from factories import company, customer, hire
from factories_money import policy


def build_summaries(session, actor) -> int:
    rebuild(session)
    return 1


def signed(actor):
    with reading(actor) as session:
        return measure(session, actor, "signed_premium", period=year(2025), today=date(2025, 12, 31)).total


def test_a_figure_is_new_right_after_a_write_and_the_same_object_before_one(url):
    company()
    seller = hire("li")
    policy(customer(seller), 100, "2025-03-01")
    run(build_summaries, SYSTEM)
    assert signed(seller) == 10_000
    assert signed(seller) is signed(seller)
    policy(customer(seller), 50, "2025-04-01")
    run(build_summaries, SYSTEM)
    assert signed(seller) == 15_000


def test_a_reader_that_began_before_a_write_leaves_nothing_old_behind(url):
    company()
    seller = hire("li")
    policy(customer(seller), 100, "2025-03-01")
    run(build_summaries, SYSTEM)
    with reading(seller) as early:
        asked = {"period": year(2025), "today": date(2025, 12, 31)}
        measure(early, seller, "policies", **asked)
        policy(customer(seller), 50, "2025-04-01")
        run(build_summaries, SYSTEM)
        assert measure(early, seller, "signed_premium", **asked).total == 10_000
    assert signed(seller) == 15_000


def test_nobody_is_answered_with_what_another_asked(url):
    company(departments=2)
    seller, other = hire("li"), hire("wang", unit="D2T1")
    policy(customer(seller), 100, "2025-03-01")
    run(build_summaries, SYSTEM)
    assert (signed(seller), signed(other)) == (10_000, 0)
    assert database().notes["memory"] is not None
