"""The list and the record of customers, used as their people use them."""

from datetime import date
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from components.words import plain
from db.models.customers import Customer, Membership
from db.models.sales import Opportunity
from db.models.search import SavedFilter
from db.models.system import Audit
from factories import activity, change, company, contact, customer, hire, lead, member, one, opportunity, owner_of
from factories_money import claim, policy
from opening import act, counting, field, fine, frames, submit, tap, texts

LIST, RECORD, POLICY = "pages/customers/customers.py", "pages/customers/customer.py", "pages/book/policy.py"


@pytest.fixture
def li(url):
    company()
    return hire("li", name="李娜")


@pytest.fixture
def made(li):
    made = customer(li, "华东物流", phone="13800001234", id_number="110101199001011237", region="江苏", tier="high")
    contact(made)
    claim(policy(made, 10_000, "2025-08-01"), "2026-02-01", estimate=3_000)
    activity(made, "2026-06-30", li)
    opportunity(made)
    return made


def test_the_list_is_narrowed_by_the_address_and_by_a_search_that_stays_out_of_it(li, made, visit):
    customer(li, "西部矿业", region="四川")
    at = visit(li, LIST)
    assert list(frames(at)[0]["客户"]) == ["华东物流", "西部矿业"]
    at = visit(li, LIST, region="四川")
    assert list(frames(at)[0]["客户"]) == ["西部矿业"]
    at = visit(li, LIST)
    for typed in ("物流", "hdwl", "13800001234", "1234", "华东务流"):
        at = field(at, "search").set_value(typed).run()
        assert list(frames(at)[0]["客户"]) == ["华东物流"]
        assert typed not in str(dict(at.query_params))
    at = field(at, "search").set_value("没有").run()
    assert "没有符合条件的客户" in texts(at)


def test_a_search_is_there_again_for_who_comes_back_by_the_browser_or_by_the_link(li, made, visit):
    customer(li, "西部矿业", region="四川")
    at = field(visit(li, LIST), "search").set_value("物流").run()
    asked = {name: at.query_params[name] for name in at.query_params}
    at.switch_page(RECORD)
    at.query_params["id"] = str(made)
    at = fine(at.run())
    (back,) = [link for link in at.get("page_link") if link.proto.label == "客户列表"]
    assert back.proto.query_string == urlencode(asked, doseq=True)
    for address in (asked, {"id": str(made)}):
        at.switch_page(LIST)
        at.query_params.clear()
        at.query_params.update(address)
        at = fine(at.run())
        assert list(frames(at)[0]["客户"]) == ["华东物流"]
        assert field(at, "search").value == "物流"
    # The same link says nothing to somebody else.
    at = visit(hire("wang"), LIST, **asked)
    assert field(at, "search").value == ""


def test_a_tap_on_a_row_opens_the_record_once(li, made, visit):
    at = visit(li, LIST)
    at.session_state["customers.tapped"] = made
    at = fine(at.run())
    assert at.query_params["id"] in (str(made), [str(made)])
    assert "13800001234" in texts(at)
    at.switch_page(LIST)
    assert "13800001234" not in texts(fine(at.run()))


def test_each_filter_narrows_and_stands_in_the_link(li, made, visit):
    other = customer(li, "王芳", tags="价格敏感、老客户", region="四川")
    policy(other, 5_000, "2025-08-01", product_code="fire")
    alone = {"kind": "organisation", "tag": "老客户", "line": "fire", "tier": "high", "region": "江苏"}
    found = {
        name: list(frames(visit(li, LIST, **{name: code}))[0]["客户"]) for name, code in alone.items() if name != "kind"
    }
    assert found == {"tag": ["王芳"], "line": ["王芳"], "tier": ["华东物流"], "region": ["华东物流"]}
    assert "没有符合条件的客户" in texts(visit(li, LIST, kind="organisation"))
    assert "没有符合条件的客户" in texts(visit(li, LIST, expiry="30"))
    assert len(frames(visit(li, LIST, expiry="60"))[0]) == 2


def test_filters_are_saved_under_a_name_come_back_and_are_thrown_away(li, made, visit):
    customer(li, "西部矿业", region="四川")
    at = visit(li, LIST, region="四川")
    at.session_state["filters.saved"] = True
    at = fine(at.run())
    at.text_input(key="save_filter.0.name").set_value("川内")
    at = submit(at, "save_filter")
    assert "筛选已保存" in texts(at)
    at = visit(li, LIST)
    at.session_state["filters.saved"] = True
    at = fine(at.run())
    (use,) = [button for button in at.button if str(button.key).startswith("filters.use.")]
    at = fine(use.click().run())
    assert list(frames(at)[0]["客户"]) == ["西部矿业"]
    at.session_state["filters.saved"] = True
    at = fine(at.run())
    (drop,) = [button for button in at.button if str(button.key).startswith("filters.drop.")]
    at = fine(drop.click().run())
    assert one(select(SavedFilter)) is None
    at = fine(at.button(key="filters.clear").click().run())
    assert len(frames(at)[0]) == 2


