"""Three clicks on a button, a tab closed in mid-action, and who is out stays out, in every tab."""

import pytest
from sqlmodel import func, select

import factories
from components.words import plain
from db.access import SYSTEM
from db.commands.change_role import change_role
from db.commands.disable_person import disable_person
from db.commands.reset_password import reset_password
from db.models.customers import Customer, Ownership
from db.models.people import Person, Role
from db.models.sales import Opportunity
from db.models.system import Audit
from db.periods import today
from db.queries.actors import actor_named
from db.run import run
from db.session import reading
from demo_branch import seated, settle
from driver import wait_app

SUBMIT = "[data-testid=stFormSubmitButton] button"
THRICE = "button => { button.click(); button.click(); button.click() }"


@pytest.fixture(scope="module")
def book(branch):
    """A lead of the salesperson, and a product to sell."""
    factories.product()
    return {"lead": factories.lead("D1T1", actor_named("salesperson"), "三击线索", phone="13900001234")}


def count(model):
    with reading(SYSTEM) as session:
        return session.exec(select(func.count()).select_from(model)).one()


def act(page, name):
    """Open the form of that action."""
    page.locator("[data-testid=stPills] button, [data-testid=stButtonGroup] button").filter(has_text=name).click()
    page.locator(SUBMIT).first.wait_for()
    wait_app(page)


def write(page, field, text):
    page.get_by_label(plain(f"field.{field}", "zh"), exact=True).first.fill(text)


def choose(page, field, option):
    box = (
        page.locator("[data-testid=stForm] [data-testid=stSelectbox]")
        .filter(has_text=plain(f"field.{field}", "zh"))
        .first
    )
    box.locator("input").click()
    page.locator("[data-testid=stSelectboxVirtualDropdown] li, [role=option]").filter(has_text=option).first.click()


def send(page):
    """Three clicks as fast as a page takes them."""
    page.locator(SUBMIT).first.evaluate(THRICE)


def new_customer(seat, name="点三次"):
    seat.open("/customers")
    act(seat.page, "新增客户")
    write(seat.page, "name", name)


def convert(seat, book):
    seat.open(f"/lead?id={book['lead']}")
    act(seat.page, "转为客户")
    choose(seat.page, "product_id", "car")
    close = seat.page.get_by_role("group", name=plain("field.expected_close", "zh"))
    close.get_by_role("spinbutton").first.click()
    seat.page.keyboard.type("20270930")


CREATE = {
    "customer": ("salesperson", lambda seat, _book: new_customer(seat), Customer),
    "conversion": ("salesperson", convert, Opportunity),
}
"""A form of one record and one of several; every other button by its command: tests/db/commands/test_three_calls.py."""


@pytest.mark.parametrize("what", CREATE)
def test_three_fast_clicks_make_one_record(chromium, branch, book, what):
    role, fill, model = CREATE[what]
    before = count(model)
    with seated(chromium, branch, role) as seat:
        fill(seat, book)
        send(seat.page)
        wait_app(seat.page)
        settle(seat.page)
        for _again in range(40):
            if count(model) > before:
                break
            seat.page.wait_for_timeout(100)
        wait_app(seat.page)
        assert seat.page.locator("[data-testid=stAlertContentError]").all_inner_texts() == []
    assert count(model) == before + 1


def test_a_tab_closed_in_mid_action_leaves_all_or_nothing_and_no_lock(chromium, branch):
    """Closed at ten different moments: each customer has its owner and its row in the audit, or there is none."""
    for moment in range(10):
        with seated(chromium, branch, "salesperson") as seat:
            new_customer(seat, f"关掉的页签{moment}")
            # By now whatever the tab before had begun has ended.
            before = count(Customer), count(Ownership), added()
            seat.page.locator(SUBMIT).first.evaluate("button => button.click()")
            if moment:
                seat.page.wait_for_timeout(moment * 15)
        factories.customer(actor_named("salesperson"), f"之后{moment}")
        came = count(Customer) - before[0] - 1
        assert came in (0, 1)
        assert count(Ownership) - before[1] - 1 == came
        assert added() - before[2] == came


def added():
    with reading(SYSTEM) as session:
        wanted = (
            select(func.count())
            .select_from(Audit)
            .where(Audit.command == "add_customer", Audit.actor_login == "salesperson")
        )
        return session.exec(wanted.where(Audit.record_table == "customer")).one()


def disabled(who):
    run(disable_person, actor_named("admin"), person_id=who, version=version(who), today=today())


def demoted(who):
    run(change_role, actor_named("admin"), person_id=who, version=version(who), role=Role.ANALYST)


def re_passworded(who):
    run(reset_password, actor_named("admin"), person_id=who, password_hash="x")


def version(who):
    return factories.one(select(Person.version).where(Person.id == who))


@pytest.mark.parametrize("way", [disabled, demoted, re_passworded])
def test_who_is_out_is_out_on_the_next_click_in_every_tab_and_browser(chromium, branch, way):
    who = factories.hire(way.__name__, "manager", "D1T2")
    factories.may_sign_in(who)
    with seated(chromium, branch, who.login) as one, seated(chromium, branch, who.login) as other:
        one.open("/account")
        other.open("/customers")
        second = one.page.context.new_page()
        second.goto(branch.url + "/opportunities")
        settle(second)
        way(who.person_id)
        for page in (one.page, second, other.page):
            page.get_by_text("English", exact=True).first.click()
            page.locator(".st-key-entrance").wait_for()
            assert page.get_by_text(who.login).count() == 0
