"""A customer's record says how complete it is, and each gap opens what fills it."""

from datetime import date

import pytest
from sqlmodel import select

from db.models.customers import Contact, CustomerPrivate
from db.models.people import Role
from factories import activity, company, contact, customer, hire, member, one, write
from factories_money import policy
from opening import act, field, fine, submit, texts

RECORD = "pages/customers/customer.py"


@pytest.fixture
def li(url):
    company()
    return hire("li")


def gaps(at):
    return {button.key.rsplit(".", 1)[-1]: button for button in at.button if str(button.key).startswith("gap.")}


def title(at):
    (found,) = [each.label for each in at.expander if "资料完整度" in each.label]
    return found


def test_the_score_its_parts_and_each_gap_with_its_way(li, visit):
    made = customer(li, phone="13800000000")
    at = visit(li, RECORD, id=str(made))
    assert title(at) == "资料完整度 55 分 · 还缺 5 项"
    assert set(gaps(at)) == {"not_logged", "nothing_planned", "no_other", "no_needs", "no_birthday"}
    told = texts(at)
    assert "没有安排日期" in told
    assert "决策人 20" in told
    assert "0/15 分" in told


def test_a_gap_opens_the_form_that_fills_it_and_is_gone(li, visit):
    made = customer(li, kind="organisation")
    at = visit(li, RECORD, id=str(made))
    at = fine(gaps(at)["no_decision_maker"].click().run())
    assert field(at, "role").value == "decision_maker"
    field(at, "name").set_value("王总")
    field(at, "phone").set_value("13800000000")
    at = submit(at, "contact.")
    assert one(select(Contact.phone).where(Contact.customer_id == made)) == "13800000000"
    assert title(at) == "资料完整度 55 分 · 还缺 5 项"
    at = fine(gaps(at)["nothing_planned"].click().run())
    field(at, "subject").set_value("拜访")
    at = submit(at, "plan_activity")
    assert title(at) == "资料完整度 70 分 · 还缺 4 项"


def test_a_known_contact_is_put_right(li, visit):
    made = customer(li, kind="organisation")
    known = contact(made, "王总")
    at = act(visit(li, RECORD, id=str(made)), "add_contact")
    at = fine(at.selectbox(key=f"contacts.{made}.whom").set_value(known).run())
    assert field(at, "name").value == "王总"
    field(at, "phone").set_value("02161234567")
    at = submit(at, "contact.")
    assert one(select(Contact.phone).where(Contact.id == known)) == "02161234567"


def test_a_full_record_is_quiet(li, visit):
    made = customer(li, phone="13800000000", needs="养老")
    contact(made, role="family", born_on=date(1980, 1, 1))
    for on in ("2026-04-01", "2026-05-01", "2026-06-01"):
        activity(made, on, status="done", outcome="已谈")
    activity(made, "2026-07-01")
    at = visit(li, RECORD, id=str(made))
    assert "资料完整" in texts(at)
    assert not gaps(at)
    assert not [each for each in at.expander if "资料完整度" in each.label]


def test_what_lies_on_another_page_is_linked(li, visit):
    made = customer(li)
    policy(made, 0, "2026-01-01")
    policy(made, 100, "2026-01-01")
    at = visit(li, RECORD, id=str(made))
    links = [link.proto.label for link in at.get("page_link")]
    assert "查看保单" in links
    assert "打开今日计划" in links


def test_who_may_not_write_sees_the_gaps_and_no_buttons_and_who_sees_but_parts_sees_none(li, visit):
    made = customer(li)
    write(CustomerPrivate(customer_id=made, born_on=date(1980, 1, 1)))
    reader = hire("reader", unit="D2T1")
    member(made, reader)
    at = visit(reader, RECORD, id=str(made))
    assert "还缺" in title(at)
    assert not gaps(at)
    for role in (Role.EXECUTIVE, Role.SERVICE):
        at = visit(hire(f"some_{role}", role, "C"), RECORD, id=str(made))
        assert not [each for each in at.expander if "资料完整度" in each.label]