def test_several_are_chosen_and_tagged_shared_and_planned_for(li, made, visit, monkeypatch):
    wang = hire("wang", name="王强")
    other = customer(li, "西部矿业")
    monkeypatch.setattr("components.customer_list.picking_many", lambda *_given, **_named: [made, other])
    at = visit(li, LIST)
    at = fine(at.toggle(key="customers.several").set_value(True).run())
    assert "已选 2 位客户" in texts(at)
    at = several(at, "tag_customers")
    field(at, "tags").set_value("重点")
    assert "标签已加到 2 位客户" in texts(submit(at))
    at = several(at, "share_customers")
    field(at, "person_id").set_value(wang.person_id)
    field(at, "until").set_value(date(2026, 7, 9))
    assert "王强 已成为 2 位客户的成员" in texts(submit(at))
    at = several(at, "plan_visits")
    field(at, "subject").set_value("回访")
    assert "已计划 2 次" in texts(submit(at))
    shared = select(sa.func.count()).where(Membership.person_id == wang.person_id)
    assert one(shared.where(Membership.until == date(2026, 7, 9))) == 2


def several(at, verb):
    """Choose what to do with the chosen customers."""
    (chooser,) = [group for group in at.get("button_group") if ".several.actions." in str(group.key)]
    return fine(chooser.set_value(verb).run())


def test_a_page_of_the_list_stands_in_its_link(li, visit):
    for number in range(53):
        customer(li, f"第{number:02}位")
    at = visit(li, LIST)
    for page, rows in (("2", 3), ("9", 3), ("x", 50)):
        at.query_params["page"] = page
        assert len(frames(fine(at.run()))[0]) == rows


def test_fifty_to_a_page_in_few_queries(li, visit):
    for number in range(53):
        customer(li, f"客户{number:02}")
    with counting() as sent:
        at = visit(li, LIST)
    assert len(frames(at)[0]) == 50
    assert len([statement for statement in sent if "customer" in statement]) <= 6


def test_a_new_salesperson_finds_an_empty_list_and_records_the_first_customer(li, visit):
    at = visit(li, LIST)
    assert "还没有客户" in texts(at)
    at = act(at, "add_customer")
    field(at, "name").set_value("新客户")
    field(at, "phone").set_value("13912345678")
    at = submit(at)
    assert "客户已新增" in texts(at)
    assert [title.value for title in at.subheader] == ["新客户"]
    assert list(frames(visit(li, LIST))[0]["电话"]) == ["139****5678"]
    assert owner_of(one(select(Customer.id))) == li.person_id


def test_what_is_missing_is_named_and_what_was_typed_stays(li, visit):
    at = act(visit(li, LIST), "add_customer")
    field(at, "region").set_value("城东区")
    at = submit(at)
    assert "名称: 此项必填" in texts(at)
    assert field(at, "region").value == "城东区"
    assert one(select(Customer)) is None


def test_the_record_is_reached_by_its_link_and_only_within_scope(li, made, visit):
    at = visit(li, RECORD, id=str(made))
    assert "华东物流" in texts(at)
    assert "13800001234" in texts(at)
    far = hire("far", unit="D2T1")
    for address in ({"id": str(made)}, {"id": "999"}, {"id": "9" * 30}, {"id": "1 or 1"}, {}):
        at = visit(far, RECORD, **address)
        assert "华东物流" not in texts(at)
        assert "找不到该记录" in texts(at) or "请从列表中选择一条记录" in texts(at)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_role_finds_its_parts_of_the_record(li, made, visit, language):
    parts = {"service": 5, "claims": 4, "executive": 6, "manager": 8}
    for role, number in parts.items():
        at = visit(hire(role, role, "C", language=language), RECORD, id=str(made), part="serving")
        choices = [group for group in at.get("button_group") if group.key == "address.part"]
        assert len(choices[0].options) == number + 4
        assert ("History of ownership" if language == "en" else "归属历史") in texts(at)


def test_a_head_sees_masks_until_there_is_a_reason(li, made, visit):
    boss = hire("boss", "manager")
    at = visit(boss, RECORD, id=str(made))
    assert "138****1234" in texts(at)
    assert "13800001234" not in texts(at)
    field(at, "reason").set_value("客户投诉核实")
    at = submit(at)
    assert "13800001234" in texts(at)
    assert one(select(Audit.command).order_by(col(Audit.id).desc())) == "reveal_customer"
    assert "13800001234" not in texts(at.run())


def test_changing_details_and_a_colleague_who_was_faster(li, made, visit):
    at = act(visit(li, RECORD, id=str(made)), "change_customer")
    field(at, "needs").set_value("需要冷链货运险")
    change(Customer, made, industry="物流")
    at = submit(at)
    assert "在您填写期间修改了该记录" in texts(at)
    compared = frames(at)[0]
    assert list(compared["我填写的"]) == ["–", "需要冷链货运险"]
    assert list(compared["最新的"]) == ["物流", "–"]
    keep = next(button for button in at.button if str(button.key).endswith(".keep"))
    at = submit(keep.click().run())
    record = one(select(Customer).where(Customer.id == made))
    assert (record.needs, record.industry) == ("需要冷链货运险", None)


