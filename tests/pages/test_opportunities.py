"""A salesperson moves sales along; the head sees where they stand."""

from datetime import date

import pytest
from sqlmodel import func, select

from db.models.sales import Opportunity
from db.models.work import Activity
from factories import activity, change, company, customer, hire, one, opportunity, put_off
from opening import act, counting, field, frames, submit, tap, texts

LIST, RECORD = "pages/sales/opportunities.py", "pages/sales/opportunity.py"


@pytest.fixture
def li(url):
    company()
    return hire("li", name="李娜")


def now_in(made):
    return one(select(Opportunity).where(Opportunity.id == made))


def aim(at, stage):
    """Choose the stage to move to."""
    return field(at, "to").set_value(stage).run()


def boxes(at):
    """The containers of the record that have a border."""
    found, waiting = [], list(at.main.children.values())
    for node in waiting:
        waiting += getattr(node, "children", {}).values()
        found += [node] if getattr(node, "type", "") == "flex_container" and node.proto.flex_container.border else []
    return found


def test_the_list_opens_on_what_is_open_and_filters_by_the_address(li, visit):
    theirs = customer(li, "华东物流")
    opportunity(theirs, "needs", title="货运险", opened_on="2026-01-05")
    opportunity(theirs, "quote", title="财产险", opened_on="2026-06-20")
    opportunity(theirs, "won", title="车险")
    at = visit(li, LIST)
    assert sorted(frames(at)[0]["商机"]) == ["财产险", "货运险"]
    assert "预计保费" in texts(at)
    assert list(frames(visit(li, LIST, stalled="1"))[0]["商机"]) == ["货运险"]
    assert list(frames(visit(li, LIST, stage="quote"))[0]["商机"]) == ["财产险"]
    assert list(frames(visit(li, LIST, outcome="won"))[0]["商机"]) == ["车险"]
    assert "没有符合条件的商机" in texts(visit(li, LIST, outcome="lost"))
    assert sorted(frames(visit(li, LIST, stage="nonsense", sort="'; drop"))[0]["商机"]) == ["财产险", "货运险"]


def test_the_list_takes_few_queries(li, visit):
    for number in range(12):
        opportunity(customer(li), title=f"商机{number}")
    with counting() as sent:
        visit(li, LIST)
    assert len([statement for statement in sent if "opportunity" in statement]) <= 4


def test_a_refused_move_is_a_checklist_and_what_was_typed_stays(li, visit):
    made = opportunity(customer(li), "contact")
    at = aim(visit(li, RECORD, id=str(made)), "needs")
    assert ":orange[:material/radio_button_unchecked:] 本阶段完成一次拜访" in texts(at)
    field(at, "next_step").set_value("约见总经理")
    at = submit(at)
    assert "- 本阶段完成一次拜访" in texts(at)
    assert field(at, "next_step").value == "约见总经理"
    assert now_in(made).stage == "contact"


def test_a_move_that_is_ready_goes_through_and_is_in_the_history(li, visit):
    made = opportunity(theirs := customer(li), "contact", opened_on="2026-06-01")
    activity(theirs, "2026-06-10", li, status="done", outcome="谈了")
    at = submit(aim(visit(li, RECORD, id=str(made)), "needs"))
    assert "已进入“需求确认”" in texts(at)
    assert list(frames(at)[0]["到"]) == ["需求确认", "建立联系"]
    assert now_in(made).stage == "needs"


def test_a_sale_is_lost_with_its_reason(li, visit):
    made = opportunity(customer(li), "quote")
    at = aim(visit(li, RECORD, id=str(made)), "lost")
    at = submit(at)
    assert "请先勾选确认" in texts(at)
    field(at, "sure.lost").check()
    at = submit(at)
    assert "- 失单原因" in texts(at)
    field(at, "lost_reason").set_value("price")
    field(at, "lost_note").set_value("差三万")
    field(at, "competitor").set_value("乙保险")
    at = submit(at)
    record = now_in(made)
    assert (record.outcome, record.lost_reason, record.lost_note) == ("lost", "price", "差三万")
    assert "价格高于竞争对手" in texts(at)
    assert not at.get("button_group") or not [
        group for group in at.get("button_group") if str(group.key).endswith(".to")
    ]


