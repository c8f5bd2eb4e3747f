"""Leads from the first enquiry to the sale that is won, by source, unit, person and month; worked by hand."""

from fractions import Fraction

import pytest

from db.measure import measure
from db.periods import Period, year
from db.session import reading
from factories import company, customer, day, hire, lead, opportunity

YEAR = year(2026)


@pytest.fixture
def staff(url):
    company()
    return {"li": hire("li"), "wang": hire("wang"), "far": hire("far", unit="D2T1"), "boss": hire("boss", "manager"),
            "head": hire("head", "department_head", "D1"), "top": hire("top", "executive", "C")}  # fmt: skip


@pytest.fixture
def book(staff):
    """Li: three from the fair in March, one of them won, one lost; Wang: one from the web; two wait in the pool."""
    li, wang, far = staff["li"], staff["wang"], staff["far"]
    lead("D1T1", li, received_on="2026-03-01", source="exhibition", **converted(customer(li), "won"))
    lead("D1T1", li, received_on="2026-03-20", source="exhibition", **converted(customer(li), "lost"))
    lead("D1T1", li, received_on="2026-03-31", source="exhibition", status="contacted", contacted_on=day("2026-04-02"))
    lead("D1T1", wang, received_on="2026-04-01", source="website", status="dropped", contacted_on=day("2026-04-03"))
    lead("D1T1", received_on="2026-04-02", source="website")
    lead("D1T1", received_on="2026-04-05", source="website")
    # The opportunity of this one's customer is not in the sight of D1.
    lead("D1T2", received_on="2026-04-09", source="referral", **converted(customer(far), "won"))
    return staff


def converted(whose, outcome):
    sale = opportunity(whose, outcome)
    return {"status": "converted", "contacted_on": day("2026-03-30"), "customer_id": whose, "opportunity_id": sale}


def figure(me, name, by=(), period=YEAR, where=None):
    with reading(me) as session:
        found = measure(session, me, name, by=by, period=period, where=where)
    return {row.keys: row.value for row in found.rows} if by else found.total


def test_each_step_counts_the_leads_that_came_in(book):
    counted = {
        name: figure(book["boss"], name) for name in ("leads", "leads_contacted", "leads_converted", "leads_won")
    }
    assert counted == {"leads": 6, "leads_contacted": 4, "leads_converted": 2, "leads_won": 1}
    assert figure(book["boss"], "lead_conversion") == Fraction(2, 6)
    assert figure(book["boss"], "lead_to_win") == Fraction(1, 6)


def test_by_source_unit_person_and_month(book):
    boss, head, top = book["boss"], book["head"], book["top"]
    assert figure(boss, "leads", ["source"]) == {("exhibition",): 3, ("website",): 3}
    assert figure(boss, "lead_to_win", ["source"]) == {("exhibition",): Fraction(1, 3), ("website",): 0}
    assert figure(head, "leads_won", ["team"]) == {("D1T1",): 1, ("D1T2",): 1}
    assert figure(top, "leads_converted", ["department"]) == {("D1",): 3}
    assert figure(boss, "lead_conversion", ["salesperson"]) == {("li",): Fraction(2, 3), ("wang",): 0, ("",): 0}
    assert figure(boss, "lead_conversion", ["month"]) == {("2026-03",): Fraction(2, 3), ("2026-04",): 0}
    assert figure(boss, "leads_won", ["month", "source"]) == {("2026-03", "exhibition"): 1}
    assert figure(boss, "leads", where={"source": "website"}) == 3


def test_the_pool_counts_for_the_team_and_for_no_salesperson(book):
    assert figure(book["li"], "leads") == 3
    assert figure(book["li"], "lead_to_win") == Fraction(1, 3)
    assert figure(book["wang"], "leads") == 1
    assert figure(book["far"], "leads") == 0


def test_an_empty_book_has_zeros_and_no_ratio(staff):
    for name in ("leads", "leads_contacted", "leads_converted", "leads_won"):
        assert figure(staff["boss"], name) == 0
        assert figure(staff["boss"], name, ["source"]) == {}
    for name in ("lead_conversion", "lead_to_win"):
        assert figure(staff["boss"], name) is None
        assert figure(staff["boss"], name, period=Period()) is None


def test_the_rows_behind_a_figure_are_those_leads(book):
    from db.drill import drill_rows

    with reading(book["boss"]) as session:
        drill = drill_rows(session, book["boss"], "leads_won", period=YEAR)
    assert (drill.count, drill.total, [row.source for row in drill.rows]) == (1, 1, ["lead"])
