"""Customers recorded twice: found, compared, merged field by field and taken back, as their leaders do it."""

from urllib.parse import parse_qsl

import pytest
from sqlmodel import select

from db.commands.keep_apart import keep_apart
from db.commands.undo_apart import undo_apart
from db.errors import Denied
from db.models.customers import Customer
from db.models.merges import CustomerApart, CustomerMerge
from db.models.system import Audit
from db.rights import opens
from db.run import run
from factories import change, company, customer, hire, one, opportunity
from factories_money import policy
from opening import fine, frames, pick, submit, texts

LIST, RECORD, CUSTOMERS = "pages/customers/duplicates.py", "pages/customers/customer.py", "pages/customers/customers.py"


@pytest.fixture
def team(url):
    company()
    return {
        "li": hire("li", name="李娜"),
        "wang": hire("wang", name="王敏"),
        "chen": hire("chen", "manager", name="陈"),
    }


@pytest.fixture
def twice(team):
    first = customer(team["li"], "华东物流有限公司", kind="organisation", phone="13800001234")
    second = customer(
        team["wang"], "华东物流", kind="organisation", phone="13800001234", region="城东区", tags="长期合作"
    )
    change(Customer, first, tags="多险种")
    policy(first, 1_000, "2026-01-01")
    opportunity(second)
    return first, second


def choose(at, key, value):
    (radio,) = [each for each in at.radio if str(each.key).endswith(key)]
    return radio.set_value(value)


def test_a_manager_compares_two_chooses_the_fields_and_merges_them(team, visit, twice):
    first, second = twice
    at = visit(team["chen"], LIST)
    (row,) = frames(at)[0].to_dict("records")
    numbers = [one(select(Customer.number).where(Customer.id == number)) for number in twice]
    assert (row["相同之处"], row["负责人"]) == ("电话相同", "李娜 / 王敏")
    assert [row["客户"], row["另一客户"]] == [f"华东物流有限公司 · {numbers[0]}", f"华东物流 · {numbers[1]}"]
    at = pick(at, "duplicates", 1)
    assert "保单 1" in texts(at).replace("\\", "")
    assert [str(each.key).rpartition(".")[2] for each in at.radio] == ["winner", "name", "region", "tags"]
    choose(at, ".name", second)
    for each in at.text_input:
        if str(each.key).endswith(".reason"):
            each.set_value("重复登记")
    at = fine(submit(at, "merge"))
    record = one(select(Customer).where(Customer.id == first))
    assert (record.name, record.region, record.tags) == ("华东物流", "城东区", "多险种、长期合作")
    assert "没有发现可能重复的客户" in texts(at)
    assert one(select(CustomerMerge.loser_id)) == second
    (there,) = [link for link in at.get("page_link") if "华东物流" in link.proto.label]
    assert dict(parse_qsl(there.proto.query_string)) == {"id": str(first), "part": "twins"}


def test_the_page_of_the_one_leads_to_the_other_where_it_is_undone(team, visit, twice):
    first, second = twice
    at = visit(team["chen"], RECORD, id=str(first), part="twins")
    (pills,) = [each for each in at.get("button_group") if str(each.key).startswith("twins.")]
    at = fine(pills.set_value(second).run())
    for each in at.text_input:
        if str(each.key).endswith(".reason"):
            each.set_value("重复登记")
    at = fine(submit(at, "merge"))
    assert "重复登记" in texts(at)
    gone = visit(team["chen"], RECORD, id=str(second))
    assert "该客户已合并到" in texts(gone)
    at = visit(team["chen"], RECORD, id=str(first), part="twins")
    (undo,) = [each for each in at.button if str(each.key).startswith("undo.")]
    at = fine(undo.click().run())
    assert one(select(Customer.merged_into_id).where(Customer.id == second)) is None
    assert "华东物流 恢复" in texts(at)


def test_a_salesperson_sees_the_likeness_among_their_own_and_cannot_merge(team, visit, twice):
    first, _second = twice
    other = customer(team["li"], "华东物流", kind="organisation")
    at = visit(team["li"], RECORD, id=str(first), part="twins")
    (pills,) = [each for each in at.get("button_group") if str(each.key).startswith("twins.")]
    assert len(pills.options) == 1
    at = fine(pills.set_value(other).run())
    assert "两位客户都归您管辖时才能合并" in texts(at)
    assert not [each for each in at.button if "merge" in each.form_id]
    assert not opens(team["li"], "duplicates")


def test_a_pair_that_is_not_the_same_is_not_shown_again(team, visit, twice):
    at = pick(visit(team["chen"], LIST), "duplicates", 1)
    (apart,) = [each for each in at.button if str(each.key).startswith("apart.")]
    at = fine(apart.click().run())
    assert "没有发现可能重复的客户" in texts(at)


def test_the_list_of_customers_leads_leaders_to_the_duplicates(team, visit, twice):
    for me, led in (("chen", True), ("li", False)):
        at = visit(team[me], CUSTOMERS)
        assert any("可能重复" in link.proto.label for link in at.get("page_link")) is led


def test_the_judgement_that_two_are_not_the_same_is_told_and_taken_back(team, visit, twice):
    first, second = twice
    run(keep_apart, team["chen"], customer_ids=twice)
    at = visit(team["li"], RECORD, id=str(first), part="twins")
    assert "已判定为不同客户" not in texts(at)  # the other is out of sight
    at = visit(team["chen"], RECORD, id=str(first), part="twins")
    assert "由 陈 判定" in texts(at)
    (back,) = [each for each in at.button if str(each.key).startswith("rejoin.")]
    at = fine(back.click().run())
    assert "再次列为可能重复" in texts(at)
    assert one(select(CustomerApart)) is None
    assert str(second) in one(select(Audit.change).where(Audit.command == "undo_apart"))
    assert len(frames(visit(team["chen"], LIST))[0]) == 1


def test_who_may_not_write_both_takes_no_judgement_back(team, twice):
    made = run(keep_apart, team["chen"], customer_ids=twice)
    for me in ("li", "wang"):
        with pytest.raises(Denied):
            run(undo_apart, team[me], apart_id=made)
    assert one(select(CustomerApart.id)) == made
