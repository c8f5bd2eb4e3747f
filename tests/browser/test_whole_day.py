"""One day lived on a phone, from the morning's plan to what the manager says of it in the evening."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

import factories
from components.words import plain
from db.commands.make_plan import make_plan
from db.models.customers import Customer
from db.models.sales import Lead, Opportunity
from db.models.talk import ActivityParticipant, Comment
from db.models.work import Activity, DayPlan
from db.periods import today
from db.queries.actors import actor_named
from db.rules.calendar import next_working_day
from db.run import run
from driver import wait_app
from factories_money import policy
from phone import FORM, MAIN, SIZE, Phone

WORD = "先确认决策人 @salesperson"


@pytest.fixture(scope="module")
def morning(branch):
    """A renewal that is near, two visits for today, a sale that lacks a visit, a lead; the morning's plan is made."""
    me = actor_named("salesperson")
    near = factories.customer(me, "晨光物流", kind="organisation", phone="13800001234")
    policy(near, 12_300, today() - timedelta(345), paid=True)
    sale = factories.opportunity(near, "contact", opened_on=today() - timedelta(3), premium=70_000)
    far = factories.customer(me, "远山茶行")
    made = {
        "visit": factories.activity(near, today(), me, subject="现场查勘", opportunity_id=sale, stake=7_000_000),
        "left": factories.activity(far, today(), me, subject="送资料"),
        "sale": factories.opportunity(far, "contact", opened_on=today() - timedelta(3), title="茶仓火险"),
        "lead": factories.lead("D1T1", me, "青石建材", phone="13900001234"),
        "seller": me.person_id,
    }
    run(make_plan, me)
    return made


def record(model, number):
    return factories.one(select(model).where(model.id == number))


def test_a_whole_day(branch, sign_in, morning):
    seller = Phone(sign_in("salesperson", "/plan", **SIZE), branch.url)
    the_plan_is_there(seller)
    a_visit_is_closed(seller, morning["visit"])
    what_is_not_done_today_moves(seller, morning["left"])
    a_call_that_nobody_had_planned_is_noted(seller)
    a_stage_is_refused_and_moves_once_its_evidence_is_there(seller, morning["sale"])
    a_lead_becomes_a_customer(seller, morning["lead"])
    the_day_is_over(seller)
    manager = Phone(sign_in("manager", "/team", **SIZE), branch.url)
    the_manager_reads_the_day_and_says_a_word(manager)
    the_manager_comes_along_tomorrow_and_hands_out_a_task(manager, morning)
    the_seller_sees_all_of_it(seller)


def the_plan_is_there(seller):
    """In the order of what is at stake, each with its why; the number to dial is a tap away; so is the week."""
    seller.shows("续保 20 天内到期")
    cards = seller.page.locator("[class*=st-key-card-]")
    assert cards.count() >= 3, cards.all_inner_texts()
    assert "现场查勘" in cards.first.inner_text()
    renewal = cards.filter(has_text="续保 20 天内到期").first
    renewal.locator("button").filter(has_text="电话").click()
    seller.page.locator("a[href='tel:13800001234']").wait_for()
    seller.fits()
    seller.tap("周", ".st-key-turn", shows="周一")
    seller.shows("晨光物流")
    seller.tap("日", ".st-key-turn", shows="续保 20 天内到期")


def a_visit_is_closed(seller, visit):
    """By three taps, with a fact that was learned."""
    place = f".st-key-card-{visit}"
    seller.tap("完成", place)
    seller.page.locator(place).get_by_text("了解到新情况").click()
    seller.write("需求与偏好", "仓库加保", place)
    seller.tap("已同意", place)
    seller.fits()
    seller.tap("下周", place, shows="已处理 1 项")
    closed = record(Activity, visit)
    assert (closed.status, closed.result, closed.facts) == ("done", "agreed", "needs")


def what_is_not_done_today_moves(seller, left):
    """With a reason."""
    place = f".st-key-card-{left}"
    seller.tap("改期", place)
    seller.page.locator(place).locator("button").filter(has_text="客户不在").wait_for()
    seller.fits()
    seller.tap("客户不在", place)
    wait_app(seller.page)
    soon = "明天" if next_working_day(today()) == today() + timedelta(1) else "下个工作日"
    seller.tap(soon, place, shows="已处理 2 项")
    assert record(Activity, left).result == "customer_away"


def a_call_that_nobody_had_planned_is_noted(seller):
    seller.tap("记一笔")
    seller.write("查找客户", "远山")
    seller.page.keyboard.press("Enter")
    found = seller.page.locator(".st-key-log-found button")
    found.filter(has_text="晨光物流").wait_for(state="detached")
    found.filter(has_text="远山茶行").click()
    seller.write("事项", "来电问价", FORM)
    seller.fits()
    seller.tap("不安排", FORM, shows="已处理 3 项")
    call = factories.one(select(Activity).where(Activity.subject == "来电问价"))
    assert (call.status, call.unplanned) == ("done", 1)


