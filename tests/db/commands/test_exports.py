"""Numbers that leave: small files go out, larger ones need a second person above, and then just that file goes once."""

import json
import threading
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from db.commands.approve_export import approve_export
from db.commands.ask_export import ask_export
from db.commands.export_rows import export_rows
from db.commands.read_refusal import read_refusal
from db.commands.refuse_export import refuse_export
from db.commands.withdraw_export import withdraw_export
from db.config import config
from db.engine import database
from db.errors import Denied, Invalid, Refusal
from db.export_requests import question_of
from db.models.exports import ExportRequest, ExportTaken
from db.models.system import Audit
from db.queries.exports import latest_request, own_requests, requests_to_decide, waiting_exports
from db.queries.inbox import unread
from db.run import run
from db.session import reading
from factories import change, company, hire, one, place

ALL, HIGH = question_of("customers", "all"), question_of("customers", "tier=high")
FREE, DAILY = 2_000, 10_000


@pytest.fixture
def branch(url):
    """Li under the chief and the head of D1; another chief and another head next door; the top, twice; a desk."""
    company()
    return {
        "li": hire("li", name="李娜"), "chief": hire("chief", "manager", name="陈经理"),
        "far_chief": hire("far_chief", "manager", "D1T2"), "head": hire("head", "department_head", "D1"),
        "far_head": hire("far_head", "department_head", "D2"), "top": hire("top", "executive", "C"),
        "second": hire("second", "executive", "C"), "desk": hire("desk", "service", "C"),
    }  # fmt: skip


def take(who, rows, question=ALL, **more):
    run(export_rows, who, what="客户", where="全部", rows=rows, file="csv", question=question, **more)


def ask(who, rows=3_000, question=ALL, reason="年终核对客户资料"):
    of = {"place": "customers", "asked": "tier=high", "what": "客户", "told": "等级=高价值"}
    return run(ask_export, who, question=question, rows=rows, reason=reason, **of)


def of(request_id):
    return one(select(ExportRequest).where(ExportRequest.id == request_id))


def audited():
    """The commands on exports that the audit has, in order, with their outcome."""
    with database().read.connect() as connection:
        rows = connection.execute(
            sa.select(Audit.command, Audit.outcome).where(col(Audit.command).like("%export%")).order_by(Audit.id)
        )
        return [tuple(row) for row in rows]


def bell(who):
    with reading(who) as session:
        return unread(session, who)


def later(monkeypatch, **time):
    moment = datetime(2026, 6, 30, 4, tzinfo=UTC) + timedelta(**time)
    for module in ("db.commands.export_rows", "db.export_requests", "db.queries.exports", "db.commands.ask_export"):
        monkeypatch.setattr(f"{module}.now", lambda: moment, raising=False)


def test_a_small_file_needs_nobody(branch):
    take(branch["li"], FREE)
    taken = one(select(ExportTaken))
    assert (taken.person_id, taken.day, taken.rows, taken.request_id) == (
        branch["li"].person_id, date(2026, 6, 30), FREE, None
    )  # fmt: skip
    assert audited() == [("export_rows", "done")]


def test_a_larger_one_is_refused_and_on_record(branch):
    with pytest.raises(Denied, match="2001 rows"):
        take(branch["li"], FREE + 1)
    assert one(select(ExportTaken)) is None
    noted = one(select(Audit).order_by(col(Audit.id).desc()))
    assert (noted.command, noted.outcome) == ("export_rows", "denied")
    assert json.loads(noted.change) | {"refused": ""} == {
        "refused": "", "what": "客户", "where": "全部", "rows": FREE + 1, "file": "csv",
    }  # fmt: skip


