"""A colleague leaves: the steps are walked through, both sides sign, all moves, customers hear from somebody new."""

import re

import pytest
from sqlmodel import select

from components.words import plain, words
from db.handover_checks import EQUAL, NONE_LEFT
from db.holders import held_tables
from db.metrics import METRICS
from db.models.handovers import HandoverLine
from db.models.system import Audit
from db.queries.actors import actor_named
from db.rights import opens
from factories import activity, change, one, owner_of
from handover_pages import LIST, PAGE, begun, hired, moved, press, signed, split, the, three_customers
from opening import act, counting, field, frames, submit, texts

CHECKS = (*EQUAL, *NONE_LEFT)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setenv("BAOKE_TODAY", "2026-06-30")


@pytest.fixture
def team(url):
    return hired()


@pytest.fixture
def book(team):
    return three_customers(team["li"])


def test_a_leader_begins_lists_and_proposes(team, visit, book):
    at = split(team, visit)
    assert the().state == "frozen"
    assert plain("handovers.next_signed") in texts(at)
    totals, lines = frames(at)[:2]
    assert list(totals["接手人"]) == ["王敏"]
    assert list(totals["有效保费（元）"]) == [6_000.0]
    assert sorted(lines["客户"]) == ["华东物流0", "华东物流1", "华东物流2"]


def test_closing_the_browser_loses_nothing(team, visit, book):
    split(team, visit)
    again = visit(team["chen"], PAGE, id=str(the().id))
    assert plain("handovers.next_signed") in texts(again)
    (row,) = frames(visit(team["chen"], LIST))[0].to_dict("records")
    assert (row["交出人"], row["状态"], row["客户"]) == ("李娜", plain("handover_state.frozen"), 3)


def test_both_sides_sign_and_all_of_it_moves(team, visit, book):
    at = signed(team, visit)
    assert the().state == "agreed"
    at = submit(at, "hand_over_book")
    assert plain("handovers.tick_first") in texts(at)
    assert owner_of(book[0]) == team["li"].person_id
    field(at, "sure").set_value(True)
    at = submit(at, "hand_over_book")
    assert the().state == "done"
    assert {owner_of(number) for number in book} == {team["wang"].person_id}
    at = visit(team["chen"], PAGE, id=str(the().id), part="certificate")
    assert [plain("handovers.all_hold")] == [str(told.value) for told in at.success]
    checks = frames(at)[0]
    assert set(checks["结果"]) == {plain("handovers.passed")}
    assert the().digest in "\n".join(str(code.value) for code in at.code)
    steps = list(zip(frames(at)[1][plain("handovers.what")], frames(at)[1][plain("handovers.who")], strict=True))
    assert (plain("handovers.giver_signed"), "李娜") in steps
    assert (plain("handovers.taker_signed"), "王敏") in steps
    assert (plain("handovers.done_by"), "陈") in steps


def test_the_leaver_sees_what_is_missing_and_leaves_word(team, visit, book):
    split(team, visit)
    at = visit(team["li"], PAGE, id=str(the().id))
    assert plain("handovers.leaver_gaps") in texts(at)
    assert len(frames(at)[0]) == 3
    assert not [group for group in at.get("button_group") if ".actions." in str(group.key)]


def test_a_successor_sees_their_own_lines_and_the_briefing_once_it_is_theirs(team, visit, book):
    moved(team, visit)
    at = visit(team["wang"], PAGE, id=str(the().id), part="pack")
    shown = texts(at)
    assert plain("handovers.of_customer", number=1, all=3) in shown
    assert "王工" in str([frame.to_dict("records") for frame in frames(at)])
    assert "谈妥续保" in str([frame.to_dict("records") for frame in frames(at)])
    assert "送资料" in str([frame.to_dict("records") for frame in frames(at)])


def test_a_first_contact_is_told_and_the_handover_closed(team, visit, book):
    moved(team, visit)
    at = visit(team["chen"], PAGE, id=str(the().id))
    assert "0 / 3" in re.sub(r"\\", "", texts(at)) or plain("handovers.waiting_only") in str(at.toggle[0].label)
    assert len(frames(at)[0]) == 3
    for number in book:
        activity(number, "2026-06-30", actor_named("wang"), status="done", done_on="2026-06-30")
    at = visit(team["chen"], PAGE, id=str(the().id))
    assert plain("handovers.next_all_told") in texts(at)
    at = submit(act(at, "close_handover"), "close_handover")
    assert the().state == "closed"


