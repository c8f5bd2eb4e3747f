"""The lines of a handover: what is missing of each, who gets all of them, what is noted, what a successor signs for."""

from datetime import date

import pytest
from sqlmodel import select

from components.words import plain, words
from db.commands.hand_over_book import hand_over_book
from db.commands.sign_handover import sign_handover
from db.holders import held_tables
from db.models.customers import Customer
from db.models.handovers import HandoverLine
from db.queries.handover_lines import handover_lines
from db.queries.handover_records import ALONG_ROWS, HELD_ROWS
from db.run import run
from db.session import reading
from factories import change, hire, one
from handover_pages import PAGE, hired, press, signed, split, the, three_customers, ticked
from opening import act, field, fine, frames, submit, texts


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setenv("BAOKE_TODAY", "2026-06-30")


@pytest.fixture
def team(url):
    return hired()


@pytest.fixture
def book(team):
    return three_customers(team["li"])


def takers(me):
    """Who takes something, as a leader sees it."""
    with reading(me) as session:
        return {line.successor_id for line in handover_lines(session, me, the().id)}


def test_the_gaps_of_a_line_are_named_and_lines_are_found_by_what_is_missing(team, visit, book):
    split(team, visit)
    change(Customer, book[1], needs="仓储扩建")
    for login in ("li", "chen"):
        at = visit(team[login], PAGE, id=str(the().id), sort="score")
        lines = frames(at)[-1]
        assert list(lines)[:3] == ["客户", "完整度", "还缺什么"]
        missing = dict(zip(lines["客户"], lines["还缺什么"], strict=True))
        assert "需求" in missing["华东物流0"]
        assert "需求" not in missing["华东物流1"]
        at = visit(team[login], PAGE, id=str(the().id), gap="needs")
        assert sorted(frames(at)[-1]["客户"]) == ["华东物流0", "华东物流2"]
        assert plain("handovers.line_count", rows=2) in texts(at)
    assert "还缺什么" not in frames(visit(team["wang"], PAGE, id=str(the().id)))[0]


def test_the_whole_list_is_given_once_that_is_confirmed(team, visit, book):
    split(team, visit)
    zhou = hire("zhou", name="周")
    at = ticked(visit(team["chen"], PAGE, id=str(the().id)), 0)
    field(at, "successor").set_value(zhou.person_id)
    field(at, "whole").set_value(True)
    at = submit(at, "choose_successor")
    assert plain("handovers.whole_ask", rows=3, name="周") in texts(at)
    assert takers(team["chen"]) == {team["wang"].person_id}
    (sure,) = [button for button in at.button if str(button.key).endswith(".sure")]
    at = fine(sure.click().run())
    assert plain("handovers.given", name="周", rows=3, changed=3) in texts(at)
    assert takers(team["chen"]) == {zhou.person_id}


def test_a_note_that_did_not_change_is_not_said_to_be_kept(team, visit, book):
    split(team, visit)
    at = ticked(visit(team["li"], PAGE, id=str(the().id)), 0)
    assert field(at, "note").proto.max_chars == 500
    at = submit(at, "note_line")
    assert plain("handovers.note_same", most=500) in texts(at)
    field(at, "note").set_value("每季度回访")
    at = submit(at, "note_line")
    assert plain("handovers.noted") in texts(at)
    assert one(select(HandoverLine.id).where(HandoverLine.note == "每季度回访")) is not None


def test_a_successor_sees_whom_they_sign_for_and_cannot_open_them_yet(team, visit, book):
    split(team, visit)
    at = visit(team["wang"], PAGE, id=str(the().id))
    (lines,) = frames(at)
    assert sorted(lines["客户"]) == ["华东物流0", "华东物流1", "华东物流2"]
    assert sum(lines["有效保费（元）"]) == 6_000.0
    assert plain("handovers.pick_read") not in texts(at)
    assert not [block for block in at.get("popover") if "export" in str(block.proto)]


def test_each_kind_of_the_inventory_opens_its_records(team, visit, book):
    split(team, visit)
    me = team["chen"]
    kinds = frames(visit(me, PAGE, id=str(the().id), part="inventory"))[0]
    counted = dict(zip(kinds["类别"], kinds["数量"], strict=True))
    for table in ("ownership", "activity", "opportunity", "policy"):
        at = visit(me, PAGE, id=str(the().id), part="inventory", kind=table)
        rows = frames(at)[1]
        assert len(rows) == counted[plain(f"record_table.{table}")] == 3
        assert set(rows["客户"]) == {"华东物流0", "华东物流1", "华东物流2"}
        assert set(rows["接手人"]) == {"王敏"}
    assert set(frames(visit(me, PAGE, id=str(the().id), part="inventory", kind="activity"))[1].iloc[:, 0]) == {"送资料"}


def test_every_kind_that_is_held_can_be_listed():
    assert set(HELD_ROWS) == set(held_tables())
    assert {f"record_day.{kind}" for kind in (*HELD_ROWS, *ALONG_ROWS)} <= set(words())


def test_a_last_day_is_corrected_once_that_is_confirmed(team, visit, book):
    split(team, visit)
    at = act(visit(team["chen"], PAGE, id=str(the().id)), "change_handover")
    field(at, "last_day").set_value(date(2026, 7, 15))
    at = submit(at, "change_handover")
    assert plain("handovers.tick_first") in texts(at)
    field(at, "sure").set_value(True)
    at = submit(at, "change_handover")
    assert plain("handovers.changed") in texts(at)
    assert (the().last_day, the().effective_on) == (date(2026, 7, 15), date(2026, 7, 15))


def test_who_was_overtaken_is_told_by_whom_and_how_it_stands_now(team, visit, book):
    at = signed(team, visit)
    head = hire("head", "department_head", "D1", name="钱")
    run(hand_over_book, head, handover_id=the().id, version=the().version, disable=False)
    at = fine(field(at, "sure").set_value(True).run())
    assert plain("handovers.overtaken", by="钱", state=plain("handover_state.done")) in texts(at)
    assert plain("handovers.overtaken", by="钱", state=plain("handover_state.done")) not in texts(fine(at.run()))


def test_who_signs_behind_somebody_else_is_told_so(team, visit, book):
    split(team, visit)
    at = visit(team["wang"], PAGE, id=str(the().id))
    run(sign_handover, team["li"], handover_id=the().id, version=the().version)
    at = press(at, "handovers.sign")
    assert plain("handovers.overtaken", by="李娜", state=plain("handover_state.frozen")) in texts(at)
    at = press(at, "handovers.sign")
    assert the().state == "agreed"
    assert "李娜刚刚" not in texts(at)
