"""The rows behind a number add up to it, for every role and figure, and hide whose customers they are."""

from datetime import date
from fractions import Fraction

import pytest

from db.access import SYSTEM, Actor, Role
from db.drill import drill_rows
from db.errors import Denied
from db.measure import measure
from db.metrics import DIMENSIONS, METRICS
from db.periods import Period, year
from db.rights import counts
from db.run import run
from db.session import ActorSession, reading
from db.summaries import rebuild
from factories import activity, company, customer, hand_over, hire, lead, moved, opportunity
from factories_money import cancel, claim, cost, end_cover, endorse, policy, receive, target

TODAY = date(2025, 12, 31)
SPAN = Period(date(2025, 1, 1), date(2026, 1, 1))


def build_summaries(session: ActorSession, actor: Actor) -> int:
    rebuild(session)
    return 1


@pytest.fixture
def branch(url):
    """Two departments, four teams, a book with something of every kind, and one customer handed over."""
    company(departments=2, teams=2)
    li, wang = hire("li"), hire("wang", unit="D2T1")
    colleague = hire("zhao", unit="D1T1")
    for number, owner in enumerate((li, wang, colleague, li)):
        mine = customer(owner, tier="high" if number == 3 else "standard", region="urban", since="2025-02-01")
        unit = {"li": "D1T1", "wang": "D2T1", "zhao": "D1T1"}[owner.login]
        term = policy(mine, 36_500 + number, f"2025-0{number + 1}-05", unit=unit, parts=4, product_code="car")
        receive(term, 9_000, "2025-06-20")
        endorse(term, 333, "2025-07-07")
        claim(term, "2025-08-01", estimate=1_200 + number, paid=800)
        cost(mine, 90 + number, "2025-06-01", "service")
        deal = opportunity(mine, "needs", opened_on="2025-03-01", premium=10_000)
        moved(deal, "contact", "needs", "2025-03-15", owner)
        activity(mine, "2025-06-30", owner, status="done")
    shared = policy(1, 1_000.01, "2025-05-05", unit="D1T1", credit={li: 7_000, colleague: 3_000})
    end_cover(shared, "2025-09-01")
    gone = policy(2, 20_000, "2025-01-01", unit="D2T1")
    cancel(gone, "2025-04-11", 5_000)
    target("D1T1", "signed_premium", "2025-06-01", 5_000_000)
    lead("D1T1", li)
    hand_over(1, wang, "2025-11-01")
    run(build_summaries, SYSTEM)
    return {
        "li": li,
        "manager": hire("chief", "manager", "D1T1"),
        "head": hire("head", "department_head", "D1"),
        "executive": hire("boss", "executive", "C"),
        "service": hire("care", "service", "C"),
        "claims": hire("adjuster", "claims", "C"),
    }


def listed(actor, name, **asked):
    found, offset = [], 0
    with reading(actor) as session:
        while True:
            drill = drill_rows(session, actor, name, limit=7, offset=offset, today=TODAY, **asked)
            found += drill.rows
            offset += 7
            if offset >= drill.count:
                return found, drill


def test_the_rows_listed_add_up_to_every_figure_for_every_role(branch):
    for name, one in METRICS.items():
        for actor in branch.values():
            if one.is_ratio or not counts(actor, name):
                continue
            with reading(actor) as session:
                figure = measure(session, actor, name, period=SPAN, today=TODAY)
            rows, drill = listed(actor, name, period=SPAN)
            assert sum((row.amount for row in rows), Fraction(0)) == figure.total == drill.total, (name, actor.role)
            assert len(rows) == drill.count == len({(row.source, row.row_id, row.amount > 0) for row in rows})


def running(one, dimension):
    """A balance or stock series stands under each month again, so its months do not add up."""
    return dimension in ("day", "month", "quarter", "year") and (one.series or one.basis != "flow")


@pytest.mark.parametrize("who", ["head", *(pytest.param(who, marks=pytest.mark.ci) for who in ("li", "executive"))])
def test_every_figure_adds_up_by_every_dimension(branch, who):
    actor = branch[who]
    for name, one in METRICS.items():
        with reading(actor) as session:
            whole = measure(session, actor, name, period=SPAN, today=TODAY).total
            for dimension in DIMENSIONS:
                figure = measure(session, actor, name, by=[dimension], period=SPAN, today=TODAY)
                # What a person is to reach is set apart from what their team is to reach.
                personal = name in ("signed_target", "target_left") and dimension == "salesperson"
                if not one.is_ratio and not running(one, dimension) and not personal:
                    apart = abs(sum((row.value for row in figure.rows), Fraction(0)) - whole)
                    assert apart < Fraction(1, 100), (name, dimension)


TIMED = ("day", "month", "quarter", "year")


@pytest.mark.parametrize(
    "who", ["head", *(pytest.param(who, marks=pytest.mark.ci) for who in ("li", "manager", "executive"))]
)
def test_a_filter_leaves_just_the_bar_of_that_name(branch, who):
    """Whichever dimension a figure is narrowed by, it is what stood there when it was broken down by it."""
    actor = branch[who]
    for name, one in METRICS.items():
        for dimension in (each for each in DIMENSIONS if not (each in TIMED and running(one, each))):
            with reading(actor) as session:
                bars = measure(session, actor, name, by=[dimension], period=SPAN, today=TODAY).rows
                for bar in bars[:2]:
                    where = {dimension: bar.keys[0]}
                    narrowed = measure(session, actor, name, period=SPAN, where=where, today=TODAY).total
                    assert narrowed == bar.value, (name, where)
                    if not one.is_ratio:
                        drill = drill_rows(session, actor, name, period=SPAN, where=where, today=TODAY, limit=500)
                        assert sum((row.amount for row in drill.rows), Fraction(0)) == narrowed, (name, where)


def test_a_row_of_a_customer_handed_away_keeps_its_amount_and_loses_its_name(branch):
    rows, drill = listed(branch["head"], "signed_premium", period=year(2025))
    hidden = [row for row in rows if row.hidden]
    assert hidden
    assert all(row.customer is None and row.record_id is None for row in hidden)
    assert sum(row.amount for row in rows) == drill.total


def test_a_bar_lists_just_its_own_rows(branch):
    head = branch["head"]
    with reading(head) as session:
        bars = measure(session, head, "signed_premium", by=["month", "line"], period=SPAN, today=TODAY).rows
    assert len(bars) > 3
    for bar in bars:
        chosen = dict(zip(("month", "line"), bar.keys, strict=True))
        rows, _drill = listed(head, "signed_premium", period=SPAN, where=chosen)
        assert sum(row.amount for row in rows) == bar.value


def test_roles_without_figures_are_refused(branch):
    for actor in (hire("root", "admin", "C"), hire("ana", "analyst", "C"), branch["service"]):
        with reading(actor) as session, pytest.raises(Denied):
            drill_rows(session, actor, "signed_premium", period=SPAN)
    assert branch["service"].role == Role.SERVICE
