"""A manager steps in on a phone: reads the day, comments, comes along, hands out a task; the seller sees all of it."""

import re

import pytest
from sqlmodel import select

from db.models.people import Person
from db.periods import today
from demo_branch import settle
from driver import wait_app
from factories import activity, customer, one

SUBMIT = "[data-testid=stFormSubmitButton] button"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def visit(branch):
    """A customer of the seller and a visit for today."""
    seller = one(select(Person.id).where(Person.login == "salesperson"))
    theirs = customer(seller, "华东物流")
    return activity(theirs, today(), seller, subject="续保面谈")


def pick_row(page, table, row=0):
    """A tap on a row of a table, which is a picture to the browser."""
    shown = page.locator("[data-testid=stDataFrame]").nth(table)
    shown.scroll_into_view_if_needed()
    box = shown.bounding_box()
    page.mouse.click(box["x"] + 60, box["y"] + 52 + 35 * row)
    wait_app(page)


def choose(page, name):
    page.locator("[data-testid=stPills] button, [data-testid=stButtonGroup] button").filter(has_text=name).first.click()
    wait_app(page)


def press(page, name):
    page.get_by_role("button", name=name, exact=False).last.click()
    wait_app(page)


def fits(page):
    wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= PHONE["width"], (page.url, wide)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


def test_a_manager_steps_in_and_the_seller_sees_it(branch, sign_in, visit):
    page = sign_in("manager", "/team", **PHONE)
    fits(page)
    # Neither has handed in a plan; the seller has more open and so comes first.
    pick_row(page, 0)
    page.get_by_text("未交计划").first.wait_for()
    pick_row(page, 1)
    press(page, "我同行")
    page.get_by_text("manager同行").first.wait_for()
    choose(page, "评论")
    page.locator("textarea").first.wait_for()
    settle(page)
    page.locator("textarea").first.fill("先确认决策人 @salesperson")
    page.locator(SUBMIT).filter(has_text="发表").click()
    page.get_by_text("评论已发表").wait_for()
    choose(page, "交办任务")
    page.locator("[data-testid=stForm] [data-testid=stSelectbox]").filter(has_text="客户").locator("input").click()
    page.locator("[role=option]").filter(has_text="华东物流").first.click()
    settle(page)
    page.get_by_label("事项").last.fill("确认承保条件")
    page.locator(SUBMIT).filter(has_text="交办任务").click()
    page.get_by_text("任务已交办").wait_for()
    fits(page)

    page = sign_in("salesperson", "/day", **PHONE)
    bell = page.locator(".st-key-bell")
    # Three, and one more once the day's work has told that the task is due today.
    bell.get_by_role("link", name=re.compile("[34]")).wait_for()
    fits(page)
    pick_row(page, 0)
    page.get_by_text("先确认决策人 @salesperson").wait_for()
    page.get_by_text("manager同行").first.wait_for()
    bell.get_by_role("link").last.click()
    page.get_by_text("manager 将与您同行").wait_for()
    page.get_by_text("manager 在评论中提到了您").wait_for()
    page.get_by_text("manager 交给您一项任务").wait_for()
    fits(page)
    page.get_by_role("link", name="确认承保条件").first.click()
    page.get_by_text("manager交办").first.wait_for()
    fits(page)
    page.goto(branch.url + "/notices")
    wait_app(page)
    page.get_by_role("button", name="全部标为已读").click()
    page.get_by_text("没有新的通知").wait_for()
    assert not re.search(r"\d", bell.inner_text())
