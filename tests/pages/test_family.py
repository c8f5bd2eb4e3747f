"""The tree on a customer's page, and how a customer is put into one."""

import pytest
from sqlmodel import select

from db.models.customers import Customer
from factories import change, company, customer, hire, one
from opening import fine, frames, texts

RECORD = "pages/customers/customer.py"


@pytest.fixture
def li(url):
    company()
    return hire("li", name="李娜")


def pills(at, ending):
    return next(group for group in at.get("button_group") if str(group.key).endswith(ending))


def test_the_tree_shows_each_below_the_other_and_is_changed_by_a_search(li, visit):
    top, low = (customer(li, name, kind="organisation") for name in ("华东集团", "华东物流"))
    at = visit(li, RECORD, id=str(low), part="family")
    assert "尚未归入任何集团" in texts(at)
    (panel,) = [group for group in at.get("button_group") if "family" in str(group.key)]
    at = fine(panel.set_value("set_parent").run())
    (find,) = [each for each in at.text_input if str(each.key).endswith(".find")]
    at = fine(find.set_value("集团").run())
    at = fine(pills(at, ".found").set_value(top).run())
    (button,) = [each for each in at.button if str(each.key).startswith("family.put")]
    at = fine(button.click().run())
    assert one(select(Customer.parent_id).where(Customer.id == low)) == top
    assert list(frames(at)[-1]["客户"]) == ["华东集团", "└ ● 华东物流"]
    (clear,) = [each for each in at.button if str(each.key).startswith("family.clear")]
    at = fine(clear.click().run())
    assert one(select(Customer.parent_id).where(Customer.id == low)) is None


def test_who_may_not_write_sees_the_tree_and_no_form(li, visit):
    top, low = (customer(li, name) for name in ("王伟", "王小明"))
    change(Customer, low, parent_id=top)
    at = visit(hire("boss", "executive", "C"), RECORD, id=str(low), part="family")
    assert list(frames(at)[0]["客户"]) == ["王伟", "└ ● 王小明"]
    assert not [group for group in at.get("button_group") if "family" in str(group.key)]
