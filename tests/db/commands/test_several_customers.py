"""Several customers are tagged, shared and planned for at once, all or none."""

from datetime import date

import pytest
from sqlmodel import select

from db.commands.plan_visits import plan_visits
from db.commands.share_customers import share_customers
from db.commands.tag_customers import tag_customers
from db.errors import Denied, Invalid
from db.models.customers import Customer, Membership
from db.models.work import Activity
from db.run import run
from db.session import reading
from factories import SYSTEM, company, customer, hire, member, one


@pytest.fixture
def li(url):
    company()
    return hire("li")


def everything(what):
    with reading(SYSTEM) as session:
        return list(session.exec(what))


def test_a_tag_is_added_once_and_the_others_stay(li):
    ids = [customer(li, "甲", tags="老客户，价格敏感"), customer(li, "乙", tags="重点")]
    assert run(tag_customers, li, customer_ids=ids, tag=" 重点 ") == 1
    assert everything(select(Customer.tags).order_by(Customer.id)) == ["老客户、价格敏感、重点", "重点"]


@pytest.mark.parametrize("tag", ["", "一、二", "长" * 21])
def test_a_tag_is_one_short_word(li, tag):
    with pytest.raises(Invalid):
        run(tag_customers, li, customer_ids=[customer(li)], tag=tag)


def test_one_that_is_not_theirs_and_none_is_tagged(li):
    mine, other = customer(li), customer(hire("wang", unit="D2T1"))
    with pytest.raises(Denied):
        run(tag_customers, li, customer_ids=[mine, other], tag="重点")
    assert set(everything(select(Customer.tags))) == {""}


def test_a_member_is_added_where_they_are_none_yet(li):
    wang = hire("wang", unit="D2T1")
    first, second = customer(li), customer(li)
    member(first, wang)
    order = {"customer_ids": [first, second], "person_id": wang.person_id, "can_write": False, "reason": "协办"}
    assert run(share_customers, li, **order) == 1
    assert run(share_customers, li, **order) == 0
    assert sorted(everything(select(Membership.customer_id))) == [first, second]


def test_a_member_of_several_is_one_until_the_same_day(li):
    wang, last = hire("wang", unit="D2T1"), date(2026, 7, 9)
    order = {"customer_ids": [customer(li), customer(li)], "person_id": wang.person_id, "can_write": False}
    run(share_customers, li, **order, reason="协办", until=last)
    assert everything(select(Membership.until)) == [last, last]
    with pytest.raises(Invalid):
        run(share_customers, li, **order | {"customer_ids": [customer(li)]}, reason="", until=date(2026, 6, 1))


def test_a_visit_is_planned_with_each(li):
    ids = [customer(li), customer(li), customer(li)]
    order = {"kind": "visit", "planned_on": date(2026, 7, 1), "subject": "季度拜访"}
    assert run(plan_visits, li, customer_ids=[*ids, ids[0]], **order) == 3
    assert sorted(everything(select(Activity.customer_id))) == ids
    assert one(select(Activity.person_id)) == li.person_id
