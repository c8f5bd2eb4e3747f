"""A large list is asked for on the spot, decided by the chief with a sentence, and then taken from where it was."""

import csv
import io

import pytest
from sqlmodel import select

from components.menu import written_file
from db.commands.approve_export import approve_export
from db.config import config
from db.errors import Denied
from db.models.exports import ExportRequest, ExportTaken
from db.run import run
from factories import change, company, customer, hire, one
from opening import fine, texts

CUSTOMERS, EXPORTS, NOTICES = "pages/customers/customers.py", "pages/start/exports.py", "pages/start/notices.py"


@pytest.fixture
def branch(url, monkeypatch):
    """Five customers of Li's, where three rows need no leave."""
    few = config().model_copy(update={"exports": config().exports.model_copy(update={"free_rows": 3, "day_rows": 4})})
    for module in ("db.export_requests", "components.taking", "components.export_page", "db.commands.approve_export"):
        monkeypatch.setattr(f"{module}.config", lambda: few)
    company()
    people = {"li": hire("li", name="李娜"), "chief": hire("chief", "manager", name="陈经理")}
    for number in range(5):
        customer(people["li"], f"=客户{number}", region="上海" if number else "北京")
    return people


def listed(visit, me, **address):
    """The list with its menu of files open."""
    at = visit(me, CUSTOMERS, **address)
    at.session_state["export.customers"] = True
    return fine(at.run())


def kinds(at):
    return [str(button.proto.label) for button in at.get("download_button")]


def asking(at, reason):
    (field,) = [one for one in at.text_input if "ask_export" in str(one.key)]
    field.set_value(reason)
    (button,) = [one for one in at.button if "ask_export" in str(one.proto.form_id)]
    return fine(button.click().run())


def deciding(at, sentence, end):
    (field,) = [one for one in at.text_input if "decide_export" in str(one.key)]
    field.set_value(sentence)
    (button,) = [one for one in at.button if str(one.key).endswith(f".{end}")]
    return fine(button.click().run())


def request():
    return one(select(ExportRequest).order_by(ExportRequest.id.desc()))


def test_a_small_list_is_taken_at_once(branch, visit):
    assert kinds(listed(visit, branch["li"], region="北京")) == ["CSV", "XLSX"]


def test_a_large_one_is_asked_for_and_the_chief_approves(branch, visit):
    at = listed(visit, branch["li"])
    assert kinds(at) == []
    assert "单次超过 3 条须由上级批准" in texts(at)
    at = asking(at, "**核对** <b>")
    assert (request().reason, request().rows, request().what, request().told) == ("**核对** <b>", 5, "客户", "")
    assert "等待上级批准" in texts(listed(visit, branch["li"]))

    at = visit(branch["chief"], NOTICES)
    assert "1 个导出等您审批" in str([link.proto for link in at.get("page_link")])
    at = visit(branch["chief"], EXPORTS)
    assert "李娜" in texts(at)
    deciding(at, "核对完请删除", "approve")
    assert (request().verdict, request().sentence) == ("approved", "核对完请删除")

    at = listed(visit, branch["li"])
    assert "陈经理 已批准" in texts(at)
    assert kinds(at) == ["CSV", "XLSX"]
    assert kinds(listed(visit, branch["li"], region="上海")) == []


def test_what_was_approved_is_what_is_written(branch, visit, monkeypatch):
    seen = {}
    monkeypatch.setattr("components.menu.offered", lambda _me, wanted, **_menu: bool(seen.update(wanted=wanted)))
    listed(visit, branch["li"])
    wanted = seen["wanted"]

    def taken(question):
        rows = [[str(number)] for number in range(5)]
        return written_file(branch["li"], "csv", "客户", [], lambda: (["客户"], rows), "zh", question)

    with pytest.raises(Denied):
        taken(wanted.question)
    write_request(branch, wanted)
    with pytest.raises(Denied):
        taken("another")
    assert len(list(csv.reader(io.StringIO(taken(wanted.question).decode("utf-8-sig"))))) == 6
    assert one(select(ExportTaken.request_id)) == request().id


def write_request(branch, wanted):
    from db.commands.ask_export import ask_export

    of = {"place": wanted.place, "question": wanted.question, "asked": "", "what": wanted.what, "told": wanted.told}
    made = run(ask_export, branch["li"], rows=wanted.rows, reason="核对", **of)
    run(approve_export, branch["chief"], request_id=made)


def test_a_refusal_is_told_where_it_was_asked(branch, visit):
    asking(listed(visit, branch["li"]), "核对")
    at = deciding(visit(branch["chief"], EXPORTS), "", "refuse")
    assert "请写一句拒绝的理由" in texts(at)
    deciding(visit(branch["chief"], EXPORTS), "请只导出上海的", "refuse")
    at = visit(branch["li"], EXPORTS)
    (read,) = [button for button in at.button if "read_refusal" in str(button.key)]
    fine(read.click().run())
    assert request().read_at is not None
    at = listed(visit, branch["li"])
    assert "陈经理 没有批准：请只导出上海的" in texts(at)
    assert kinds(at) == []
    asking(at, "只有这一次")
    assert request().verdict is None


def test_the_pages_are_calm_where_nothing_was_asked(branch, visit):
    at = visit(branch["chief"], EXPORTS)
    assert "没有等待您审批的导出" in texts(at)
    assert "您还没有申请过导出" in texts(at)
    assert "等待我审批" not in texts(visit(branch["li"], EXPORTS))


def test_ones_own_requests_tell_what_came_of_them(branch, visit):
    asking(listed(visit, branch["li"], region="上海"), "核对")
    run(approve_export, branch["chief"], request_id=request().id)
    at = visit(branch["li"], EXPORTS)
    assert "可导出" in texts(at)
    change(ExportRequest, request().id, used_at=request().decided_at)
    assert "已导出" in texts(visit(branch["li"], EXPORTS))


def test_a_request_that_waits_is_taken_back_after_a_second_question(branch, visit):
    asking(listed(visit, branch["li"]), "核对")
    at = visit(branch["li"], EXPORTS)
    assert "撤回后审批人不再看到" in texts(at)
    (sure,) = [button for button in at.button if "withdraw_export" in str(button.key)]
    at = fine(sure.click().run())
    assert "申请已撤回" in texts(at)
    assert "您还没有申请过导出" in texts(at)
    assert "没有等待您审批的导出" in texts(visit(branch["chief"], EXPORTS))