def test_somebody_else_moved_it_while_the_form_was_open(li, visit):
    made = opportunity(customer(li), "quote")
    at = aim(visit(li, RECORD, id=str(made)), "decision")
    field(at, "next_step").set_value("催办")
    change(Opportunity, made, next_step="经理已联系", expected_premium=2_000_000)
    at = submit(at)
    assert "修改了该记录" in texts(at)
    compared = frames(at)[0]
    assert list(compared["我填写的"]) == ["决策促成", "10,000.00", "催办"]
    assert list(compared["最新的"]) == ["方案报价", "20,000.00", "经理已联系"]
    at = next(button for button in at.button if str(button.key).endswith(".take")).click().run()
    at = aim(at, "decision")
    assert field(at, "next_step").value == "经理已联系"
    assert now_in(made).stage == "quote"


def button(at, name):
    return next(one for one in at.button if str(one.key).endswith(name))


def test_missing_evidence_is_logged_on_the_spot_and_the_move_goes_on(li, visit):
    made = opportunity(customer(li), "contact", opened_on="2026-06-01")
    at = aim(visit(li, RECORD, id=str(made)), "needs")
    field(at, "next_step").set_value("约见总经理")
    at = button(submit(at), "activity.visit.log").click().run()
    field(at, "outcome").set_value("见到了决策人")
    at = submit(at, "log_activity")
    assert ":green[:material/check_circle:] 本阶段完成一次拜访" in texts(at)
    assert field(at, "next_step").value == "约见总经理"
    submit(at, "move.record")
    assert (now_in(made).stage, now_in(made).next_step) == ("needs", "约见总经理")
    assert one(select(Activity.kind).where(Activity.opportunity_id == made)) == "visit"


def test_missing_evidence_is_planned_on_the_spot(li, visit):
    made = opportunity(customer(li), "decision")
    at = aim(visit(li, RECORD, id=str(made)), "won")
    at = button(at, "activity.meeting.plan").click().run()
    at = submit(at, "plan_for_sale")
    planned = one(select(Activity).where(Activity.opportunity_id == made))
    assert (planned.kind, planned.status) == ("meeting", "planned")
    assert now_in(made).stage == "decision"


def test_an_activity_is_planned_and_logged_from_the_opportunity(li, visit):
    made = opportunity(customer(li), "quote")
    at = act(visit(li, RECORD, id=str(made)), "plan_activity")
    submit(at, "plan_for_sale")
    at = act(visit(li, RECORD, id=str(made)), "log_activity")
    at = submit(at, "log_activity")
    assert "请写明结果或原因" in texts(at)
    field(at, "outcome").set_value("谈了")
    submit(at, "log_activity")
    assert one(select(func.count()).select_from(Activity)) == 2


def test_who_chose_lost_reads_lost_when_somebody_else_was_quicker(li, visit):
    made = opportunity(customer(li), "quote")
    at = aim(visit(li, RECORD, id=str(made)), "lost")
    field(at, "sure.lost").check()
    field(at, "lost_reason").set_value("price")
    change(Opportunity, made, stage="decision")
    at = submit(at)
    compared = frames(at)[0]
    assert (compared["我填写的"][0], compared["最新的"][0]) == ("失单", "决策促成")
    assert "price" in list(compared["我填写的"])
    at = button(at, ".keep").click().run()
    submit(at)
    assert (now_in(made).outcome, now_in(made).lost_reason) == ("lost", "price")


def test_what_was_typed_is_shown_though_somebody_closed_it_meanwhile(li, visit):
    made = opportunity(customer(li), "quote")
    at = aim(visit(li, RECORD, id=str(made)), "decision")
    field(at, "next_step").set_value("催办")
    change(Opportunity, made, stage="won", outcome="won", closed_on=date(2026, 6, 30))
    at = submit(at)
    assert "催办" in list(frames(at)[0]["我填写的"])
    assert "成交" in list(frames(at)[0]["最新的"])