def a_stage_is_refused_and_moves_once_its_evidence_is_there(seller, sale):
    seller.open(f"/opportunity?id={sale}", "茶仓火险")
    seller.tap("需求确认", shows="本阶段完成一次拜访")
    seller.submit(plain("sales.move", "zh"))
    seller.shows("本阶段完成一次拜访", "[data-testid=stAlertContentError]")
    assert record(Opportunity, sale).stage == "contact"
    # The visit that is missing is noted on the spot; what the move asks for stays open under it.
    seller.tap(plain("sales.log_it", "zh"))
    seller.write(plain("field.outcome", "zh"), "见到了决策人")
    seller.fits()
    seller.submit(plain("sales.log", "zh"))
    seller.page.locator(f"{FORM} textarea").wait_for(state="detached")
    wait_app(seller.page)
    seller.submit(plain("sales.move", "zh"))
    seller.page.locator(MAIN).locator("button").filter(has_text="方案报价").wait_for()
    seller.fits()
    assert record(Opportunity, sale).stage == "needs"


def a_lead_becomes_a_customer(seller, lead):
    seller.open(f"/lead?id={lead}", "青石建材")
    seller.tap(plain("leads.convert", "zh"))
    seller.page.locator(FORM).get_by_label(plain("field.title", "zh"), exact=True).wait_for()
    seller.fits()
    seller.choose(plain("field.product_id", "zh"), "car")
    close = seller.page.get_by_role("group", name=plain("field.expected_close", "zh"))
    close.get_by_role("spinbutton").first.click()
    seller.page.keyboard.type("20270930")
    seller.submit(plain("leads.convert", "zh"))
    seller.shows(plain("leads.became", "zh"))
    made = record(Lead, lead)
    assert factories.one(select(Customer.name).where(Customer.id == made.customer_id)) == "青石建材"
    assert record(Opportunity, made.opportunity_id).expected_close.isoformat() == "2027-09-30"


def the_day_is_over(seller):
    """The plan goes in and its button away; the day is closed by one more tap, and what was left over moves."""
    seller.open("/plan", "续保 20 天内到期")
    seller.tap("提交今日计划", ".st-key-hand_in", shows="计划已于")
    assert seller.page.locator(".st-key-hand_in").count() == 0
    seller.page.locator(MAIN).get_by_text("收工", exact=True).click()
    seller.fits()
    seller.tap("收工：1 项改到", FORM, shows="今天的事项都处理完了")
    plan = factories.one(select(DayPlan))
    assert plan.submitted_at
    assert plan.closed_at


def the_manager_reads_the_day_and_says_a_word(manager):
    manager.lists("salesperson")
    manager.pick("salesperson")
    manager.shows("计划已交")
    manager.lists("现场查勘")
    manager.tap("评论")
    manager.write(plain("field.text", "zh"), WORD)
    manager.submit("发表")
    manager.page.locator(f"{FORM} textarea").wait_for(state="detached")
    manager.shows(WORD)
    assert factories.one(select(Comment.text).where(col(Comment.day_plan_id).is_not(None))) == WORD


def the_manager_comes_along_tomorrow_and_hands_out_a_task(manager, morning):
    # A button that explains itself stands twice on a page: once for a mouse, once for a finger.
    manager.page.locator(f".st-key-day-{morning['seller']}-later button:visible").click()
    manager.shows("未交计划")
    manager.pick("送资料")
    manager.page.locator(MAIN).locator("button").filter(has_text="我同行").wait_for()
    manager.fits()
    manager.tap("我同行", shows="manager同行")
    assert factories.one(select(ActivityParticipant.part)) == "companion"
    manager.tap("交办任务")
    manager.write(plain("field.subject", "zh"), "确认承保条件", FORM)
    manager.choose(plain("field.customer_id", "zh"), "晨光物流")
    manager.submit("交办任务")
    manager.lists("确认承保条件")


def the_seller_sees_all_of_it(seller):
    seller.open("/day", WORD)
    bell = seller.page.locator(".st-key-bell")
    bell.get_by_role("link", name=re.compile(r"\d")).wait_for()
    seller.open(f"/day?day={next_working_day(today())}", "未交计划")
    seller.pick("送资料")
    seller.shows("manager同行")
    bell.get_by_role("link").last.click()
    for told in ("manager 将与您同行", "manager 在评论中提到了您", "manager 交给您一项任务"):
        seller.shows(told)
    seller.page.get_by_role("link", name="确认承保条件").first.click()
    seller.shows("manager交办")
    seller.open("/notices", "manager 将与您同行")
    seller.tap("全部标为已读", shows="没有新的通知")
    assert not re.search(r"\d", bell.inner_text())
