"""The manager's reports on the pipeline, each worked out by hand on a few opportunities."""

from datetime import date
from fractions import Fraction

import pytest

from db.access import SYSTEM
from db.buckets import Grain
from db.measure import measure
from db.models.sales import Opportunity
from db.periods import Period, month, quarter, year
from db.pipeline import Lens
from db.queries.pipeline_ageing import age_classes, ageing, ageing_rows
from db.queries.pipeline_changes import change_rows, change_sums
from db.queries.pipeline_forecast import forecast_rows, forecasts, off_by
from db.queries.pipeline_funnel import funnel, funnel_rows
from db.queries.pipeline_velocity import velocity, velocity_rows
from db.run import run
from db.session import reading
from db.summaries import rebuild
from factories import (
    change,
    company,
    customer,
    fen,
    hand_over,
    hire,
    member,
    moved,
    opportunity,
    place,
    put_off,
    repriced,
)
from factories_money import policy, target

SALES = Lens("relationship")
SECOND = quarter(date(2026, 4, 1))
JUNE = month(date(2026, 6, 1))


@pytest.fixture
def branch(url):
    company()
    return {"li": hire("li", name="李娜"), "far": hire("far", unit="D2T1"), "chen": hire("chen", "manager")}


def way(owner, *steps, premium=100, close="2026-09-01", **fields):
    """An opportunity that entered each stage on its day, with the history that tells so."""
    (first, opened), *later = steps
    stage = steps[-1][0]
    ended = stage if stage in ("won", "lost") else None
    made = opportunity(
        customer(owner), first, opened_on=opened, premium=premium, expected_close=date.fromisoformat(close), **fields
    )
    before, entered = first, date.fromisoformat(opened)
    for code, on in later:
        moved(made, before, code, on, days=(date.fromisoformat(on) - entered).days)
        before, entered = code, date.fromisoformat(on)
    change(
        Opportunity, made, stage=stage, stage_since=entered, evidence_on=entered, outcome=ended or "open",
        closed_on=entered if ended else None,
    )  # fmt: skip
    return made


def ask(me, report, *asked, **named):
    with reading(me) as session:
        return report(session, me, *asked, **named)


def rebuilt(session, actor) -> None:
    rebuild(session)


def ids(behind):
    return {row.id for row in behind.rows}


# -- funnel -----------------------------------------------------------------------------------------------------------


def test_the_funnel_by_hand(branch):
    """Of five opened in April, four came to needs, three to quotation (one by going straight there), one was won."""
    li = branch["li"]
    stays = way(li, ("contact", "2026-04-01"))
    lost = way(li, ("contact", "2026-04-02"), ("needs", "2026-04-10"), ("lost", "2026-04-20"), premium=200)
    back = way(li, ("contact", "2026-04-03"), ("needs", "2026-04-09"), ("quote", "2026-04-15"), ("needs", "2026-05-01"))
    skips = way(li, ("contact", "2026-04-04"), ("quote", "2026-04-30"))
    steps = [("contact", "2026-04-05"), ("needs", "2026-04-06"), ("quote", "2026-04-07"), ("decision", "2026-04-08")]
    won = way(li, *steps, ("won", "2026-05-05"), premium=300)
    may = way(li, ("contact", "2026-05-01"), ("needs", "2026-05-11"))
    way(li, ("contact", "2026-03-31"), ("needs", "2026-04-11"))
    opportunity(customer(li), "set_up", kind="project", opened_on="2026-04-01")
    chen = branch["chen"]
    found = ask(chen, funnel, SALES, SECOND, Grain.MONTH)
    assert found.steps == ("contact", "needs", "quote", "decision", "won")
    april, of_may = found.cohorts
    assert (april.key, april.opened, april.still_open, april.reached) == ("2026-04", 5, 3, (5, 4, 3, 1, 1))
    assert (of_may.key, of_may.opened, of_may.still_open, of_may.reached) == ("2026-05", 1, 1, (1, 1, 0, 0, 0))
    assert found.whole.reached == (6, 5, 3, 1, 1)
    assert [april.conversion(step) for step in range(5)] == [1, Fraction(4, 5), Fraction(3, 4), Fraction(1, 3), 1]
    assert (april.share(4), of_may.conversion(3)) == (Fraction(1, 5), None)
    behind = [ask(chen, funnel_rows, SALES, SECOND, step, limit=50) for step in range(5)]
    assert [ids(one) for one in behind] == [
        {stays, lost, back, skips, won, may}, {lost, back, skips, won, may}, {back, skips, won}, {won}, {won},
    ]  # fmt: skip
    assert [one.count for one in behind] == list(found.whole.reached)
    assert behind[1].total == fen(200 + 100 + 100 + 300 + 100)
    assert [cohort.key for cohort in ask(chen, funnel, SALES, SECOND, Grain.QUARTER).cohorts] == ["2026-Q2"]


