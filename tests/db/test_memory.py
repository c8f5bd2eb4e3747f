"""Answers are kept until what they were read from is written, by anybody, and for nobody else."""

from datetime import date

import pytest
import sqlalchemy as sa

from db.access import SYSTEM
from db.commands.plan_activity import plan_activity
from db.engine import database
from db.errors import Refusal
from db.measure import measure
from db.metrics import METRICS
from db.periods import today, year
from db.run import run
from db.session import reading
from db.sign_in.credentials import new_credential
from db.sign_in.entry import check_password
from db.sign_in.sessions import open_session_for
from db.sign_in.throttle import Source
from db.summaries import rebuild
from db.table_marks import counts
from factories import PASSWORD, company, customer, hire, write
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


def counted():
    with database().read.connect() as connection:
        return counts(connection)


def raised(do):
    """The tables whose counts went up while something was done."""
    before = counted()
    do()
    return {name for name, value in counted().items() if value > before.get(name, 0)}


def test_only_what_was_read_from_a_written_table_is_worked_out_again(url):
    company()
    seller = hire("li")
    whom = customer(seller)
    policy(whom, 100, "2025-03-01")
    run(build_summaries, SYSTEM)
    known = signed(seller)
    order = {"customer_id": whom, "kind": "call", "subject": "回访", "planned_on": today()}
    assert raised(lambda: run(plan_activity, seller, **order)) == {"activity", "activity_gram"}
    assert signed(seller) is known
    policy(whom, 50, "2025-04-01")
    run(build_summaries, SYSTEM)
    assert signed(seller) == 15_000


def test_coming_and_going_makes_no_answer_old(url):
    company()
    seller = hire("li")
    write(new_credential(seller.person_id, PASSWORD))

    def come_and_go():
        open_session_for(seller.person_id)
        with pytest.raises(Refusal):
            check_password(Source("li", "", "10.0.0.7"), "wrong")

    assert raised(come_and_go) == set()


def test_what_is_rolled_back_was_not_written_and_text_may_have_written_anything(url):
    company()
    assert raised(lambda: run(touch, SYSTEM, rolled_back=True)) == set()
    assert {"premium_event", "customer", "policy"} <= raised(lambda: run(touch, SYSTEM, rolled_back=False))


def touch(session, actor, *, rolled_back: bool) -> int:
    session.trusted().execute(sa.text("UPDATE customer SET name = name"))
    if rolled_back:
        session.rollback()
    return 1


def test_every_figure_knows_the_tables_of_its_own_rows(url):
    """Whichever way it is worked out: the table of its rows, or the summary that is kept with them."""
    company()
    me = hire("boss", "executive", "C")
    for name, one in METRICS.items():
        with reading(me) as session:
            session.reads.append(set())
            measure(session, me, name, period=year(2025), today=date(2025, 12, 31))
            read = session.reads.pop()
        for part in (part for leaf in leaves(one) for part in leaf.parts):
            own = {str(part.model.__tablename__), "month_by_product", "month_by_person", "customers_by_owner"}
            assert own & read, name


def leaves(one):
    return [leaf for side in (one.over, one.under) for leaf in leaves(METRICS[side])] if one.is_ratio else [one]