def test_many_small_files_of_a_day_add_up_and_the_next_day_begins_anew(branch, monkeypatch):
    for _ in range(DAILY // FREE):
        take(branch["li"], FREE)
    with pytest.raises(Denied, match="0 are left"):
        take(branch["li"], 1)
    take(branch["chief"], FREE)
    monkeypatch.setenv("BAOKE_TODAY", "2026-07-01")
    take(branch["li"], FREE)


def test_a_role_may_have_a_limit_of_its_own(branch):
    assert (config().exports.free("claims"), config().exports.free("service")) == (1_000, FREE)
    clerk = hire("clerk", "claims", "C")
    with pytest.raises(Denied):
        take(clerk, 1_001)


def test_the_chief_approves_and_just_that_goes_out_once(branch):
    request = ask(branch["li"])
    run(approve_export, branch["chief"], request_id=request, sentence="核对完请删除")
    with pytest.raises(Denied):
        take(branch["li"], 3_000, HIGH)
    with pytest.raises(Denied):
        take(branch["chief"], 3_000)
    take(branch["li"], 3_000)
    assert one(select(ExportTaken.request_id)) == request
    with pytest.raises(Denied):
        take(branch["li"], 3_000)
    commands = [entry for entry in audited() if entry[1] == "done"]
    assert [command for command, _outcome in commands][:2] == ["ask_export", "approve_export"]
    assert "export_rows" in {command for command, _outcome in commands}


def test_what_was_approved_counts_not_against_the_day(branch):
    run(approve_export, branch["chief"], request_id=ask(branch["li"], DAILY))
    take(branch["li"], DAILY)
    take(branch["li"], FREE)


def test_the_list_may_have_grown_a_little(branch):
    run(approve_export, branch["chief"], request_id=ask(branch["li"], 3_000))
    with pytest.raises(Denied):
        take(branch["li"], 3_151)
    take(branch["li"], 3_150)


def test_leave_runs_out(branch, monkeypatch):
    request = ask(branch["li"])
    run(approve_export, branch["chief"], request_id=request)
    assert of(request).expires_at - of(request).decided_at == timedelta(days=3)
    later(monkeypatch, days=400)
    with pytest.raises(Denied):
        take(branch["li"], 3_000)


def test_a_refusal_needs_a_sentence_and_gives_nothing(branch):
    request = ask(branch["li"])
    with pytest.raises(Invalid):
        run(refuse_export, branch["chief"], request_id=request, sentence=" ")
    run(refuse_export, branch["chief"], request_id=request, sentence="请只导出高价值客户")
    with pytest.raises(Denied):
        take(branch["li"], 3_000)
    with reading(branch["li"]) as session:
        (row,) = own_requests(session, branch["li"])
    assert bell(branch["li"]) == 1
    for who, told in (("chief", Denied), ("li", None), ("li", None)):
        with pytest.raises(told) if told else nullcontext():
            run(read_refusal, branch[who], request_id=request)
    assert bell(branch["li"]) == 0
    assert (row.verdict, row.sentence, row.decided_by) == ("refused", "请只导出高价值客户", "陈经理")
    assert ask(branch["li"]) > request


@pytest.mark.parametrize(
    ("asks", "decides", "may"),
    [
        ("li", "li", False), ("li", "chief", True), ("li", "head", True), ("li", "top", True),
        ("li", "far_chief", False), ("li", "far_head", False), ("li", "desk", False),
        ("chief", "chief", False), ("chief", "head", True), ("chief", "far_chief", False),
        ("head", "head", False), ("head", "chief", False), ("head", "far_head", False), ("head", "top", True),
        ("desk", "top", True), ("desk", "head", False), ("top", "top", False), ("top", "second", True),
    ],
)  # fmt: skip
def test_who_decides_stands_above_and_is_somebody_else(branch, asks, decides, may):
    request = ask(branch[asks])
    if may:
        run(approve_export, branch[decides], request_id=request)
        assert of(request).verdict == "approved"
        return
    for verb in (approve_export, refuse_export):
        with pytest.raises(Denied):
            run(verb, branch[decides], request_id=request, sentence="不行")
    assert of(request).verdict is None


def test_a_chief_who_moved_away_decides_no_more(branch):
    request = ask(branch["li"])
    place(branch["li"], "D2T1", "2026-06-30")
    with pytest.raises(Denied):
        run(approve_export, branch["chief"], request_id=request)


def test_the_database_itself_lets_nobody_approve_their_own(branch):
    request = ask(branch["li"])
    with pytest.raises((Refusal, DBAPIError)):
        change(ExportRequest, request, verdict="refused", decided_by=branch["li"].person_id)


def test_a_request_is_decided_once_and_asked_once(branch):
    request = ask(branch["li"])
    with pytest.raises(Refusal, match="waits"):
        ask(branch["li"])
    run(approve_export, branch["chief"], request_id=request)
    with pytest.raises(Refusal, match="decided"):
        run(refuse_export, branch["head"], request_id=request, sentence="太多")


def test_nobody_asks_without_a_reason_or_without_need(branch):
    with pytest.raises(Invalid):
        ask(branch["li"], reason=" ")
    with pytest.raises(Refusal, match="need no approval"):
        ask(branch["li"], rows=10)


def test_what_somebody_brought_in_is_theirs_to_take_back(branch):
    take(branch["desk"], 50_000, brought=True)
    assert one(select(ExportTaken)) is None
    assert audited() == [("export_rows", "done")]


def test_each_sees_what_waits_for_them(branch):
    mine, theirs = ask(branch["li"]), ask(branch["chief"], question=HIGH)
    waiting = {}
    for who in ("li", "chief", "head", "far_head", "top"):
        with reading(branch[who]) as session:
            waiting[who] = {row.id for row in requests_to_decide(session, branch[who])}
            assert waiting_exports(session, branch[who]) == (len(waiting[who]), 0, 0)
    assert waiting == {"li": set(), "chief": {mine}, "head": {mine, theirs}, "far_head": set(), "top": {mine, theirs}}
    run(approve_export, branch["head"], request_id=mine)
    with reading(branch["li"]) as session:
        assert waiting_exports(session, branch["li"]) == (0, 1, 0)
        assert unread(session, branch["li"]) == 1
        assert latest_request(session, branch["li"], ALL).decided_by == "head"
        assert latest_request(session, branch["li"], HIGH) is None


@pytest.mark.ci
def test_two_files_at_once_do_not_both_slip_under_the_limit(branch):
    for _ in range(4):
        take(branch["li"], FREE)
    start, done, refused = threading.Barrier(4), [], []

    def click():
        start.wait(30)
        try:
            take(branch["li"], FREE)
            done.append(1)
        except Denied:
            refused.append(1)

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(60)
    assert (len(done), len(refused)) == (1, 3)


def test_who_asked_takes_it_back_and_nobody_is_asked_any_more(branch):
    made = ask(branch["li"])
    assert unread_of(branch["chief"]) == 1
    run(withdraw_export, branch["li"], request_id=made)
    assert unread_of(branch["chief"]) == 0
    with pytest.raises(Refusal):
        run(approve_export, branch["chief"], request_id=made)
    with reading(branch["li"]) as session:
        assert own_requests(session, branch["li"]) == []
    noted = json.loads(one(select(Audit.change).where(Audit.command == "withdraw_export", Audit.record_id == made)))
    assert noted == {"what": ["客户", None], "rows": [3_000, None], "reason": ["年终核对客户资料", None]}
    assert ask(branch["li"]) != made


def unread_of(me):
    with reading(me) as session:
        return unread(session, me)


def test_nobody_takes_back_anothers_request_or_one_that_is_decided(branch):
    made = ask(branch["li"])
    with pytest.raises(Denied):
        run(withdraw_export, branch["chief"], request_id=made)
    run(approve_export, branch["chief"], request_id=made)
    with pytest.raises(Refusal, match="decided"):
        run(withdraw_export, branch["li"], request_id=made)
