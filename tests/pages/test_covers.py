"""A manager covers somebody who is ill, a salesperson their own leave; and it is told who sees a customer, and why."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from db.commands.begin_cover import begin_cover
from db.models.covers import Cover
from db.models.customers import Membership
from db.run import run
from factories import company, customer, hire, member, one
from opening import act, field, fine, frames, pick, submit, texts

TEAM, DAY, PLAN = "pages/work/team.py", "pages/work/day.py", "pages/work/plan.py"
CUSTOMER, PEOPLE, INBOX = "pages/customers/customer.py", "pages/admin/people.py", "pages/start/notices.py"
TODAY = date(2026, 6, 30)


@pytest.fixture
def team(url):
    company()
    return {
        "li": hire("li", name="李娜"),
        "wang": hire("wang", name="王敏"),
        "chen": hire("chen", "manager", name="陈经理"),
        "root": hire("root", "admin", "C", name="管理员"),
    }


def action(at, key, verb):
    """Choose an action of the row whose key begins so."""
    (chooser,) = [group for group in at.get("button_group") if str(group.key).startswith(key)]
    return fine(chooser.set_value(verb).run())


def opened(at, key):
    """Unfold what is drawn only then."""
    at.session_state[f"{key}.open"] = True
    return fine(at.run())


def covered(team):
    people = {"absent_id": team["li"].person_id, "substitute_id": team["wang"].person_id}
    return run(begin_cover, team["chen"], **people, planned_from=TODAY, until=TODAY + timedelta(6), reason="illness")


def test_a_manager_covers_somebody_and_ends_it(team, visit):
    li, wang, chen = team["li"], team["wang"], team["chen"]
    customer(li)
    at = pick(visit(chen, TEAM), "team.week", li.person_id)
    at = action(at, f"day.{li.person_id}.tasks", "begin_cover")
    at = submit(at, "begin_cover")
    assert "请选择" in texts(at)
    field(at, "substitute_id").set_value(wang.person_id)
    field(at, "reason").set_value("illness")
    at = submit(at, "begin_cover")
    assert "王敏将为李娜代班" in texts(at)
    made = one(select(Cover))
    assert (made.reason, made.until, made.by_id) == ("illness", TODAY + timedelta(6), chen.person_id)
    at = visit(chen, TEAM)
    assert "王敏 代 李娜" in texts(at)
    assert "病假 · 1 位客户" in texts(at)
    assert "今日计划未交 1 人" in texts(at)
    row = next(row for row in frames(at)[0].to_dict("records") if row["人员"] == "李娜")
    assert (row["周一"], row["周二"]) == ("", "休")
    at = fine(at.button(key=f"team.covers.end.{made.id}").click().run())
    assert "代班已结束" in texts(at)
    assert one(select(Cover.ended_on)) == TODAY


def test_a_day_that_cannot_be_is_told_and_what_was_chosen_stays(team, visit):
    li, wang = team["li"], team["wang"]
    at = pick(visit(team["chen"], TEAM), "team.week", li.person_id)
    at = action(at, f"day.{li.person_id}.tasks", "begin_cover")
    field(at, "substitute_id").set_value(wang.person_id)
    field(at, "until").set_value(TODAY - timedelta(1))
    at = submit(at, "begin_cover")
    assert "最后一天" in texts(at)
    assert "不能早于开始日期" in texts(at)
    assert field(at, "substitute_id").value == wang.person_id


def test_a_salesperson_plans_their_own_leave_and_both_see_it(team, visit):
    li, wang = team["li"], team["wang"]
    at = action(visit(li, DAY), f"day.{li.person_id}.tasks", "begin_cover")
    field(at, "substitute_id").set_value(wang.person_id)
    field(at, "planned_from").set_value(TODAY + timedelta(3))
    at = submit(at, "begin_cover")
    assert "王敏 代 李娜" in texts(at)
    assert any("取消" in button.label for button in at.button)
    at = visit(wang, PLAN)
    assert "王敏 代 李娜" in texts(at)
    assert not any("取消" in button.label for button in at.button)
    at = visit(wang, INBOX)
    assert "李娜 安排了代班" in texts(at)


def test_a_customer_says_who_sees_it_and_why_to_who_leads(team, visit):
    li, chen = team["li"], team["chen"]
    hers = customer(li)
    helper = hire("far", unit="D2T1", name="赵远")
    member(hers, helper)
    hire("head", "department_head", "D1", name="周总")
    hire("boss", "executive", "C", name="郑总")
    hire("other", "manager", "D2T1", name="别组")
    covered(team)
    rows = frames(opened(visit(chen, CUSTOMER, id=str(hers), part="serving"), f"seers.{hers}"))[-1].to_dict("records")
    assert [(row["人员"], row["原因"], row["权限"]) for row in rows] == [
        ("李娜", "负责人", "可修改"),
        ("王敏", "代班", "可修改"),
        ("赵远", "协办人", "只读"),
        ("周总", "上级", "可修改"),
        ("陈经理", "上级", "可修改"),
        ("郑总", "全公司岗位", "只读"),
    ]
    assert "谁能看到" in [box.label for box in visit(chen, CUSTOMER, id=str(hers), part="serving").expander]
    assert "谁能看到" not in [box.label for box in visit(li, CUSTOMER, id=str(hers), part="serving").expander]


def test_an_administrator_sees_how_much_somebody_sees_and_no_customer(team, visit, monkeypatch):
    hers = customer(team["li"], "秘密公司")
    customer(team["wang"])
    covered(team)
    at = visit(team["root"], PEOPLE)
    wang = team["wang"].person_id
    at = opened(pick(at, "people", wang), f"sight.{wang}")
    shown = texts(at)
    assert "可见客户" in shown
    assert "秘密公司" not in shown
    assert one(select(Membership.customer_id)) == hers


def test_a_member_may_be_given_a_last_day(team, visit):
    hers = customer(team["li"])
    at = act(visit(team["li"], CUSTOMER, id=str(hers)), "add_member")
    field(at, "person_id").set_value(team["wang"].person_id)
    field(at, "until").set_value(TODAY + timedelta(9))
    at = submit(at, "add_member")
    assert one(select(Membership.until)) == TODAY + timedelta(9)
    at = visit(team["li"], CUSTOMER, id=str(hers), part="serving")
    assert "至 2026年7月9日" in texts(at)


def test_the_page_offers_no_end_of_a_member_by_cover(team, visit):
    hers = customer(team["li"])
    covered(team)
    at = visit(team["li"], CUSTOMER, id=str(hers), part="serving")
    assert "代班 · 2026年6月30日起 至 2026年7月6日" in texts(at)
    assert not [button for button in at.button if str(button.key).startswith("end_membership")]


def test_a_running_cover_gets_another_last_day(team, visit):
    customer(team["li"])
    covered(team)
    at = visit(team["chen"], TEAM)
    field(at, "until").set_value(TODAY + timedelta(9))
    at = submit(at, "change_cover")
    assert "代班已更改" in texts(at)
    assert one(select(Cover.until)) == TODAY + timedelta(9)