def test_the_owners_manager_opens_a_closed_one_again(li, visit):
    made = opportunity(customer(li), "won", closed_on=date(2026, 6, 1))
    assert not [group for group in visit(li, RECORD, id=str(made)).get("button_group") if ".actions." in str(group.key)]
    at = act(visit(hire("boss", "manager"), RECORD, id=str(made)), "reopen_opportunity")
    field(at, "reason").set_value("误操作")
    at = submit(at)
    assert "商机已重新打开" in texts(at)
    assert now_in(made).outcome == "open"
    assert list(frames(at)[0]["原因"]) == ["误操作", ""]


def test_both_chances_stand_beside_each_other(li, visit):
    made = opportunity(theirs := customer(li), "quote", probability=50)
    opportunity(theirs, "won", closed_on=date(2026, 5, 1))
    opportunity(theirs, "lost", closed_on=date(2026, 5, 1))
    shown = texts(visit(li, RECORD, id=str(made)))
    assert "50%" in shown
    assert "您范围内 50%（该类型共 1/2 个；本阶段案例不足 20 个）" in shown


def test_a_close_day_that_was_put_off_is_told_and_filtered(li, visit):
    made = opportunity(theirs := customer(li), "quote", title="财产险")
    opportunity(theirs, "quote", title="车险")
    put_off(made, "2026-06-01", "2026-07-01")
    put_off(made, "2026-07-01", "2026-07-16")
    at = visit(li, RECORD, id=str(made))
    assert "成交日变更 2 次，合计 +45 天" in texts(at).replace("\\", "")
    assert list(frames(visit(li, LIST, slipped="1"))[0]["商机"]) == ["财产险"]


def test_a_premium_beyond_all_measure_is_refused_with_the_limit(li, visit):
    made = opportunity(customer(li), "quote")
    at = aim(visit(li, RECORD, id=str(made)), "needs")
    field(at, "expected_premium").set_value(100_000_001.0)
    at = submit(at)
    assert "预计保费不能超过 100,000,000 元" in texts(at).replace("\\", "")
    assert field(at, "expected_premium").value == 100_000_001.0


def test_details_are_changed_without_reviving_it(li, visit):
    made = opportunity(customer(li), "needs", opened_on="2026-01-05", expected_close=date(2026, 9, 1))
    at = visit(li, RECORD, id=str(made))
    assert "已停滞" in texts(at)
    at = act(at, "change_opportunity")
    field(at, "title").set_value("新名字")
    at = submit(at)
    assert "商机已保存" in texts(at)
    assert (now_in(made).title, now_in(made).evidence_on) == ("新名字", date(2026, 1, 5))
    assert "已停滞" in texts(at)


def test_the_executive_reads_and_moves_nothing(li, visit):
    made = opportunity(customer(li), "quote", title="财产险")
    top = hire("top", "executive", "C", language="en")
    at = visit(top, RECORD, id=str(made))
    assert "财产险" in texts(at)
    assert not [group for group in at.get("button_group") if str(group.key).endswith(".to")]
    assert not boxes(at)
    assert boxes(visit(li, RECORD, id=str(made)))
    assert "There is no such record" in texts(visit(top, RECORD, id="12345"))


def test_a_stranger_finds_nothing_there(li, visit):
    made = opportunity(customer(li), "quote", title="财产险")
    at = visit(hire("far", unit="D2T1"), RECORD, id=str(made))
    assert "财产险" not in texts(at)
    assert "找不到该记录" in texts(at)


def test_a_name_that_looks_like_markup_is_shown_as_typed(li, visit):
    evil = "![x](http://evil.example/a.png) **b** $x$ <img src=x>"
    made = opportunity(customer(li, evil), "quote", title=evil)
    at = visit(li, RECORD, id=str(made))
    assert not [one for one in (*at.markdown, *at.subheader) if "![x](" in str(one.value)]
    assert list(frames(visit(li, LIST))[0]["商机"]) == [evil]


def test_a_tap_opens_the_record(li, visit):
    made = opportunity(customer(li), "quote", title="财产险")
    at = tap(visit(li, LIST), "opportunities", made)
    assert "财产险" in at.subheader[0].value
    assert "阶段历史" in texts(at)
