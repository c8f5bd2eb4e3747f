"""The board: a pile a stage, its count and sum whole, its cards a page; and who put their close day off."""

from datetime import date

import pytest

from db.queries import opportunities as sales
from db.queries.sale_history import close_moves
from db.session import reading
from factories import company, customer, hire, opportunity, put_off
from opening import counting

ASKED = sales.Asked(kind="relationship")


@pytest.fixture
def li(url):
    company()
    return hire("li")


def ask(me, query, *args, **named):
    with reading(me) as session:
        return query(session, me, *args, **named)


def test_a_pile_a_stage_in_their_order_and_the_next_to_close_first(li):
    late = opportunity(theirs := customer(li), "needs", premium=100, expected_close=date(2026, 9, 1))
    soon = opportunity(theirs, "needs", premium=50, expected_close=date(2026, 8, 1))
    opportunity(theirs, "won")
    opportunity(theirs, "survey", kind="project")
    piles = ask(li, sales.board, ASKED)
    assert [pile.stage for pile in piles] == ["contact", "needs", "quote", "decision"]
    assert [(pile.count, pile.premium) for pile in piles] == [(0, 0), (2, 15_000), (0, 0), (0, 0)]
    assert [row.id for row in piles[1].rows] == [soon, late]


def test_a_pile_shows_a_page_and_counts_all(li):
    for _each in range(5):
        opportunity(customer(li), "quote", premium=10)
    pile = ask(li, sales.board, ASKED, most=3)[2]
    assert (pile.count, pile.premium, len(pile.rows)) == (5, 5_000, 3)


def test_the_board_takes_a_bounded_number_of_queries(li):
    for stage in ("contact", "needs", "quote", "decision"):
        for _each in range(6):
            opportunity(customer(li), stage)
    with counting() as sent:
        ask(li, sales.board, ASKED)
    assert len([statement for statement in sent if "FROM opportunity" in statement]) <= 6


def test_a_stage_that_is_no_longer_declared_keeps_its_pile(li):
    opportunity(customer(li), "handshake")
    assert [pile.stage for pile in ask(li, sales.board, ASKED)][-1] == "handshake"


def test_how_often_and_how_far_a_close_day_was_moved(li):
    made = opportunity(theirs := customer(li), "quote")
    put_off(made, "2026-06-01", "2026-07-01")
    put_off(made, "2026-07-01", "2026-06-21")
    put_off(made, "2026-06-21", "2026-07-16")
    once = opportunity(theirs, "quote")
    put_off(once, "2026-06-01", "2026-07-01")
    row = ask(li, sales.opportunity, made)
    assert (row.close_moves, row.slips, row.slip_days) == (3, 2, 45)
    assert [move.days for move in ask(li, close_moves, made)] == [25, -10, 30]
    slipped = ask(li, sales.opportunities, sales.Asked(slipped=True))
    assert [row.id for row in slipped] == [made]
    assert ask(li, sales.count_opportunities, sales.Asked(slipped=True))[0] == 1
    assert ask(hire("far", unit="D2T1"), close_moves, made) == []
