"""The week of the pipeline, worked out by hand: each opportunity once, by what the week as a whole did to it."""

from datetime import date

import pytest

from db.queries.review import changes, next_steps
from db.rules.turns import Turn, turn_of
from db.session import reading
from factories import company, customer, hire, member, moved, opportunity

TODAY = date(2026, 6, 30)


@pytest.fixture
def branch(url):
    company()
    return {"li": hire("li", name="李娜"), "far": hire("far", unit="D2T1"), "chen": hire("chen", "manager")}


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [
        (None, "contact", Turn.OPENED),
        ("contact", "quote", Turn.FORWARD),
        ("quote", "needs", Turn.BACK),
        ("decision", "won", Turn.WON),
        (None, "lost", Turn.LOST),
        ("needs", "needs", Turn.NONE),
        ("prospecting", "needs", Turn.NONE),
    ],
)
def test_what_a_move_is(before, after, turn):
    assert turn_of("relationship", before, after) is turn


def test_several_moves_of_a_week_are_one_and_older_ones_are_none(branch):
    theirs = customer(branch["li"], "华东物流")
    up = opportunity(theirs, "quote", premium=100, title="甲")
    moved(up, "contact", "needs", "2026-06-25")
    moved(up, "needs", "quote", "2026-06-29")
    round_trip = opportunity(theirs, "needs", title="乙")
    moved(round_trip, "needs", "quote", "2026-06-25")
    moved(round_trip, "quote", "needs", "2026-06-26")
    won = opportunity(theirs, "won", premium=300, title="丙")
    moved(won, "decision", "won", "2026-06-24")
    opportunity(theirs, opened_on="2026-06-30", premium=200, title="丁")
    opportunity(theirs, opened_on="2026-06-23", title="戊")
    shared = customer(branch["far"])
    member(shared, branch["li"])
    opportunity(shared, opened_on="2026-06-30", title="己")
    with reading(branch["chen"]) as session:
        found = changes(session, branch["chen"], TODAY)
    assert [(row.title, row.turn, row.from_stage, row.to_stage) for row in found] == [
        ("丙", "won", "decision", "won"),
        ("丁", "opened", None, "contact"),
        ("甲", "forward", "contact", "quote"),
    ]
    assert {row.owner for row in found} == {"李娜"}


def test_who_holds_what_next(branch):
    theirs = customer(branch["li"])
    opportunity(theirs, title="无", premium=5)
    opportunity(theirs, title="到期", next_step="报价", next_step_on=date(2026, 6, 29))
    opportunity(theirs, title="以后", next_step="报价", next_step_on=date(2026, 7, 1))
    opportunity(theirs, "lost", title="失")
    with reading(branch["chen"]) as session:
        assert [row.title for row in next_steps(session, branch["chen"], TODAY)] == ["无", "到期"]