# -- velocity ---------------------------------------------------------------------------------------------------------


def test_the_velocity_by_hand(branch):
    """Contact was left after 4, 10 and 16 days in May (mean 10, median 10) and after 30 in June: in all 15 and 13."""
    li, chen = branch["li"], branch["chen"]
    short = way(li, ("contact", "2026-05-01"), ("needs", "2026-05-05"))
    way(li, ("contact", "2026-05-01"), ("needs", "2026-05-11"))
    way(li, ("contact", "2026-05-01"), ("needs", "2026-05-17"))
    way(li, ("contact", "2026-05-02"), ("needs", "2026-06-01"), ("won", "2026-06-21"))
    way(li, ("contact", "2026-01-02"), ("lost", "2026-01-31"))
    way(li, ("contact", "2026-06-01"))
    found = {(pace.stage, pace.month): pace for pace in ask(chen, velocity, SALES, SECOND)}
    may, june, whole = (found["contact", key] for key in ("2026-05", "2026-06", ""))
    assert (may.stays, may.mean, may.median) == (3, 10, 10)
    assert (june.stays, june.mean, june.median) == (1, 30, 30)
    assert (whole.stays, whole.mean, whole.median) == (4, 15, 13)
    assert (found["needs", ""].mean, found["won", ""].median) == (20, 50)
    assert "quote" not in {stage for stage, _month in found}
    behind = ask(chen, velocity_rows, SALES, month(date(2026, 5, 1)), "contact", limit=50)
    assert (behind.count, sum(row.days for row in behind.rows)) == (3, 30)
    assert next(row for row in behind.rows if row.id == short).after == "needs"
    [win] = ask(chen, velocity_rows, SALES, SECOND, "won", limit=50).rows
    assert win.days == 50
    with reading(chen) as session:
        stays = [pace for (stage, key), pace in found.items() if not key and stage != "won"]
        wanted = Fraction(sum(pace.days for pace in stays), sum(pace.stays for pace in stays))
        assert measure(session, chen, "stage_days", period=SECOND).total == wanted


# -- ageing -----------------------------------------------------------------------------------------------------------


def test_the_age_of_what_stands_by_hand(branch):
    li, chen = branch["li"], branch["chen"]
    assert age_classes() == [(0, 14), (15, 30), (31, 60), (61, 90), (91, None)]
    fresh = way(li, ("contact", "2026-06-16"), premium=1)
    month_old = way(li, ("contact", "2026-06-15"), premium=2)
    stalled = way(li, ("contact", "2026-05-31"), premium=4)
    old = way(li, ("needs", "2026-03-31"), premium=8)
    way(li, ("contact", "2026-06-01"), ("lost", "2026-06-30"))
    found = {(one.stage, one.age): one for one in ask(chen, ageing, SALES)}
    assert {key: (one.count, one.premium) for key, one in found.items()} == {
        ("contact", 0): (1, fen(1)), ("contact", 1): (2, fen(6)), ("needs", 4): (1, fen(8)),
    }  # fmt: skip
    assert [(one.stalled, one.stalled_premium) for one in found.values()] == [(0, 0), (1, fen(4)), (1, fen(8))]
    assert ids(ask(chen, ageing_rows, SALES, "contact", 0, limit=50)) == {fresh}
    behind = ask(chen, ageing_rows, SALES, "contact", 1, limit=50)
    assert (ids(behind), behind.total, [row.days for row in behind.rows]) == ({month_old, stalled}, fen(6), [30, 15])
    assert ids(ask(chen, ageing_rows, SALES, "needs", None, stalled=True, limit=50)) == {old}


# -- changes ----------------------------------------------------------------------------------------------------------


