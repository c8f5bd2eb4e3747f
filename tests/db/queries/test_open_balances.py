"""What a balance is made of, policy by policy: in the scope of the ledger, with nothing of who is out of sight."""

from datetime import date
from fractions import Fraction

import pytest

from db.access import SYSTEM
from db.errors import Denied
from db.measure import measure
from db.periods import Period
from db.queries.open_balances import open_balances
from db.run import run
from db.session import reading
from db.summaries import rebuild
from factories import company, customer, hand_over, hire
from factories_money import cancel, claim, endorse, policy, receive

YEAR, LAST = Period(date(2025, 1, 1), date(2026, 1, 1)), date(2025, 12, 31)


def summed(session, actor) -> None:
    rebuild(session)


@pytest.fixture
def branch(url):
    """The worked case of the dictionary, one paid up, one handed to another department, one shared, one cancelled."""
    company(departments=2, teams=2)
    li, zhao, far = hire("li"), hire("zhao"), hire("far", unit="D2T1")
    mine = customer(li, "华东物流")
    case = policy(mine, 36_500, "2025-03-01", parts=4)
    endorse(case, 3_650, "2025-09-01")
    for on in ("2025-03-01", "2025-06-20", "2025-09-01"):
        receive(case, 9_125, on)
    policy(mine, 800, "2025-04-01", paid=True)
    gone = customer(li, "移交的客户")
    policy(gone, 5_000, "2025-05-01")
    hand_over(gone, far, "2025-11-01")
    policy(mine, 1_000, "2025-06-01", credit={li: 7_000, zhao: 3_000})
    left = policy(mine, 2_000, "2025-01-01")
    cancel(left, "2025-04-11", 1_500)
    claim(case, "2025-08-01", estimate=1_200, paid=800)
    run(summed, SYSTEM)
    people = {"li": li, "zhao": zhao, "far": far, "head": hire("head", "department_head", "D1")}
    return people | {"boss": hire("boss", "executive", "C"), "care": hire("care", "service", "C")}


def found(actor, name="receivable", **asked):
    with reading(actor) as session:
        return open_balances(session, actor, name, period=YEAR, today=LAST, **asked)


def test_the_worked_case_is_open_by_what_fell_due_and_was_not_paid(branch):
    row = next(row for row in found(branch["head"]).rows if row.customer == "华东物流")
    assert (row.amount, row.since, row.overdue_days) == (Fraction(1_277_500), date(2025, 9, 1), 121)


@pytest.mark.parametrize("who", ["li", "zhao", "head", "boss", "far"])
@pytest.mark.parametrize("name", ["receivable", "outstanding_claims"])
def test_the_balances_add_up_to_the_figure(branch, who, name):
    balances = found(branch[who], name)
    with reading(branch[who]) as session:
        total = measure(session, branch[who], name, period=YEAR, today=LAST).total
    assert sum((row.amount for row in balances.rows), Fraction(0)) == balances.total == total
    assert balances.count == len(balances.rows)
    assert all(row.amount for row in balances.rows)


def test_what_was_handed_out_of_sight_keeps_its_amount_and_tells_no_more(branch):
    (row,) = [row for row in found(branch["head"]).rows if row.hidden]
    assert (row.amount, row.customer, row.record_id, row.since) == (500_000, None, None, None)
    assert not [row for row in found(branch["boss"]).rows if row.hidden]


def test_of_a_shared_policy_each_has_their_share(branch):
    assert [row.amount for row in found(branch["zhao"]).rows] == [30_000]


def test_pages_follow_each_other_in_either_order(branch):
    whole = [row.row_id for row in found(branch["boss"]).rows]
    paged = [found(branch["boss"], limit=1, offset=at).rows[0].row_id for at in range(len(whole))]
    assert paged == whole
    assert [row.row_id for row in found(branch["boss"], smallest=True).rows][-1] == whole[0]
    assert found(branch["boss"], offset=100).rows == []


def test_filters_narrow_the_balances_as_they_narrow_the_figure(branch):
    assert [row.amount for row in found(branch["boss"], where={"salesperson": "zhao"}).rows] == [30_000]
    assert found(branch["boss"], where={"department": "D2"}).count == 0


def test_an_empty_book_has_no_balances(url):
    company()
    assert found(hire("head", "department_head", "D1")).rows == []


def test_who_may_not_ask_for_the_figure_gets_no_balances(branch):
    with pytest.raises(Denied):
        found(branch["care"])
