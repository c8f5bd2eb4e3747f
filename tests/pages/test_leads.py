"""Leads on the screen: they come in, are claimed, worked and converted; heads give several at once."""

from datetime import date

import pytest
from sqlmodel import col, select

from db.commands.add_lead import add_lead
from db.models.customers import Customer
from db.models.sales import Lead, Opportunity
from db.run import run
from factories import change, company, customer, hire, lead, one, owner_of, product
from opening import act, counting, field, fine, frames, submit, tap, texts

LIST, RECORD = "pages/sales/leads.py", "pages/sales/lead.py"
CUSTOMERS = "pages/customers/customers.py"


@pytest.fixture
def li(url):
    company()
    product("car", line="motor")
    product("works", line="property")
    return hire("li", name="李娜")


@pytest.fixture
def boss(li):
    return hire("boss", "manager", name="王经理")


def now_in(number):
    return one(select(Lead).where(Lead.id == number))


def press(at, key):
    (button,) = [one for one in at.button if str(one.key).startswith(key)]
    return fine(button.click().run())


def tick(at, rows):
    """Tick rows of the list by their place."""
    (frame,) = [one for one in at.dataframe if ".many." in str(one.proto.id)]
    at.session_state[frame.key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    return fine(at.run())


def test_a_lead_comes_in_is_worked_and_becomes_a_customer(li, visit):
    at = visit(li, LIST)
    assert "手上没有未结线索" in texts(at)
    at = act(at, "add_lead")
    field(at, "name").set_value("华东物流")
    field(at, "contact_name").set_value("赵总")
    field(at, "phone").set_value("+86 138-0000-1234")
    field(at, "0.source").set_value("website")
    field(at, "0.line").set_value("motor")
    field(at, "expected_premium").set_value(8_000.0)
    at = submit(at)
    assert "线索已新增" in texts(at)
    assert list(frames(at)[0]["线索"]) == ["华东物流"]
    assert list(frames(at)[0]["电话"]) == ["138****1234"]
    number = one(select(Lead.id))
    at = visit(li, RECORD, id=str(number))
    assert "13800001234" in texts(at)
    at = act(at, "contact_lead")
    at = submit(at)
    assert "请说明" in texts(at) or "请填写联系结果" in texts(at)
    field(at, "outcome").set_value("约周五面谈")
    at = submit(at)
    assert "联系已记录" in texts(at)
    assert list(frames(at)[0]["事项"]) == ["联系", "领取", "收到"]
    at = act(at, "convert_lead")
    assert field(at, "title").value == "华东物流 · motor"
    assert field(at, "expected_premium").value == 8_000.0
    field(at, "expected_close").set_value(date(2026, 9, 30))
    at = submit(at)
    assert "华东物流 已转为客户和商机" in texts(at)
    assert owner_of(one(select(Customer.id))) == li.person_id
    assert one(select(Opportunity.expected_premium)) == 800_000
    assert not [group for group in at.get("button_group") if ".actions." in str(group.key)]


def test_what_cannot_be_taken_is_told_at_its_field_and_what_was_typed_stays(li, visit):
    at = act(visit(li, LIST), "add_lead")
    field(at, "name").set_value("甲")
    field(at, "phone").set_value("不知道")
    at = submit(at)
    assert "电话: 不是有效的电话号码" in texts(at) or "来源: 此项必填" in texts(at)
    field(at, "0.source").set_value("website")
    at = submit(at)
    assert "电话: 不是有效的电话号码" in texts(at)
    assert field(at, "phone").value == "不知道"
    assert one(select(Lead)) is None


def test_the_same_phone_is_told_and_saved_after_a_tick(li, visit):
    run(add_lead, li, name="老线索", kind="individual", source="website", phone="13800001234", person_id=li.person_id)
    at = act(visit(li, LIST), "add_lead")
    field(at, "name").set_value("新线索")
    field(at, "0.source").set_value("phone")
    field(at, "phone").set_value("13800001234")
    at = submit(at)
    assert "已有相同电话的未结线索：老线索" in texts(at)
    field(at, "confirmed").set_value(True)
    at = submit(at)
    assert sorted(frames(at)[0]["线索"]) == ["新线索", "老线索"]


def test_the_pool_is_claimed_from_the_list_and_the_phone_is_seen_then(li, visit):
    number = lead("D1T1", name="池中客", phone="13800001234", phone_mask="138****1234")
    lead("D2T1", name="别处客")
    at = visit(li, LIST, part="pool")
    assert list(frames(at)[0]["线索"]) == ["池中客"]
    assert "13800001234" not in texts(visit(li, RECORD, id=str(number)))
    at = tap(visit(li, LIST, part="pool"), "leads", number)
    at = press(at, "claim_lead")
    assert "池中客 已归您跟进" in texts(at)
    assert now_in(number).person_id == li.person_id
    assert "13800001234" in texts(visit(li, RECORD, id=str(number)))


def test_a_head_gives_several_at_once_and_the_pool_by_the_rules(li, boss, visit):
    numbers = [lead("D1T1", name=f"线索{at}", received_on=f"2026-06-0{at + 1}") for at in range(4)]
    at = fine(visit(boss, LIST, part="pool").toggle(key="leads.several").set_value(True).run())
    at = tick(at, [0, 1])
    field(at, "person_id").set_value(li.person_id)
    at = submit(at)
    assert "已将 2 条线索分配给 李娜" in texts(at)
    assert [now_in(number).person_id for number in numbers] == [None, None, li.person_id, li.person_id]
    at = act(visit(boss, LIST, part="pool"), "assign_pool")
    assert "线索池中的 2 条线索将分给业务员" in texts(at)
    assert "按地区 → 按险类 → 按负荷 → 轮流" in texts(at)
    assert [now_in(number).person_id for number in numbers] == [None, None, li.person_id, li.person_id]
    at = press(at, "assign_pool")
    assert at.success[0].value == "已分配 2 条线索：李娜 2 条"
    assert {now_in(number).person_id for number in numbers} == {li.person_id}
    assert list(frames(visit(boss, LIST))[0]["持有人"]) == ["李娜"] * 4


def test_a_lead_goes_back_or_is_given_up_for_a_reason(li, boss, visit):
    first, second = lead("D1T1", li, name="甲"), lead("D1T1", li, name="乙")
    at = act(visit(li, RECORD, id=str(first)), "return_lead")
    field(at, "reason").set_value("不在我的片区")
    at = submit(at)
    assert "线索已退回线索池" in texts(at)
    assert "领取" in next(button.label for button in at.button if str(button.key).startswith("claim_lead"))
    at = act(visit(boss, RECORD, id=str(second)), "drop_lead")
    field(at, "reason").set_value("空号")
    at = submit(at)
    assert "空号" in texts(at)
    assert now_in(second).status == "dropped"


def test_a_customer_that_is_there_already_takes_the_opportunity(li, visit):
    theirs = customer(li, "老客户", phone="13800001234")
    order = {"name": "来电", "kind": "individual", "source": "phone", "phone": "13800001234", "line": "property"}
    number = run(add_lead, li, **order, person_id=li.person_id)
    at = act(visit(li, RECORD, id=str(number)), "convert_lead")
    field(at, "expected_close").set_value(date(2026, 9, 30))
    at = submit(at)
    assert "该号码已属于现有客户" in texts(at)
    assert field(at, "title").value == "来电 · property"
    at = submit(at)
    assert now_in(number).customer_id == theirs
    assert len(one(select(Customer.name)).splitlines()) == 1


def test_a_customer_elsewhere_is_hinted_at_and_nothing_more(li, visit):
    customer(hire("far", unit="D2T1", name="赵强"), "机密客户", phone="13800001234")
    number = run(
        add_lead, li, name="来电", kind="individual", source="phone", phone="13800001234", person_id=li.person_id
    )
    at = act(visit(li, RECORD, id=str(number)), "convert_lead")
    field(at, "product_id").set_value(1)
    field(at, "expected_close").set_value(date(2026, 9, 30))
    at = submit(at)
    assert "机***：电话相同，由 赵强 负责" in texts(at)
    assert "机密客户" not in texts(at)
    assert now_in(number).status == "new"


def test_the_list_is_narrowed_by_the_address(li, visit):
    lead("D1T1", li, name="展会客", source="exhibition", line="motor", expected_premium=5_000)
    lead("D1T1", li, name="官网客", source="website", line="property", region="城东区", expected_premium=9_000)
    lead("D1T1", li, name="没戏的", status="dropped")
    assert sorted(frames(visit(li, LIST))[0]["线索"]) == ["官网客", "展会客"]
    for address, wanted in (
        ({"source": "exhibition"}, ["展会客"]),
        ({"line": "property"}, ["官网客"]),
        ({"region": "城东区"}, ["官网客"]),
        ({"status": "dropped"}, ["没戏的"]),
        ({"sort": "premium"}, ["官网客", "展会客"]),
    ):
        assert list(frames(visit(li, LIST, **address))[0]["线索"]) == wanted
    assert len(frames(visit(li, LIST, status="all", source="'; drop", sort="x"))[0]) == 3


def test_the_list_takes_few_queries(li, boss, visit):
    for number in range(60):
        lead("D1T1", li, name=f"线索{number}")
    with counting() as sent:
        at = visit(boss, LIST)
    assert len(frames(at)[0]) == 50
    assert len([statement for statement in sent if "FROM lead" in statement]) <= 4


def test_the_executive_reads_and_works_nothing(li, visit):
    number = lead("D1T1", li, name="甲", phone="13800001234", phone_mask="138****1234")
    top = hire("top", "executive", "C", language="en")
    at = visit(top, LIST)
    assert list(frames(at)[0]["Lead"]) == ["甲"]
    at = visit(top, RECORD, id=str(number))
    assert "138****1234" in texts(at)
    assert "13800001234" not in texts(at)
    assert not [group for group in at.get("button_group") if ".actions." in str(group.key)]
    assert not at.button or not [one for one in at.button if "claim" in str(one.key)]


def test_a_stranger_finds_nothing_there(li, visit):
    number = lead("D1T1", li, name="机密线索")
    for address in ({"id": str(number)}, {"id": "999"}, {"id": "9" * 30}, {"id": "1 or 1"}, {}):
        at = visit(hire(f"far{len(str(address))}", unit="D2T1"), RECORD, **address)
        assert "机密线索" not in texts(at)


def test_a_head_reveals_the_phone_for_a_reason(li, boss, visit):
    number = lead("D1T1", li, name="甲", phone="13800001234", phone_mask="138****1234")
    at = visit(boss, RECORD, id=str(number))
    assert "13800001234" not in texts(at)
    field(at, "reason").set_value("客户投诉")
    at = submit(at)
    assert "13800001234" in texts(at)
    assert "13800001234" not in texts(at.run())


def test_somebody_was_faster_and_what_was_typed_is_kept(li, visit):
    number = lead("D1T1", li, name="甲")
    at = act(visit(li, RECORD, id=str(number)), "contact_lead")
    field(at, "outcome").set_value("通了")
    change(Lead, number, note="经理补充")
    at = submit(at)
    assert "您填写的内容还在" in texts(at)
    assert field(at, "outcome").value == "通了"
    at = submit(at)
    assert now_in(number).status == "contacted"


def test_a_second_customer_with_the_phone_is_told_and_saved_after_a_tick(li, visit):
    customer(li, "张三", phone="13800001234")
    at = act(visit(li, CUSTOMERS), "add_customer")
    field(at, "name").set_value("张三的妻子")
    field(at, "phone").set_value("138 0000 1234")
    at = submit(at)
    assert "该号码已属于现有客户" in texts(at)
    assert "电话相同，由 李娜 负责" in texts(at)
    assert [link for link in at.get("page_link") if "张三" in str(link.proto)]
    assert field(at, "name").value == "张三的妻子"
    field(at, "confirmed").set_value(True)
    at = submit(at)
    assert "客户已新增" in texts(at)
    assert one(select(Customer.phone_mask).order_by(col(Customer.id).desc())) == "138****1234"


def test_a_wrong_phone_is_cleared_on_the_record(li, visit):
    made = customer(li, "张三", phone="13800001234")
    at = act(visit(li, "pages/customers/customer.py", id=str(made)), "change_customer")
    field(at, "clear").set_value(["phone"])
    at = submit(at)
    assert "客户资料已保存" in texts(at)
    assert "13800001234" not in texts(at)