def test_the_changes_of_a_week_by_hand(branch):
    li, chen = branch["li"], branch["chen"]
    week = date(2026, 6, 24)
    won = way(li, ("decision", "2026-05-01"), ("won", "2026-06-24"), premium=900)
    new = way(li, ("contact", "2026-06-29"), ("needs", "2026-06-30"), premium=50)
    up = way(li, ("contact", "2026-05-01"), ("needs", "2026-06-25"), ("quote", "2026-06-26"), premium=70)
    round_trip = way(li, ("contact", "2026-05-01"), ("needs", "2026-06-25"), ("contact", "2026-06-26"), premium=80)
    back = way(li, ("quote", "2026-05-01"), ("needs", "2026-06-25"), premium=60)
    repriced(up, 100, 150, "2026-06-25")
    repriced(up, 150, 70, "2026-06-26")
    repriced(back, 60, 65, "2026-06-25")
    repriced(back, 65, 60, "2026-06-26")
    repriced(won, 800, 900, "2026-06-23")
    put_off(round_trip, "2026-07-01", "2026-08-01", "2026-06-25")
    found = {one.what: (one.count, one.premium) for one in ask(chen, change_sums, Lens(), week)}
    assert found == {
        "won": (1, fen(900)), "opened": (1, fen(50)), "forward": (1, fen(70)), "back": (1, fen(60)),
        "lowered": (1, fen(30)), "later": (1, fen(80)),
    }  # fmt: skip
    every = ask(chen, change_rows, Lens(), week, "", limit=50)
    assert [row.id for row in every.rows] == [won, round_trip, up, back, new, up]
    assert every.count == sum(count for count, _premium in found.values())
    assert every.total == sum(premium for _count, premium in found.values())
    [priced] = ask(chen, change_rows, Lens(), week, "lowered", limit=50).rows
    assert (priced.before, priced.after, priced.amount) == (str(fen(100)), str(fen(70)), fen(30))
    [later] = ask(chen, change_rows, Lens(), week, "later", limit=50).rows
    assert (later.before, later.after, later.days) == ("2026-07-01", "2026-08-01", 31)
    [forward] = ask(chen, change_rows, Lens(), week, "forward", limit=50).rows
    assert (forward.before, forward.after) == ("contact", "quote")


# -- forecast ---------------------------------------------------------------------------------------------------------


def test_the_forecast_of_a_past_month_knows_nothing_of_what_came_later(branch):
    """On 1 June stood: 1,000 in decision (75 %) due in June, 400 in quotation (50 %) overdue. Forecast 750 + 200."""
    li, chen = branch["li"], branch["chen"]
    sure = way(li, ("contact", "2026-04-01"), ("decision", "2026-05-20"), ("won", "2026-06-15"), premium=1_200,
               close="2026-06-15")  # fmt: skip
    repriced(sure, 1_000, 1_200, "2026-06-10")
    overdue = way(li, ("quote", "2026-04-01"), ("lost", "2026-06-20"), premium=400, close="2026-05-20")
    hastened = way(li, ("needs", "2026-04-01"), ("won", "2026-06-30"), premium=500, close="2026-06-30")
    put_off(hastened, "2026-08-01", "2026-06-30", "2026-06-25")
    way(li, ("contact", "2026-06-01"), ("won", "2026-06-08"), premium=40, close="2026-06-08")
    way(li, ("contact", "2026-04-01"), ("lost", "2026-05-31"), close="2026-06-20")
    slipped = way(li, ("decision", "2026-03-01"), premium=100, close="2026-09-01")
    put_off(slipped, "2026-05-31", "2026-09-01", "2026-05-31")
    may, june = ask(chen, forecasts, Lens(), 1)
    assert (june.due, june.due_premium, june.committed) == (2, fen(1_400), fen(1_000))
    assert june.weighted == fen(750 + 200)
    assert (june.won, june.won_premium, june.kept_premium) == (3, fen(1_740), fen(1_200))
    assert june.error("weighted") == Fraction(950 - 1_740, 1_740)
    assert (may.due, may.weighted) == (2, fen(400 * 0.5 + 100 * 0.75))
    behind = ask(chen, forecast_rows, Lens(), date(2026, 6, 1), "weighted", limit=50)
    assert [(row.id, row.amount, row.before, row.days) for row in behind.rows] == [
        (sure, fen(750), "decision", 75), (overdue, fen(200), "quote", 50),
    ]  # fmt: skip
    assert behind.total == june.weighted
    committed = ask(chen, forecast_rows, Lens(), date(2026, 6, 1), "committed", limit=50)
    assert (ids(committed), committed.total) == ({sure}, june.committed)
    won = ask(chen, forecast_rows, Lens(), date(2026, 6, 1), "won", limit=50)
    assert (won.count, won.total) == (june.won, june.won_premium)


