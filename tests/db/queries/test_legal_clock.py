"""The days that the law leaves to tell the holders of personal policies who serves them now, by hand."""

from datetime import date

import pytest

from db.models.handovers import Handover, HandoverLine
from db.periods import now
from db.queries.handover_counts import count_handovers
from db.queries.handover_lines import handover_lines
from db.queries.legal_clock import legal_clock
from db.session import reading
from factories import activity, company, customer, hire, product, write
from factories_money import end_cover, policy


@pytest.fixture
def team(url, monkeypatch):
    monkeypatch.setenv("BAOKE_TODAY", "2026-07-10")
    company()
    product("medical", line="health")
    product("travel", line="accident")
    return {login: hire(login) for login in ("li", "wang", "zhao")} | {"chen": hire("chen", "manager")}


def handed_over(team, *customers, done=True, last_day="2026-06-30"):
    """What Li held, from the day on with Wang."""
    last = date.fromisoformat(last_day)
    handover = write(
        Handover(
            leaver_id=team["li"].person_id, unit_id=team["li"].unit_id, reason="left", last_day=last, opened_on=last,
            effective_on=last, state="done" if done else "agreed", done_at=now() if done else None,
        )
    )  # fmt: skip
    for number in customers:
        to = team["wang"].person_id
        write(HandoverLine(handover_id=handover, customer_id=number, successor_id=to, overdue=number % 2))
    return handover


def asked(me, handover):
    with reading(me) as session:
        return legal_clock(session, me, handover)


def test_policies_of_over_a_year_on_persons_count_and_no_others(team):
    insured = customer(team["wang"])
    policy(insured, 1_500, "2025-09-01", "2027-09-01", product_code="medical")
    policy(insured, 3_900, "2025-09-01", "2027-09-01", product_code="car")
    policy(insured, 40, "2026-07-01", "2026-07-31", product_code="travel")
    policy(insured, 1_500, "2023-01-01", "2026-01-01", product_code="medical")
    end_cover(policy(insured, 400, "2025-09-02", "2027-09-02", product_code="travel"), "2026-03-01")
    clock = asked(team["chen"], handed_over(team, insured))
    assert (clock.policies, clock.told, clock.until, clock.days_left) == (1, 0, date(2026, 7, 30), 20)


@pytest.mark.parametrize(
    ("inception", "expiry", "meant"),
    [
        ("2026-01-01", "2027-01-01", 0),  # from 1 January until 31 December: 365 days, one year
        ("2026-01-01", "2027-01-02", 1),  # until 1 January of the year after: over one year
        ("2027-06-01", "2028-06-01", 0),  # 366 days with a 29 February within, and still one year
        ("2027-06-01", "2028-05-31", 0),  # 365 days, and a day less than a year
        ("2028-02-29", "2029-03-01", 0),  # from 29 February until 28 February: one year
        ("2028-02-29", "2029-03-02", 1),  # until 1 March: over one year
        ("2027-02-28", "2028-02-28", 0),
        ("2027-02-28", "2028-02-29", 1),  # until 28 February, the same day of the year after
        ("2027-03-01", "2028-03-01", 0),  # until 29 February
    ],
)
def test_over_one_year_is_a_matter_of_the_calendar(team, monkeypatch, inception, expiry, meant):
    insured = customer(team["wang"])
    policy(insured, 1_500, inception, expiry, product_code="medical")
    monkeypatch.setenv("BAOKE_TODAY", inception)
    assert asked(team["chen"], handed_over(team, insured)).policies == meant


def test_a_first_contact_by_the_successor_counts_as_told(team):
    told, earlier, by_another = (customer(team["wang"]) for _ in range(3))
    for number in (told, earlier, by_another):
        policy(number, 1_500, "2025-09-01", "2027-09-01", product_code="medical")
    activity(told, "2026-06-30", team["wang"], status="done", done_on="2026-06-30")
    activity(earlier, "2026-06-29", team["wang"], status="done", done_on="2026-06-29")
    activity(by_another, "2026-07-02", team["zhao"], status="done", done_on="2026-07-02")
    handover = handed_over(team, told, earlier, by_another)
    clock = asked(team["chen"], handover)
    assert (clock.policies, clock.told) == (3, 1)
    with reading(team["chen"]) as session:
        waiting = handover_lines(session, team["chen"], handover, waiting=True)
        every = handover_lines(session, team["chen"], handover)
    assert {line.customer_id for line in waiting} == {earlier, by_another}
    assert {line.customer_id for line in every if line.first_contact_on} == {told}


def test_before_anything_has_moved_nobody_is_told(team):
    number = customer(team["wang"])
    policy(number, 1_500, "2025-09-01", "2027-09-01", product_code="medical")
    activity(number, "2026-07-01", team["wang"], status="done", done_on="2026-07-01")
    assert asked(team["chen"], handed_over(team, number, done=False)).told == 0


def test_the_clock_runs_over(team):
    assert asked(team["chen"], handed_over(team, last_day="2026-05-01")).days_left == -40


def test_who_has_no_part_in_it_sees_no_clock_and_counts_none(team):
    handover = handed_over(team, customer(team["wang"]))
    assert asked(team["zhao"], handover) is None
    for login, many in (("zhao", 0), ("li", 1), ("wang", 1), ("chen", 1)):
        with reading(team[login]) as session:
            assert count_handovers(session, team[login]) == many
            assert count_handovers(session, team[login], states=["draft"]) == 0


def test_the_most_urgent_come_first(team):
    late, soon, later = (customer(team["wang"]) for _ in range(3))
    handover = handed_over(team)
    figures = {later: (0, date(2026, 9, 1)), soon: (0, date(2026, 8, 1)), late: (100, None)}
    for number, (overdue, expiry) in figures.items():
        to = team["wang"].person_id
        made = HandoverLine(
            handover_id=handover, customer_id=number, successor_id=to, overdue=overdue, next_expiry=expiry
        )
        write(made)
    with reading(team["wang"]) as session:
        lines = handover_lines(session, team["wang"], handover, sort="urgency")
    assert [line.customer_id for line in lines] == [late, soon, later]
