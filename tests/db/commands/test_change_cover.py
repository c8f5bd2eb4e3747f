"""A cover that runs lasts longer than planned, or somebody else has to stand in: without ending and beginning anew."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.begin_cover import begin_cover
from db.commands.change_cover import change_cover
from db.commands.end_cover import end_cover
from db.commands.settle_access import settle_access
from db.errors import Denied, Invalid, Refusal, Stale
from db.models.covers import Cover
from db.models.customers import Membership
from db.models.system import Audit
from db.models.work import Activity
from db.queries.customers import Asked, customers
from db.queries.inbox import notices
from db.run import run
from db.session import reading
from factories import activity, company, customer, hire, member, one, owner_of

TODAY = date(2026, 6, 30)
LAST = TODAY + timedelta(6)


@pytest.fixture
def team(url):
    company()
    return {
        "li": hire("li", name="李娜"),
        "wang": hire("wang", name="王敏"),
        "zhao": hire("zhao", name="赵远"),
        "chen": hire("chen", "manager", name="陈经理"),
        "far": hire("far", unit="D2T1"),
    }


@pytest.fixture
def begun(team):
    """Li has a customer with a visit in four days and one in nine, and Wang stands in for a week."""
    made = customer(team["li"])
    visits = [activity(made, TODAY + timedelta(days), team["li"]) for days in (4, 9)]
    people = {"absent_id": team["li"].person_id, "substitute_id": team["wang"].person_id}
    cover = run(begin_cover, team["chen"], **people, planned_from=TODAY, until=LAST, reason="illness")
    return {"customer": made, "visits": visits, "cover": cover}


def changed(team, begun, by="chen", substitute="wang", until=LAST, **order):
    """The order to change it, as it stands now."""
    version = one(select(Cover.version).where(Cover.id == begun["cover"]))
    order = {"cover_id": begun["cover"], "version": version} | order
    return run(change_cover, team[by], substitute_id=team[substitute].person_id, until=until, **order)


def doing(begun):
    return [one(select(Activity.person_id).where(Activity.id == visit)) for visit in begun["visits"]]


def seen(me):
    with reading(me) as session:
        return {row.id for row in customers(session, me, Asked())}


def test_it_lasts_longer_and_what_falls_due_meanwhile_is_done_by_who_stands_in(team, begun, monkeypatch):
    li, wang = team["li"].person_id, team["wang"].person_id
    assert doing(begun) == [wang, li]
    changed(team, begun, until=TODAY + timedelta(10))
    assert doing(begun) == [wang, wang]
    assert one(select(Membership.until)) == TODAY + timedelta(10)
    monkeypatch.setenv("BAOKE_TODAY", (LAST + timedelta(1)).isoformat())
    run(settle_access, SYSTEM, today=LAST + timedelta(1))
    assert seen(team["wang"]) == {begun["customer"]}
    monkeypatch.setenv("BAOKE_TODAY", (TODAY + timedelta(11)).isoformat())
    run(settle_access, SYSTEM, today=TODAY + timedelta(11))
    assert seen(team["wang"]) == set()
    assert doing(begun) == [li, li]


def test_it_ends_earlier_by_itself(team, begun, monkeypatch):
    changed(team, begun, until=TODAY)
    monkeypatch.setenv("BAOKE_TODAY", (TODAY + timedelta(1)).isoformat())
    run(settle_access, SYSTEM, today=TODAY + timedelta(1))
    assert one(select(Cover.ended_on)) == TODAY + timedelta(1)
    assert seen(team["wang"]) == set()


def test_somebody_else_stands_in_from_today_on(team, begun):
    changed(team, begun, substitute="zhao")
    assert (seen(team["wang"]), seen(team["zhao"])) == (set(), {begun["customer"]})
    assert doing(begun) == [team["zhao"].person_id, team["li"].person_id]
    assert owner_of(begun["customer"]) == team["li"].person_id
    assert one(select(Cover.began_on)) == TODAY
    run(end_cover, team["chen"], cover_id=begun["cover"], version=one(select(Cover.version)))
    assert seen(team["zhao"]) == set()
    assert doing(begun) == [team["li"].person_id] * 2


def test_who_only_read_before_reads_again_once_somebody_else_stands_in(team):
    made = customer(team["li"])
    member(made, team["wang"])
    people = {"absent_id": team["li"].person_id, "substitute_id": team["wang"].person_id}
    cover = run(begin_cover, team["chen"], **people, planned_from=TODAY, until=LAST, reason="leave")
    changed(team, {"cover": cover}, substitute="zhao")
    open_ones = select(Membership.can_write, Membership.cover_id).where(col(Membership.open) == 1)
    assert one(open_ones.where(Membership.person_id == team["wang"].person_id)) == (0, None)
    assert one(open_ones.where(Membership.person_id == team["zhao"].person_id)) == (1, cover)


def test_a_planned_one_is_changed_and_nobody_sees_more_before_it_begins(team):
    made = customer(team["li"])
    people = {"absent_id": team["li"].person_id, "substitute_id": team["wang"].person_id}
    days = {"planned_from": TODAY + timedelta(3), "until": LAST}
    cover = run(begin_cover, team["li"], **people, **days, reason="leave")
    changed(team, {"cover": cover}, by="li", substitute="zhao", until=LAST + timedelta(1))
    assert one(select(Cover.substitute_id, Cover.until)) == (team["zhao"].person_id, LAST + timedelta(1))
    assert made not in seen(team["zhao"])


def test_all_three_are_told_and_the_audit_has_what_changed(team, begun):
    changed(team, begun, substitute="zhao", until=LAST + timedelta(2))
    for name in ("li", "wang", "zhao"):
        with reading(team[name]) as session:
            assert any(row.cause.startswith("cover_changed") for row in notices(session, team[name]))
    noted = json.loads(one(select(Audit.change).where(Audit.command == "change_cover", Audit.outcome == "done")))
    assert noted["substitute_id"] == [team["wang"].person_id, team["zhao"].person_id]
    assert noted["until"] == [LAST.isoformat(), (LAST + timedelta(2)).isoformat()]
    assert noted["customers"] == [1, 1]


def test_what_cannot_be_is_refused_and_nothing_moves(team, begun):
    run(
        begin_cover, team["chen"], absent_id=team["zhao"].person_id, substitute_id=team["chen"].person_id,
        planned_from=TODAY, until=LAST, reason="leave",
    )  # fmt: skip
    for order, sentence in (
        ({"until": TODAY - timedelta(1)}, "covers.ends_before"),
        ({"until": TODAY + timedelta(400)}, "covers.too_long"),
        ({"substitute": "zhao"}, "covers.away"),
        ({"substitute": "li"}, "covers.not_a_colleague"),
        ({"substitute": "far"}, "covers.not_a_colleague"),
    ):
        with pytest.raises(Invalid) as told:
            changed(team, begun, **order)
        assert sentence in told.value.fields.values()
    with pytest.raises(Refusal, match="Neither"):
        changed(team, begun)
    with pytest.raises(Stale):
        changed(team, begun, until=LAST + timedelta(1), version=7)
    with pytest.raises(Denied):
        changed(team, begun, by="wang", until=LAST + timedelta(1))
    assert one(select(Cover.until).where(Cover.id == begun["cover"])) == LAST
    assert seen(team["wang"]) == {begun["customer"]}


def test_one_that_is_over_stays_over(team, begun):
    run(end_cover, team["chen"], cover_id=begun["cover"], version=one(select(Cover.version)))
    with pytest.raises(Refusal, match="ended already"):
        changed(team, begun, until=LAST + timedelta(1))