def test_a_head_gives_the_customer_to_another(li, made, visit):
    boss, wang = hire("boss", "manager"), hire("wang", name="王芳")
    at = act(visit(boss, RECORD, id=str(made)), "assign_customer")
    field(at, "person_id").set_value(wang.person_id)
    field(at, "0.reason").set_value("片区调整")
    at = submit(at, "assign_customer")
    assert "已交给 王芳" in texts(at)
    assert owner_of(made) == wang.person_id


def test_a_member_is_added_and_let_go(li, made, visit):
    far = hire("far", unit="D2T1", name="赵强")
    at = act(visit(li, RECORD, id=str(made), part="serving"), "add_member")
    field(at, "person_id").set_value(far.person_id)
    field(at, "reason").set_value("联合拜访")
    at = submit(at)
    assert "联合拜访" in texts(visit(li, RECORD, id=str(made), part="serving"))
    assert "赵强" in texts(visit(li, RECORD, id=str(made), part="serving"))
    at = visit(li, RECORD, id=str(made), part="serving")
    at = next(button for button in at.button if str(button.key).startswith("end_membership")).click().run()
    assert one(select(Membership.valid_to)) is not None
    assert plain("customers.no_members") in texts(at)
    (folded,) = [box for box in at.expander if box.label == plain("customers.members_ended", rows=1)]
    assert "联合拜访" in str([caption.value for caption in folded.caption])


def test_the_history_names_where_a_lead_came_from(li, made, visit):
    lead("D1T1", li, "转来的", customer_id=made, source="referral", status="converted")
    at = visit(li, RECORD, id=str(made), part="history", kind="lead")
    assert "转介绍" in str(frames(at)[0].values)
    assert "referral" not in str(frames(at)[0].values)


def test_the_history_is_told_in_sentences_and_narrowed_by_the_address(li, made, visit):
    opportunity(made, "contact", opened_on="2026-05-01", title="企业财产险")
    activity(made, "2026-05-02", li, status="done", subject="送方案", outcome="有意向")
    at = visit(li, RECORD, id=str(made), part="history")
    (shown,) = frames(at)
    told = [str(text) for text in shown.iloc[:, 1]]
    assert any("送方案" in text and text.endswith("有意向") for text in told)
    assert any(text.startswith("商机「企业财产险」：") for text in told)
    at = visit(li, RECORD, id=str(made), part="history", kind="activity")
    assert len(frames(at)[0]) == 1


def test_cover_shows_its_gaps_and_the_money_of_each_year(li, made, visit):
    assert "还没有保单" in texts(visit(li, RECORD, id=str(customer(li)), part="cover"))
    claim(policy(made, 900, "2024-03-01", paid=True), "2024-04-01", estimate=100)
    listed, years = frames(visit(li, RECORD, id=str(made), part="cover"))
    assert "脱保 153 天" in str(listed.values)
    assert "2024" in str(years.values)


def test_who_only_reads_is_offered_no_action(li, made, visit):
    mate = hire("mate", unit="D2T1")
    member(made, mate)
    at = visit(mate, RECORD, id=str(made))
    assert not [group for group in at.get("button_group") if ".actions." in str(group.key)]


def test_an_opportunity_and_an_activity_begin_on_the_record(li, made, visit):
    at = act(visit(li, RECORD, id=str(made)), "add_opportunity")
    field(at, "title").set_value("企业财产险")
    field(at, "product_id").set_value(1)
    field(at, "expected_premium").set_value(88_000.0)
    field(at, "expected_close").set_value(date(2026, 9, 30))
    at = submit(at)
    assert one(select(Opportunity.expected_premium).where(Opportunity.title == "企业财产险")) == 8_800_000
    at = act(visit(li, RECORD, id=str(made)), "plan_activity")
    field(at, "subject").set_value("送方案")
    assert "活动已安排" in texts(submit(at))


def test_a_policy_shows_its_ledger_and_chain_and_takes_an_endorsement(li, made, visit):
    old = policy(made, 900, "2024-03-01")
    new = policy(made, 950, "2025-09-01", renews=old)
    care = hire("care", "service", "C")
    at = visit(care, POLICY, id=str(new))
    assert "续保链" in texts(at)
    at = act(at, "endorse_policy")
    field(at, "number").set_value("E-1")
    field(at, "delta").set_value(120.5)
    field(at, "reason").set_value("加保")
    at = submit(at)
    assert "批改已入账" in texts(at)
    assert 120.5 in list(frames(at)[0]["金额（元）"])
    assert "找不到该记录" in texts(visit(care, POLICY, id="999"))


def test_claims_are_listed_with_status_and_amounts(li, made, visit):
    at = visit(li, "pages/book/claims.py")
    assert list(frames(at)[0]["未决（元）"]) == [3_000.0]
    assert "没有符合条件的理赔" in texts(visit(li, "pages/book/claims.py", status="closed"))
    at = tap(visit(li, "pages/book/claims.py"), "claims", 1)
    assert "保费流水" in texts(at)
    assert "理赔列表" in [link.proto.label for link in at.get("page_link")]