def test_it_is_undone_for_a_reason(team, visit, book):
    moved(team, visit)
    at = act(visit(team["chen"], PAGE, id=str(the().id)), "undo_handover")
    field(at, "reason").set_value("李娜回来了")
    at = submit(at, "undo_handover")
    assert the().state == "undone"
    assert {owner_of(number) for number in book} == {team["li"].person_id}
    assert "李娜回来了" in texts(at)


def test_who_leads_signs_for_a_leaver_who_cannot_and_says_why(team, visit, book):
    split(team, visit)
    at = act(visit(team["chen"], PAGE, id=str(the().id)), "sign_handover")
    at = submit(at, "sign_for_leaver")
    assert the().giver_signed_at is None
    field(at, "reason").set_value("住院")
    submit(at, "sign_for_leaver")
    assert the().giver_reason == "住院"


def test_it_is_withdrawn_and_nothing_moved(team, visit, book):
    at = act(begun(team, visit), "withdraw_handover")
    press(at, "handovers.withdraw")
    assert the().state == "withdrawn"
    assert {owner_of(number) for number in book} == {team["li"].person_id}


def test_somebody_without_a_part_in_it_sees_none(team, visit, book):
    begun(team, visit)
    assert plain("customers.not_found") in texts(visit(team["zhao"], PAGE, id=str(the().id)))
    assert plain("handovers.none_own") in texts(visit(team["zhao"], LIST))
    assert not opens(actor_named("boss"), "imports")
    assert "李娜" in str(frames(visit(team["boss"], LIST))[0].to_dict("records"))


def test_a_figure_has_the_dictionarys_name_on_every_page_and_paper():
    said = {"premium_in_force": ("premium_stake", "premium"), "overdue_premium": ("overdue", "overdue_yuan")}
    said["receivable"] = ("receivable_yuan",)
    for figure, keys in said.items():
        for lang in ("zh", "en"):
            name = getattr(METRICS[figure], lang)
            named = [*(f"handovers.{key}" for key in keys), f"handover_check.{figure}"]
            assert [key for key in named if not plain(key, lang).startswith(name)] == []


def test_every_kind_of_record_and_every_check_has_its_name():
    named = [*(f"record_table.{table}" for table in held_tables()), *(f"handover_check.{one}" for one in CHECKS)]
    assert [key for key in named if key not in words()] == []


@pytest.mark.parametrize(("page", "part", "most"), [(LIST, "", 27), (PAGE, "lines", 36), (PAGE, "pack", 48)])
def test_a_page_asks_a_bounded_number_of_times(team, visit, book, page, part, most):
    moved(team, visit)
    address = {"id": str(the().id), "part": part} if part else {}
    with counting() as sent:
        visit(team["wang"], page, **address)
    assert len(sent) <= most, len(sent)


def test_a_hostile_note_is_text(team, visit, book):
    split(team, visit)
    line = one(select(HandoverLine))
    change(HandoverLine, line.id, note="**粗** <script>alert(1)</script>")
    at = visit(team["chen"], PAGE, id=str(the().id))
    assert "**粗** <script>alert(1)</script>" in str(frames(at)[1].to_dict("records"))
    assert "<script>alert" not in texts(at)


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_the_papers_are_made_and_noted_in_the_audit(team, visit, book, spoken):
    from components.handover.handing_papers import _made
    from components.papers.certificate import certificate_paper
    from db.queries.certificates import certificate
    from db.queries.handover_annex import handover_annex
    from db.session import reading

    moved(team, visit)
    me = actor_named("wang")
    with reading(me) as session:
        found, annex = certificate(session, me, the().id), handover_annex(session, me, the().id)
    file = _made(me, "证书", spoken, lambda language, stamp: (certificate_paper(found, annex, language, stamp), 3))
    assert file.startswith(b"%PDF-")
    assert b"/FontFile2" in file
    assert b"Helvetica" not in file
    assert one(select(Audit).where(Audit.command == "export_rows").order_by(Audit.id.desc())) is not None
