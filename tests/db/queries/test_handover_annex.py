"""The annex of a certificate: what it lists adds up to what the certificate says, and no later change slips in."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from db.access import SYSTEM
from db.errors import Denied
from db.handover_figures import sealed
from db.models.customers import Customer
from db.models.handovers import Handover, HandoverLine
from db.queries.certificates import certificate
from db.queries.handover_annex import handover_annex
from db.session import reading
from factories import change, one
from leaving import agreed, branch, carried_out

NAMES = ("=cmd|' /C calc'!A0", "<b>粗</b> & 茶行", "很长" * 60, "O'Neill “Sons”")


@pytest.fixture
def team(url):
    made = branch()
    for number, name in zip(made.mine, NAMES, strict=True):
        change(Customer, number, name=name)
    return made


@pytest.fixture
def done(team):
    made = agreed(team)
    carried_out(team, made)
    return made


def annex(made, actor=SYSTEM):
    with reading(actor) as session:
        return handover_annex(session, actor, made)


def sums(rows):
    return {
        name: (
            sum(row.successor == name for row in rows),
            *(
                sum(getattr(row, kind) for row in rows if row.successor == name)
                for kind in ("policies", "premium", "overdue")
            ),
        )
        for name in {row.successor for row in rows}
    }


def test_every_customer_stands_there_and_the_sums_are_those_of_the_certificate(team, done):
    listed = annex(done)
    assert [row.name for row in listed.rows] == list(NAMES)
    assert [row.policies for row in listed.rows] == [1, 1, 1, 1]
    with reading(team.boss) as session:
        found = certificate(session, team.boss, done)
    taken = {one.name: (one.customers, one.policies, one.premium, one.overdue) for one in found.successors}
    assert sums(listed.rows) == {name: figures for name, figures in taken.items() if figures[0]}
    assert sum(row.overdue for row in listed.rows) > 0
    assert {one.name for one in found.signed} == set(taken)


def test_it_is_what_the_hash_covers(team, done):
    assert (annex(done).sealed, annex(done).intact) == (True, True)
    # What a customer is called since is no change of what was handed over.
    change(Customer, team.mine[1], name="新名字")
    assert annex(done).intact
    assert annex(done).rows[1].name == NAMES[1]
    line = one(select(HandoverLine.id).where(HandoverLine.customer_id == team.mine[0]))
    for tampered in ({"premium": 1}, {"name": "别人"}, {"overdue": 0}, {"policies": 9}):
        before = one(select(HandoverLine).where(HandoverLine.id == line))
        change(HandoverLine, line, **tampered)
        assert not annex(done).intact
        change(HandoverLine, line, **{name: getattr(before, name) for name in tampered})
    assert annex(done).intact


def test_a_successor_gets_the_customers_that_came_to_them(team, done):
    mine = annex(done, team.takers[0])
    assert {row.successor for row in mine.rows} == {"ann"}
    assert 0 < len(mine.rows) < len(NAMES)
    assert mine.intact
    with pytest.raises(Denied):
        annex(done, team.far)


def test_a_certificate_from_before_lists_what_is_known_today(team, done):
    after = json.loads(one(select(Handover.after).where(Handover.id == done)))
    del after["list_digest"]
    change(Handover, done, after=json.dumps(after))
    for line in (row.line_id for row in annex(done).rows):
        change(HandoverLine, line, number="", name="", policies=None)
    change(Customer, team.mine[0], name="今名")
    old = annex(done)
    assert (old.sealed, old.intact) == (False, True)
    assert (old.rows[0].name, old.rows[0].policies) == ("今名", None)


def test_the_hash_of_a_certificate_from_before_is_still_its_own():
    at = datetime(2026, 6, 30, 4, 0, 5, tzinfo=UTC)
    taken = '{"customers": 1, "successors": [{"customers": 1, "items": 2, "person_id": 4, "premium": 300}]}'
    day = date(2026, 6, 30)
    issued = Handover(
        id=7, leaver_id=2, unit_id=3, reason="left", last_day=day, effective_on=day, opened_by_id=1,
        opened_on=date(2026, 6, 1), giver_signed_at=at, giver_signed_by_id=2, done_at=at, done_by_id=1,
        before='{"customers": 1}', after=taken,
    )  # fmt: skip
    assert sealed(issued) == "1746b6ed6df73846f0536627174c84dde5f828943c2166919996a12b42404e92"