def test_how_far_forecasts_were_off(branch):
    """May promised 50 and won 100, April promised 60 and won 20: off by 90 of 120, ten too little in all."""
    li, chen = branch["li"], branch["chen"]
    way(li, ("quote", "2026-03-01"), ("won", "2026-05-10"), premium=100, close="2026-05-10")
    won = way(li, ("contact", "2026-04-02"), ("won", "2026-04-09"), premium=20, close="2026-04-09")
    late = way(li, ("quote", "2026-03-01"), premium=120, close="2026-12-01")
    put_off(late, "2026-04-30", "2026-12-01", "2026-04-20")
    found = ask(chen, forecasts, Lens(), 2)
    assert [(one.month.month, one.weighted, one.won_premium) for one in found] == [
        (4, fen(60), fen(20)), (5, fen(50), fen(100)), (6, 0, 0),
    ]  # fmt: skip
    assert off_by(found, "weighted") == (Fraction(90, 120), Fraction(-10, 120))
    assert ids(ask(chen, forecast_rows, Lens(), date(2026, 4, 1), "won", limit=5)) == {won}


# -- coverage ---------------------------------------------------------------------------------------------------------


def test_the_coverage_by_hand(branch):
    """A target of 1,000, of which 400 are signed: 600 are left. 900 × 30 % + 300 × 30 % come to 360: 60 %."""
    li, chen = branch["li"], branch["chen"]
    target("D1T1", "signed_premium", "2026-06-01", fen(1_000))
    policy(customer(li), 400, "2026-06-05")
    opportunity(customer(li), premium=900)
    opportunity(customer(li), premium=300)
    run(rebuilt, SYSTEM)
    with reading(chen) as session:
        assert measure(session, chen, "coverage", period=JUNE).total == Fraction(60, 100)
        [row] = measure(session, chen, "coverage", by=["team"], period=JUNE).rows
        assert (row.keys, row.value) == (("D1T1",), Fraction(60, 100))


# -- scope and emptiness ----------------------------------------------------------------------------------------------


def test_reports_follow_todays_owner_and_neither_members_nor_other_teams(branch):
    li, far, chen = branch["li"], branch["far"], branch["chen"]
    theirs = customer(far)
    member(theirs, li)
    opportunity(theirs, opened_on="2026-05-01")
    assert ask(chen, funnel, SALES, SECOND, Grain.MONTH).whole.opened == 0
    hand_over(theirs, li, "2026-06-01")
    assert ask(chen, funnel, SALES, SECOND, Grain.MONTH).whole.opened == 1
    for name, code, opened in (
        ("salesperson", "li", 1),
        ("salesperson", "x", 0),
        ("team", "D1T1", 1),
        ("team", "D2T1", 0),
    ):
        lens = Lens("relationship", ((name, code),))
        assert ask(chen, funnel, lens, SECOND, Grain.MONTH).whole.opened == opened
    place(li, "D1T2", "2026-06-30")
    assert ask(chen, funnel, SALES, SECOND, Grain.MONTH).whole.opened == 0


@pytest.mark.parametrize("role", ["manager", "claims", "service", "analyst", "admin"])
def test_an_empty_pipeline_and_roles_without_one(url, role):
    company()
    me = hire("somebody", role)
    whole = year(2026)
    assert ask(me, funnel, SALES, whole, Grain.MONTH).whole.opened == 0
    assert ask(me, velocity, SALES, whole) == ask(me, ageing, SALES) == []
    assert ask(me, change_sums, Lens(), date(2026, 6, 1)) == []
    assert all(one.weighted == one.won_premium == 0 for one in ask(me, forecasts, Lens(), 2))
    for behind in (
        ask(me, funnel_rows, SALES, whole, 0, limit=5),
        ask(me, velocity_rows, SALES, whole, "contact", limit=5),
        ask(me, ageing_rows, SALES, "contact", 0, limit=5),
        ask(me, change_rows, Lens(), date(2026, 6, 1), "", limit=5),
        ask(me, forecast_rows, Lens(), date(2026, 6, 1), "won", limit=5),
    ):
        assert (behind.count, behind.total, behind.rows) == (0, 0, [])
    assert Period().days > 0
