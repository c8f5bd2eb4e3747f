"""The day on its page: what is due and why, closed by three taps, moved with a reason, handed in, closed; the week."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, func, select

from db.commands.make_plan import make_plan
from db.commands.submit_plan import submit_plan
from db.models.system import Audit
from db.models.work import Activity, DayPlan, RecurringVisit
from db.run import run
from factories import activity, company, contact, customer, hire, one, opportunity
from factories_money import policy, receive
from opening import act, counting, field, fine, texts

PAGE = "pages/work/plan.py"
TODAY, TOMORROW = date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def li(url, monkeypatch):
    company()
    # Long before any cut-off, whatever the hour of the test.
    monkeypatch.setattr("db.day_plans.is_locked", lambda day, today, _at: day < today)
    return hire("li", name="李娜")


def item(number):
    return one(select(Activity).where(Activity.id == number))


def press(at, key):
    """Press the one button whose key ends so."""
    (button,) = [found for found in at.button if str(found.key).endswith(key)]
    return fine(button.click().run())


def unfolded(at, key):
    """Open what is folded, which draws it."""
    at.session_state[key] = True
    return fine(at.run())


def test_the_plan_is_made_by_the_button_and_says_why(li, visit):
    theirs = customer(li, "华东物流")
    policy(theirs, 12_300, "2025-07-20", paid=True)
    receive(policy(theirs, 9_000, "2026-01-01"), 1_000, "2026-01-01")
    at = visit(li, PAGE)
    assert "这一天没有安排" in texts(at)
    assert "2026年6月30日 周二 · 农历五月十六" in texts(at)
    at = press(at, "plan.make")
    shown = texts(at)
    assert "续保 20 天内到期（2026年7月20日），保费 12\\,300\\.00 元" in shown
    assert "保费逾期 180 天，欠缴 8\\,000\\.00 元" in shown
    assert shown.index("续保 20 天内") < shown.index("保费逾期")


def test_what_the_day_has_no_room_for_is_listed_and_taken_in_by_a_tap(li, visit):
    for number in range(14):
        policy(customer(li), 1_000 + number, "2025-07-20", paid=True)
    run(make_plan, li)
    at = unfolded(visit(li, PAGE), "plan.due")
    assert "今日计划已满" in texts(at)
    assert not [found for found in at.button if found.key == "plan.make"]
    (first, _second) = [found for found in at.button if str(found.key).startswith("take.")]
    at = fine(first.click().run())
    assert len([found for found in at.button if str(found.key).startswith("item.done")]) == 13


def test_an_item_is_closed_by_three_taps(li, visit):
    number = activity(customer(li, "华东物流"), "2026-06-30", li, subject="回访", kind="call")
    at = press(visit(li, PAGE), f"item.done.{number}")
    field(at, "result").set_value("reached")
    at = press(at, ".next.0")
    assert (item(number).status, item(number).result) == ("done", "reached")
    following = one(select(Activity).where(Activity.status == "planned"))
    assert (following.subject, following.planned_on) == ("回访", TOMORROW)
    assert "已处理 1 项" in [found.label for found in at.expander]


def test_a_visit_is_closed_with_what_was_learned(li, visit):
    theirs = customer(li)
    sale = opportunity(theirs, "needs", premium=10_000)
    number = activity(theirs, "2026-06-30", li, opportunity_id=sale)
    at = press(visit(li, PAGE), f"item.done.{number}")
    field(at, "result").set_value("agreed")
    field(at, "needs").set_value("仓库加保")
    field(at, "competitor").set_value("乙保险")
    at = press(at, ".next.none")
    assert item(number).facts == "needs competitor"


def test_closing_without_a_tap_says_so_and_keeps_what_was_typed(li, visit):
    number = activity(customer(li), "2026-06-30", li)
    at = press(visit(li, PAGE), f"item.done.{number}")
    field(at, "needs").set_value("仓库加保")
    at = press(at, ".next.0")
    assert "有误" in texts(at)
    assert field(at, "needs").value == "仓库加保"
    assert item(number).status == "planned"


def test_an_item_moves_with_a_reason_and_the_moves_are_counted(li, visit):
    number = activity(customer(li), "2026-06-30", li, subject="送资料", moves=1)
    at = press(visit(li, PAGE), f"item.move.{number}")
    field(at, "reason").set_value("customer_away")
    field(at, "to_day").set_value(date(2026, 7, 3))
    press(at, ".to.chosen")
    assert (item(number).status, item(number).result) == ("cancelled", "customer_away")
    at = visit(li, PAGE, day="2026-07-03")
    assert "已改期 2 次" in texts(at)


def test_the_numbers_are_revealed_by_a_tap_kept_in_the_audit_and_gone_with_the_next_run(li, visit):
    theirs = customer(li, "华东物流", phone="13800001234")
    contact(theirs, "赵总", phone="021-5555 6666")
    number = activity(theirs, "2026-06-30", li)
    at = visit(li, PAGE)
    assert "13800001234" not in str(at)
    at = press(at, f"item.call.{number}")
    links = {found.proto.label: found.proto.url for found in at.get("link_button")}
    assert list(links.values()) == ["tel:13800001234", "tel:02155556666"]
    assert one(select(Audit.command).where(col(Audit.command) == "reveal_customer")) == "reveal_customer"
    assert not fine(at.run()).get("link_button")


def test_a_customer_without_a_number_says_so(li, visit):
    number = activity(customer(li), "2026-06-30", li)
    assert "没有登记电话" in texts(press(visit(li, PAGE), f"item.call.{number}"))


def test_the_plan_is_handed_in_once_and_says_what_was_in_it(li, visit):
    activity(customer(li, "华东物流"), "2026-06-30", li, stake=1_234_500)
    at = visit(li, PAGE)
    at = press(at, "FormSubmitter:submit_plan.2026-06-30.0.form-提交今日计划")
    assert ["1 项，涉及 1\\.23万 元" in found.value for found in at.success] == [True]
    assert "今日计划已提交" in texts(at)
    assert not [found for found in at.button if "submit_plan" in str(found.key)]
    assert one(select(DayPlan.person_id)) == li.person_id


def test_the_day_is_closed_in_one_tap(li, visit):
    theirs = customer(li)
    first, second = activity(theirs, "2026-06-30", li), activity(theirs, "2026-06-26", li)
    run(submit_plan, li, day=TODAY)
    at = unfolded(visit(li, PAGE), "plan.close")
    field(at, str(second)).set_value("customer_away")
    at = press(at, "收工：2 项改到2026年7月1日")
    assert "今天已收工" in texts(at)
    assert [(item(number).status, item(number).result) for number in (first, second)] == [
        ("missed", "no_time"),
        ("missed", "customer_away"),
    ]
    assert len(visit(li, PAGE, day="2026-07-01").button) > 0


def test_a_contact_is_noted_and_another_planned_from_the_page(li, visit):
    theirs = customer(li, "华东物流")
    customer(li, "其他客户")
    at = act(visit(li, PAGE), "log_activity")
    at = fine(at.text_input(key="log.find").set_value("华东").run())
    (found,) = [group for group in at.get("button_group") if group.key == "log.found"]
    at = fine(found.set_value(theirs).run())
    field(at, "subject").set_value("顺路问候")
    at = press(at, ".next.1")
    logged = one(select(Activity).where(Activity.status == "done"))
    assert (logged.subject, logged.unplanned, logged.done_on) == ("顺路问候", 1, TODAY)
    assert one(select(Activity.planned_on).where(Activity.status == "planned")) == TODAY + timedelta(7)


def test_a_visit_comes_again_and_is_ended(li, visit):
    theirs = customer(li, "华东物流")
    at = act(visit(li, PAGE), "add_recurring_visit")
    (found,) = [group for group in at.get("button_group") if group.key == "repeat.found"]
    at = fine(found.set_value(theirs).run())
    at = unfolded(press(at, "-定期拜访"), "plan.repeats")
    assert "每 1 个月" in texts(at)
    press(at, f"end_recurring_visit.{one(select(RecurringVisit.id))}")
    assert one(select(RecurringVisit.valid_to)) == TODAY


@pytest.fixture
def board(monkeypatch):
    """The week as it is handed to the browser, and what somebody drops there in the next run."""
    found = {"drawn": {}, "moved": None}

    def drawn(week, _key):
        found["drawn"] = week
        moved, found["moved"] = found["moved"], None
        return moved

    monkeypatch.setattr("components.day.week.draw_board", drawn)
    return found


def drop(at, board, item, day):
    """Put an item on a day of the week."""
    board["moved"] = {"id": item, "version": 1, "to": day}
    return fine(at.run())


def test_the_week_shows_holidays_and_opens_a_day(li, visit, board):
    activity(customer(li, "华东物流"), "2026-06-18", li)
    visit(li, PAGE, day="2026-06-17", view="week")
    day = board["drawn"]["piles"][3]
    assert "端午节假期" in [pile["sum"] for pile in board["drawn"]["piles"]]
    assert [card["title"] for card in day["cards"]] == ["华东物流"]
    assert day["href"] == "plan?day=2026-06-18"
    assert "2026年6月18日的计划" in texts(visit(li, PAGE, day="2026-06-18"))


def test_an_item_put_on_another_day_moves_once_the_reason_is_given(li, visit, board):
    made = activity(customer(li, "华东物流"), "2026-06-30", li, subject="面谈")
    at = visit(li, PAGE, view="week")
    at = drop(at, board, made, "2026-07-02")
    assert one(select(Activity.status).where(Activity.id == made)) == "planned"
    at = press(at, ".to.aimed")
    moved = one(select(Activity).where(Activity.moved_from_id == made))
    assert (str(moved.planned_on), moved.moves) == ("2026-07-02", 1)
    old = one(select(Activity).where(Activity.id == made))
    assert (old.status, bool(old.result)) == ("cancelled", True)
    assert "不改了" not in [button.label for button in at.button]
    cards = {pile["id"]: pile["cards"] for pile in board["drawn"]["piles"]}
    assert [card["fixed"] for card in cards["2026-06-30"]] == [True]
    assert [card["fixed"] for card in cards["2026-07-02"]] == [False]


def test_an_item_is_not_put_on_a_day_that_is_over(li, visit, board):
    made = activity(customer(li, "华东物流"), "2026-06-30", li)
    at = drop(visit(li, PAGE, view="week"), board, made, "2026-06-29")
    assert "华东物流" in at.warning[0].value
    assert "不能早于今天" in at.warning[0].value
    assert one(select(Activity.status).where(Activity.id == made)) == "planned"
    assert "2026-06-29" not in board["drawn"]["piles"][0]["next"]


def test_who_thinks_better_of_it_leaves_the_item_where_it_was(li, visit, board):
    made = activity(customer(li), "2026-06-30", li)
    at = drop(visit(li, PAGE, view="week"), board, made, "2026-07-01")
    at = press(at, "week.leave")
    assert not [button for button in at.button if str(button.key).startswith("week.leave")]
    for odd in ("heute", "", None):
        fine(drop(at, board, made, odd))
    drop(at, board, 999, "2026-07-01")
    assert one(select(Activity.status).where(Activity.id == made)) == "planned"


@pytest.mark.parametrize("wrong", ["", "heute", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_an_address_without_a_day_is_today(li, visit, wrong):
    assert "2026年6月30日" in texts(visit(li, PAGE, day=wrong))


def test_the_profile_counts_what_was_done(li, visit):
    theirs = customer(li)
    for _number in range(2):
        activity(theirs, "2026-06-30", li, kind="call", status="done")
    assert "电话 2/6" in texts(visit(li, PAGE))


def test_a_plan_that_was_amended_shows_by_whom(li, visit, monkeypatch):
    number = activity(customer(li), "2026-06-30", li, subject="送资料")
    run(submit_plan, li, day=TODAY)
    monkeypatch.setattr("db.day_plans.is_locked", lambda *_any: True)
    at = press(visit(li, PAGE), f"item.done.{number}")
    field(at, "result").set_value("reached")
    at = press(at, ".next.none")
    assert "李娜" in texts(at)
    assert "锁定后的变更" in [found.label for found in at.expander]


def test_the_page_is_english_for_who_reads_english(url, visit):
    company()
    lee = hire("lee", language="en")
    policy(customer(lee, "Lee & Co"), 12_300, "2025-07-20", paid=True)
    run(make_plan, lee)
    shown = texts(visit(lee, PAGE))
    assert "Renewal due within 20 days" in shown
    assert "Tuesday, 30 Jun 2026 · lunar 5\\/16" in shown


def test_the_page_asks_a_bounded_number_of_times(li, visit):
    theirs = customer(li)
    for number in range(12):
        activity(theirs, "2026-06-30", li, stake=number)
        policy(customer(li), 1_000 + number, "2025-07-20", paid=True)
    at = visit(li, PAGE)
    activity(theirs, "2026-06-30", li)
    with counting() as asked:
        fine(at.run())
    assert len(asked) <= 26, len(asked)


def test_of_two_customers_of_one_name_the_one_that_is_tapped_is_taken(li, visit):
    first, second = customer(li, "丁晨雪"), customer(li, "丁晨雪")
    for theirs in (first, second):
        at = act(visit(li, PAGE), "log_activity")
        (found,) = [group for group in at.get("button_group") if group.key == "log.found"]
        at = fine(found.set_value(theirs).run())
        field(at, "subject").set_value("问候")
        at = press(at, ".next.1")
    done = one(select(Activity.customer_id).where(Activity.status == "done").order_by(col(Activity.id)).limit(1))
    assert (done, one(select(func.count()).where(Activity.status == "done"))) == (first, 2)
