"""A day of work: what is due, closed on the page or on the home, and the head's view of it."""

from datetime import date

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.close_activity import close_activity
from db.models.sales import Opportunity
from db.models.work import Activity
from db.run import run
from db.session import ActorSession
from db.summaries import rebuild
from factories import activity, company, customer, hire, one, opportunity
from factories_money import policy, receive
from opening import counting, field, fine, frames, pick, submit, texts

PAGE, HOME, RECORD = "pages/work/activities.py", "pages/start/home.py", "pages/work/activity.py"


@pytest.fixture
def li(url):
    company()
    return hire("li", name="李娜")


def rebuild_summaries(session: ActorSession, actor) -> None:
    rebuild(session)


def test_an_activity_is_closed_with_what_came_of_it_and_the_next_one_planned(li, visit):
    made = activity(customer(li, "华东物流"), "2026-06-30", li, subject="续保面谈")
    at = visit(li, RECORD, id=str(made))
    field(at, "outcome").set_value("同意续保，要加司机险")
    field(at, "needs").set_value("加司机险")
    field(at, "next_step").set_value("送加保方案")
    field(at, "next_on").set_value(date(2026, 7, 2))
    at = submit(at)
    assert "活动已关闭" in texts(at)
    record = one(select(Activity).where(Activity.id == made))
    assert (record.status, record.new_fact, record.outcome) == ("done", 1, "同意续保，要加司机险")
    assert list(frames(visit(li, PAGE))[0]["事项"]) == ["送加保方案"]


def test_an_empty_outcome_is_named_and_the_rest_stays(li, visit):
    made = activity(customer(li), "2026-06-30", li)
    at = visit(li, RECORD, id=str(made))
    field(at, "next_step").set_value("再约")
    at = submit(at)
    assert "请写明结果或原因" in texts(at)
    assert field(at, "next_step").value == "再约"
    assert one(select(Activity.status).where(Activity.id == made)) == "planned"


def test_a_colleague_closed_it_meanwhile(li, visit):
    made = activity(customer(li), "2026-06-30", li)
    boss = hire("boss", "manager", name="陈经理")
    at = visit(li, RECORD, id=str(made))
    field(at, "outcome").set_value("我来过了")
    run(close_activity, boss, activity_id=made, version=1, status="missed", outcome="客户出差")
    at = submit(at)
    assert "陈经理 在您填写期间修改了该记录" in texts(at)
    assert "客户出差" in list(frames(at)[-1]["最新的"]) + list(frames(at)[0].get("最新的", []))
    assert one(select(Activity.outcome).where(Activity.id == made)) == "客户出差"


def test_the_list_is_filtered_by_status_kind_and_day(li, visit):
    theirs = customer(li)
    activity(theirs, "2026-06-30", li, subject="今天")
    activity(theirs, "2026-07-03", li, subject="周五", kind="call")
    activity(theirs, "2026-06-01", li, subject="做过", status="done")
    assert list(frames(visit(li, PAGE))[0]["事项"]) == ["今天", "周五"]
    assert list(frames(visit(li, PAGE, when="today"))[0]["事项"]) == ["今天"]
    assert list(frames(visit(li, PAGE, kind="call"))[0]["事项"]) == ["周五"]
    assert list(frames(visit(li, PAGE, status="done"))[0]["事项"]) == ["做过"]
    assert len(frames(visit(li, PAGE, status="all"))[0]) == 3
    assert "没有符合条件的活动" in texts(visit(li, PAGE, status="missed"))


def test_the_head_sees_the_team(li, visit):
    boss = hire("boss", "manager", name="陈经理")
    activity(customer(li), "2026-06-30", li, status="missed")
    at = visit(boss, PAGE)
    day = frames(at)[0]
    assert day["人员"].iloc[0] == "李娜"
    assert day["未完成"].iloc[0] == 1


def test_service_plans_and_closes_care_but_sees_no_sales(li, visit):
    care = hire("care", "service", "C")
    made = activity(customer(li), "2026-06-30", care, kind="care", subject="生日问候")
    at = visit(care, RECORD, id=str(made))
    field(at, "outcome").set_value("已寄出")
    assert "活动已关闭" in texts(submit(at))


def test_the_home_of_a_salesperson_shows_the_day_and_does_it_there(li, visit):
    theirs = customer(li, "华东物流")
    policy(theirs, 10_000, "2025-07-20")
    receive(policy(theirs, 800, "2026-01-01"), 300, "2026-01-01")
    sale = opportunity(theirs, "quote", title="财产险")
    made = activity(theirs, "2026-06-30", li)
    run(rebuild_summaries, SYSTEM)
    at = visit(li, HOME)
    shown = texts(at)
    assert all(title in shown for title in ("即将到期待续保", "逾期应收保费", "今日活动", "我的商机"))
    at = pick(at, "list.open_activities", made)
    field(at, "outcome").set_value("见到了")
    at = submit(at)
    assert one(select(Activity.status).where(Activity.id == made)) == "done"
    at = pick(at, "list.own_pipeline", sale)
    at = fine(field(at, "to").set_value("lost").run())
    field(at, "lost_reason").set_value("price")
    field(at, "sure.lost").check()
    at = submit(at)
    assert one(select(Opportunity.outcome).where(col(Opportunity.id) == sale)) == "lost"


def test_the_home_of_a_head_shows_the_team_of_today(li, visit):
    boss = hire("boss", "manager")
    policy(customer(li), 900, "2026-06-01")
    run(rebuild_summaries, SYSTEM)
    assert "团队今日" in texts(visit(boss, HOME))


def test_the_page_takes_few_queries(li, visit):
    for _number in range(12):
        activity(customer(li), "2026-06-30", li)
    with counting() as sent:
        visit(li, PAGE)
    assert len([statement for statement in sent if "activity" in statement]) <= 4


def test_what_is_planned_with_the_customer_for_today_is_offered_to_be_closed_instead(li, visit):
    theirs = customer(li, "华东物流")
    planned = activity(theirs, "2026-06-30", li, subject="续保面谈")
    activity(theirs, "2026-07-09", li, subject="以后再说")
    at = visit(li, PAGE, add="log_activity")
    (found,) = [group for group in at.get("button_group") if group.key == "log.found"]
    at = fine(found.set_value(theirs).run())
    assert "今天已经计划了这位客户的事项" in texts(at)
    offered = [link.proto for link in at.get("page_link") if "拜访" in link.proto.label]
    assert [(link.label, link.query_string) for link in offered] == [("拜访 · 续保面谈", f"id={planned}")]
    assert "以后再说" not in str([link.proto.label for link in at.get("page_link")])


def test_from_any_page_a_contact_is_noted_by_the_link_beside_the_menu(li, visit):
    theirs = customer(li, "华东物流")
    at = visit(li, PAGE, add="log_activity")
    (found,) = [group for group in at.get("button_group") if group.key == "log.found"]
    at = fine(found.set_value(theirs).run())
    field(at, "subject").set_value("路上遇到，问候")
    (save,) = [button for button in at.button if str(button.key).endswith(".next.1")]
    at = fine(save.click().run())
    assert one(select(Activity.subject).where(Activity.status == "done")) == "路上遇到，问候"
    assert not [widget for widget in at.text_input if widget.key == "log.find"]
    assert "add" not in at.query_params
