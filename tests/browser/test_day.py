"""A salesperson lives a day on a phone: the plan, a call, a visit closed, an item moved, the day over."""

from datetime import timedelta

import pytest
from sqlmodel import select

import factories
from db.commands.make_plan import make_plan
from db.models.work import Activity, DayPlan
from db.periods import today
from db.queries.actors import actor_named
from db.rules.calendar import next_working_day
from db.run import run
from driver import wait_app
from factories_money import policy

MAIN = "[data-testid=stMain]"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def morning(branch):
    """A book with a renewal that is near and two visits for today; the morning's plan is made."""
    me = actor_named("salesperson")
    near = factories.customer(me, "晨光物流", kind="organisation", phone="13800001234")
    policy(near, 12_300, today() - timedelta(345), paid=True)
    sale = factories.opportunity(near, "contact", opened_on=today() - timedelta(3), premium=70_000)
    visit = factories.activity(near, today(), me, subject="现场查勘", opportunity_id=sale, stake=7_000_000)
    left = factories.activity(factories.customer(me, "远山茶行"), today(), me, subject="送资料")
    run(make_plan, me)
    return {"visit": visit, "left": left, "customer": near}


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(f"document.querySelector('{MAIN}').scrollWidth") <= 390


def tap(page, place, name):
    """One tap on what is called so within a part of the page."""
    page.locator(place).locator("button").filter(has_text=name).first.click()
    wait_app(page)
    fits(page)


def record(number):
    return factories.one(select(Activity).where(Activity.id == number))


def test_a_day_on_a_phone(sign_in, morning):
    page = sign_in("salesperson", "/plan", **PHONE)
    page.locator(MAIN).get_by_text("今日计划").first.wait_for()
    fits(page)

    # The plan is there, in the order of what is at stake, and says why.
    cards = page.locator("[class*=st-key-card-]")
    assert cards.count() >= 3, cards.all_inner_texts()
    assert "现场查勘" in cards.first.inner_text()
    assert page.get_by_text("续保 20 天内到期").count() == 1

    # The number to dial is one tap away.
    renewal = page.locator("[class*=st-key-card-]").filter(has_text="续保 20 天内到期").first
    renewal.get_by_role("button", name="电话").click()
    page.locator("a[href='tel:13800001234']").wait_for()
    wait_app(page)

    # A visit is closed by three taps, with a fact that was learned.
    place = f".st-key-card-{morning['visit']}"
    tap(page, place, "完成")
    page.locator(place).get_by_text("了解到新情况").click()
    page.locator(place).get_by_label("需求与偏好").fill("仓库加保")
    tap(page, place, "已同意")
    tap(page, place, "下周")
    page.get_by_text("已处理 1 项").wait_for()
    assert (record(morning["visit"]).result, record(morning["visit"]).facts) == ("agreed", "needs")

    # What is not done today moves with a reason.
    place = f".st-key-card-{morning['left']}"
    tap(page, place, "改期")
    tap(page, place, "客户不在")
    tap(page, place, "明天" if next_working_day(today()) == today() + timedelta(1) else "下个工作日")
    page.get_by_text("已处理 2 项").wait_for()
    assert record(morning["left"]).result == "customer_away"

    # A call that nobody had planned is noted.
    tap(page, MAIN, "记一笔")
    page.get_by_label("查找客户").fill("远山")
    page.keyboard.press("Enter")
    wait_app(page)
    tap(page, MAIN, "远山茶行")
    page.get_by_label("事项", exact=True).first.fill("来电问价")
    tap(page, "[data-testid=stForm]", "不安排")
    page.get_by_text("已处理 3 项").wait_for()

    # The plan goes in, its button goes away; the day is closed by one more tap.
    tap(page, ".st-key-hand_in", "提交今日计划")
    page.get_by_text("计划已于").wait_for()
    assert page.locator(".st-key-hand_in").count() == 0
    page.get_by_text("收工", exact=True).click()
    tap(page, "[data-testid=stForm]", "收工：1 项改到")
    page.get_by_text("今天的事项都处理完了").wait_for()
    plan = factories.one(select(DayPlan))
    assert plan.submitted_at
    assert plan.closed_at
    fits(page)

    # The week is a list of days, each a tap away.
    tap(page, MAIN, "周")
    page.get_by_text("晨光物流").first.wait_for()
    fits(page)


@pytest.fixture
def next_week(branch):
    """Two visits on the next Monday."""
    me = actor_named("salesperson")
    monday = today() + timedelta(7 - today().weekday())
    theirs = factories.customer(me, "周计划客户")
    return monday, [factories.activity(theirs, monday, me, subject=f"拜访{number}") for number in range(2)]


def on_day(page, card, day):
    card = page.locator(f'[data-stage="{day}"] [data-card="{card}"]')
    card.wait_for()
    return card


def why(page):
    """The reason that is offered first is taken."""
    tap(page, ".st-key-week-form", "改到")
    page.locator(".st-key-week-form").wait_for(state="detached")


def test_items_of_the_week_move_by_keys_and_by_mouse_and_say_why(sign_in, next_week):
    monday, (first, second) = next_week
    page = sign_in("salesperson", f"/plan?view=week&day={monday}", **PHONE)
    on_day(page, first, monday).focus()
    fits(page)
    page.keyboard.press("ArrowRight")
    why(page)
    moved = factories.one(select(Activity).where(Activity.moved_from_id == first))
    assert moved.planned_on == monday + timedelta(1)
    on_day(page, moved.id, moved.planned_on)

    page.set_viewport_size({"width": 1280, "height": 900})
    wait_app(page)
    box = on_day(page, second, monday).bounding_box()
    aim = page.locator(f'[data-stage="{monday + timedelta(3)}"]').bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 20, steps=4)
    page.mouse.move(aim["x"] + 40, aim["y"] + 80, steps=6)
    page.mouse.up()
    page.locator(".st-key-week-form").wait_for()
    page.locator(".st-key-week-form button").filter(has_text="改到").click()
    page.locator(".st-key-week-form").wait_for(state="detached")
    moved = factories.one(select(Activity).where(Activity.moved_from_id == second))
    assert moved.planned_on == monday + timedelta(3)
