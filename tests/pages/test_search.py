"""The one field that searches everywhere, as its people use it."""

import pytest
from sqlmodel import select

from db.commands.add_lead import add_lead
from db.commands.change_lead import change_lead
from db.commands.note_opened import note_opened
from db.commands.pin_record import pin_record
from db.models.sales import Lead
from db.run import run
from factories import activity, company, contact, customer, hire, lead, one, opportunity
from factories_money import claim, policy
from opening import counting, fine, texts

SEARCH, RECORD, HOME = "pages/start/search.py", "pages/customers/customer.py", "pages/start/home.py"
MOST_STATEMENTS = 60


@pytest.fixture
def li(url):
    company()
    return hire("li", name="李娜")


@pytest.fixture
def made(li):
    made = customer(li, "华东物流", kind="organisation", phone="13800001234")
    contact(made, "曾晓明")
    claim(policy(made, 10_000, "2025-08-01", number="PMO1", insured_object="宁A12345"), "2026-02-01", estimate=3_000)
    opportunity(made, title="物流车险")
    lead("D1T1", li, "东方物流")
    return made


def links(at):
    return [link.proto.label for link in at.get("page_link") if link.proto.query_string.startswith("id=")]


def test_one_field_finds_every_kind(li, made, visit):
    at = visit(li, SEARCH, q="物流")
    assert links(at) == ["华东物流", "物流车险", "东方物流"]
    for typed, found in (("zengxm", "曾晓明"), ("PMO1", "PMO1"), ("宁A123", "PMO1"), ("李娜", ""), ("liN", "")):
        at = visit(li, SEARCH, q=typed)
        assert links(at)[-1:] == ([found] if found else [])
    assert "李娜" in texts(at)


def test_what_is_typed_into_the_frame_goes_to_the_page_and_stays_out_of_the_address(li, made, visit):
    at = visit(li, HOME)
    at = fine(at.text_input(key="frame.seek").set_value("13800001234").run())
    assert links(at) == ["华东物流"]
    assert at.text_input(key="search.q").value == "13800001234"
    assert "1380" not in str(dict(at.query_params))


def test_where_a_lead_comes_from_is_told_by_its_name(li, visit):
    lead("D1T1", li, "东方物流", source="referral")
    assert "转介绍" in texts(visit(li, SEARCH, q="东方物流"))
    smith = hire("smith", language="en")
    lead("D1T1", smith, "西方物流", source="partner")
    assert "Partner" in texts(visit(smith, SEARCH, q="西方物流"))


def test_a_phone_number_in_a_link_is_not_taken(li, made, visit):
    assert links(visit(li, SEARCH, q="13800001234")) == []


def test_contacts_and_leads_are_found_by_phone_and_activities_by_subject(li, visit):
    theirs = customer(li, "华东物流", kind="organisation")
    contact(theirs, "曾晓明", phone="13911112222", phone_mask="139****2222")
    lead("D1T1", li, "东方物流", phone="13733334444", phone_mask="137****4444")
    activity(theirs, "2026-06-30", li, subject="送达保单")
    for typed, found in (
        *(("139 1111 2222", "曾晓明"), ("2222", "曾晓明"), ("13733334444", "东方物流"), ("4444", "东方物流")),
        *(("送达", "送达保单"), ("sdbd", "送达保单")),
    ):
        at = fine(visit(li, SEARCH).text_input(key="search.q").set_value(typed).run())
        assert links(at) == [found], typed
        far = fine(visit(hire(f"far{typed}", unit="D2T1"), SEARCH).text_input(key="search.q").set_value(typed).run())
        assert links(far) == [], typed
    top = fine(visit(hire("top", "executive", "C"), SEARCH).text_input(key="search.q").set_value("2222").run())
    assert links(top) == []


def test_a_phone_that_was_changed_is_found_and_the_old_one_is_not(li, visit):
    known = {"name": "东方物流", "kind": "organisation", "source": "website"}
    number = run(add_lead, li, **known, phone="13733334444", person_id=li.person_id)
    run(change_lead, li, lead_id=number, version=now_in(number), **known, phone="13755556666")
    for typed, found in (("13733334444", []), ("13755556666", ["东方物流"]), ("6666", ["东方物流"])):
        at = fine(visit(li, SEARCH).text_input(key="search.q").set_value(typed).run())
        assert links(at) == found, typed


def now_in(number):
    return one(select(Lead.version).where(Lead.id == number))


def test_others_find_nothing_of_it(li, made, visit):
    far = hire("far", unit="D2T1", name="赵远")
    for typed in ("物流", "hdwl", "曾晓明", "PMO1", "宁A12345", "华东务流"):
        at = visit(far, SEARCH, q=typed)
        assert links(at) == []
        assert "没有找到" in texts(at)


def test_few_of_each_and_the_way_to_the_rest(li, visit):
    for number in range(7):
        lead("D1T1", li, f"东方物流{number}号")
        customer(li, f"西部物流{number}号")
    at = visit(li, SEARCH, q="物流")
    assert len(links(at)) == 10
    (more,) = [link.proto.query_string for link in at.get("page_link") if link.proto.label == "查看更多"]
    assert more.startswith("find=")
    assert "东方物流6号" not in links(at)
    at = fine(at.button(key="search.more.leads").click().run())
    assert links(at) == [f"东方物流{number}号" for number in range(7)]


def test_an_empty_field_shows_what_is_pinned_and_what_was_opened_last(li, made, visit):
    assert "打开过的和置顶的记录会出现在这里" in texts(visit(li, SEARCH))
    at = visit(li, RECORD, id=str(made))
    fine(at.button(key=f"pin.customer.{made}").click().run())
    at = visit(li, SEARCH)
    assert links(at) == ["华东物流", "华东物流"]
    assert "已置顶" in texts(at)


@pytest.mark.parametrize("role", ["analyst", "admin"])
def test_who_sees_no_customer_finds_colleagues(li, made, visit, role):
    at = visit(hire("other", role, "C"), SEARCH, q="李娜")
    assert "李娜" in texts(at)
    assert "没有找到" in texts(visit(hire("third", role, "C"), SEARCH, q="华东物流"))


def test_a_search_asks_a_bounded_number_of_times(li, made, visit):
    at = visit(li, SEARCH, q="物流")
    for number in range(40):
        customer(li, f"北方物流{number}")
    with counting() as sent:
        fine(at.run())
    assert len(sent) <= MOST_STATEMENTS, len(sent)


def test_what_is_at_hand_is_read_with_few_statements(li, visit):
    for number in range(8):
        made = customer(li, f"第{number}位")
        run(pin_record, li, kind="customer", record_id=made, pinned=True)
        run(note_opened, li, kind="customer", record_id=made)
    at = visit(li, SEARCH)
    with counting() as sent:
        fine(at.run())
    assert len(links(at)) == 16
    assert len(sent) <= 16, len(sent)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("宁A123", "按保单号或车牌找到"),
        ("13800001234", "按电话或证件号找到"),
        ("hdwl", "按拼音或相近名称找到"),
        ("华东", ""),
    ],
)
def test_a_customer_says_by_what_it_was_found(li, made, visit, typed, told):
    at = visit(li, SEARCH)
    shown = texts(fine(at.text_input(key="search.q").set_value(typed).run()))
    assert [word for word in ("按保单", "按电话", "按拼音", "按客户号") if word in shown] == (
        [told[:3]] if told else []
    )
