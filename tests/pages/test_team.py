"""A manager's morning: the week, one person's day, a word, a visit joined, a task; and what the seller sees of it."""

from datetime import date

import pytest
from sqlmodel import col, select

from db.commands.add_comment import add_comment
from db.commands.assign_task import assign_task
from db.commands.join_activity import join_activity
from db.models.notices import Notice, NoticeSetting
from db.models.talk import ActivityParticipant, Comment
from db.models.work import Activity
from db.periods import now
from db.run import run
from factories import activity, company, customer, day_plan, hire, one, opportunity, put_off, repriced
from opening import counting, field, fine, frames, pick, submit, texts

TEAM, DAY, INBOX, REVIEW = "pages/work/team.py", "pages/work/day.py", "pages/start/notices.py", "pages/sales/review.py"
PIPELINE = "pages/figures/pipeline.py"
ACTIVITY, ACTIVITIES, HOME = "pages/work/activity.py", "pages/work/activities.py", "pages/start/home.py"


@pytest.fixture
def team(url):
    company()
    return {
        "li": hire("li", name="李娜"),
        "wang": hire("wang", name="王敏"),
        "chen": hire("chen", "manager", name="陈经理"),
    }


def action(at, key, verb):
    """Choose an action of the row whose key begins so."""
    (chooser,) = [group for group in at.get("button_group") if str(group.key).startswith(key)]
    return fine(chooser.set_value(verb).run())


def test_the_week_shows_who_stands_out_first_and_who_has_no_plan(team, visit):
    li, wang = team["li"], team["wang"]
    theirs, others = customer(li), customer(wang)
    for _ in range(3):
        activity(others, "2026-06-29", wang, status="missed")
    activity(theirs, "2026-06-29", li, status="done", new_fact=1)
    activity(theirs, "2026-06-26", li, status="done", done_on="2026-06-29")
    activity(theirs, "2026-06-30", li)
    day_plan(li, "2026-06-29", submitted_at=now())
    day_plan(li, "2026-06-30", submitted_at=now())
    at = visit(team["chen"], TEAM)
    grid = frames(at)[0]
    assert list(grid["人员"]) == ["王敏", "李娜", "陈经理"]
    assert grid["需关注"].iloc[0] == "未完成多 · 缺计划"
    assert list(grid["周一"]) == ["0/3 ✗3", "1/1 +1 ★1", ""]
    assert list(grid["周二"]) == ["", "0/1", ""]
    assert "今日计划未交 1 人" in texts(at)


def test_who_leads_owes_no_plan(team, visit):
    head = hire("head", "department_head", "D1")
    day_plan(team["li"], "2026-06-30", submitted_at=now())
    people = frames(visit(head, TEAM))[-1]
    assert {who: "缺计划" in why for who, why in zip(people["人员"], people["需关注"], strict=True)} == {
        "head": False, "陈经理": False, "李娜": False, "王敏": True,
    }  # fmt: skip
    day = frames(visit(team["chen"], ACTIVITIES))[0]
    handed_in = dict(zip(day["人员"], day["已交计划"], strict=True))
    assert (handed_in["李娜"], handed_in["王敏"], handed_in["陈经理"]) == (True, False, None)


def test_a_day_is_read_spoken_of_joined_and_a_task_handed_out(team, visit):
    li, chen = team["li"], team["chen"]
    theirs = customer(li, "华东物流")
    made = activity(theirs, "2026-06-30", li, subject="续保面谈")
    plan = day_plan(li, "2026-06-30", submitted_at=now(), comment="上午两访")
    at = pick(visit(chen, TEAM), "team.week", li.person_id)
    assert "上午两访" in texts(at)
    at = pick(at, f"day.items.{li.person_id}", made)
    at = fine(at.button(key=f"join_activity.{made}").click().run())
    assert "已加入李娜的活动" in texts(at)
    assert one(select(ActivityParticipant.person_id)) == chen.person_id
    at = action(at, f"talk.activity.{made}", "add_comment")
    field(at, "text").set_value("先确认决策人")
    at = submit(at, "add_comment")
    assert "先确认决策人" in texts(at)
    at = action(at, f"talk.plan.{plan}", "add_comment")
    field(at, "text").set_value("安排得好")
    at = submit(at, "add_comment.plan")
    assert one(select(Comment.text).where(col(Comment.day_plan_id) == plan)) == "安排得好"
    at = action(at, f"day.{li.person_id}.tasks", "assign_task")
    field(at, "customer_id").set_value(theirs)
    field(at, "subject").set_value("确认承保条件")
    at = submit(at, "assign_task")
    assert "任务已交办" in texts(at)
    task = one(select(Activity).where(Activity.subject == "确认承保条件"))
    assert (task.person_id, task.planned_on) == (li.person_id, date(2026, 6, 30))
    at = visit(li, DAY)
    shown = texts(at)
    assert all(text in shown for text in ("李娜 · 2026年6月30日", "安排得好", "上午两访"))
    assert list(frames(at)[0]["同行/交办"]) == ["陈经理同行", "陈经理交办"]
    at = pick(at, f"day.items.{li.person_id}", made)
    assert "先确认决策人" in texts(at)


def test_a_task_needs_a_customer(team, visit):
    li = team["li"]
    customer(li)
    at = pick(visit(team["chen"], TEAM), "team.week", li.person_id)
    at = action(at, f"day.{li.person_id}.tasks", "assign_task")
    field(at, "subject").set_value("确认承保条件")
    at = submit(at, "assign_task")
    assert "请选择客户" in texts(at)
    assert field(at, "subject").value == "确认承保条件"


def test_a_head_sees_the_teams_then_their_people(team, visit):
    head = hire("head", "department_head", "D1")
    hire("zhao", unit="D1T2", name="赵强")
    activity(customer(team["li"]), "2026-06-30", team["li"])
    at = visit(head, TEAM)
    teams, people = frames(at)
    assert list(teams["团队"]) == ["第1营业部", "1部1组", "1部2组"]
    assert list(teams["计划"]) == [0, 1, 0]
    assert len(people) == 5
    unit = one(select(col(Activity.person_id)))
    assert unit == team["li"].person_id


def test_a_seller_sees_their_own_day_and_nobody_elses(team, visit):
    li, wang = team["li"], team["wang"]
    activity(customer(li, "华东物流"), "2026-06-30", li, subject="续保面谈")
    assert "李娜" in texts(visit(li, DAY))
    at = visit(wang, DAY, id=str(li.person_id))
    assert "找不到该记录" in texts(at)
    assert not frames(at)


def test_what_a_person_did_with_a_customer_now_out_of_sight_counts_and_is_masked(team, visit):
    from factories import hand_over

    li = team["li"]
    theirs = customer(li, "华东物流")
    activity(theirs, "2026-06-30", li, status="done", subject="车队报价", outcome="谈妥")
    hand_over(theirs, hire("far", unit="D2T1"), "2026-06-30")
    at = visit(team["chen"], DAY, id=str(li.person_id))
    shown = frames(at)[0]
    assert len(shown) == 1
    assert not any("车队" in str(value) or "华东" in str(value) for value in shown.iloc[0])


def test_the_inbox_leads_to_each_record_and_is_read(team, visit):
    li, chen = team["li"], team["chen"]
    theirs = customer(li, "华东物流")
    made = activity(theirs, "2026-07-01", li, subject="续保面谈")
    run(join_activity, chen, activity_id=made)
    run(add_comment, chen, about="customer", record_id=theirs, text="重点客户")
    run(add_comment, chen, about="plan", record_id=day_plan(li, "2026-06-30"), text="请补充")
    at = visit(li, INBOX)
    shown = texts(at)
    assert all(text in shown for text in ("陈经理 将与您同行", "陈经理 发表了评论", "重点客户", "请补充"))
    links = [link.proto.label for link in at.get("page_link")]
    assert any("续保面谈" in link for link in links)
    first = one(select(Notice.id).order_by(col(Notice.id)))
    at = fine(at.button(key=f"read.{first}").click().run())
    assert "陈经理 将与您同行" not in texts(at)
    at = fine(at.button(key="read_all").click().run())
    assert "没有新的通知" in texts(at)
    assert "陈经理 将与您同行" in texts(visit(li, INBOX, show="all"))


def test_how_to_be_told_is_set_on_the_page(team, visit):
    li = team["li"]
    at = visit(li, INBOX)
    at.session_state["notices.settings"] = True
    at = fine(at.run())
    box = next(one for one in at.checkbox if str(one.key).endswith(".comment.mail"))
    box.set_value(False)
    at = submit(at, "set_notices")
    kept = one(select(NoticeSetting).where(NoticeSetting.kind == "comment"))
    assert (kept.in_app, kept.by_mail) == (1, 0)


def test_an_activity_has_a_page_of_its_own(team, visit):
    li, chen = team["li"], team["chen"]
    theirs = customer(li, "华东物流")
    task = run(
        assign_task,
        chen,
        person_id=li.person_id,
        customer_id=theirs,
        kind="call",
        planned_on=date(2026, 6, 30),
        subject="催缴",
    )
    at = visit(li, ACTIVITY, id=str(task))
    assert "催缴" in texts(at)
    field(at, "outcome").set_value("已缴")
    assert "活动已关闭" in texts(submit(at))
    assert "找不到该记录" in texts(visit(hire("far", unit="D2T1"), ACTIVITY, id=str(task)))


def test_a_sale_and_a_customer_carry_their_comments(team, visit):
    li, chen = team["li"], team["chen"]
    theirs = customer(li)
    sale = opportunity(theirs)
    run(add_comment, chen, about="opportunity", record_id=sale, text="报价要快")
    run(add_comment, chen, about="customer", record_id=theirs, text="老客户")
    assert "报价要快" in texts(visit(li, "pages/sales/opportunity.py", id=str(sale)))
    assert "老客户" in texts(visit(li, "pages/customers/customer.py", id=str(theirs), part="talk"))


def test_the_filter_by_person_narrows_the_teams_day_on_the_home_as_well(team, visit):
    from db.access import SYSTEM
    from db.summaries import rebuild
    from factories_money import policy

    def summed(session, actor) -> None:
        rebuild(session)

    policy(customer(team["li"]), 900, "2026-06-01")
    run(summed, SYSTEM)

    def named(at):
        return next(set(frame["人员"]) for frame in frames(at) if "人员" in frame)

    assert named(visit(team["chen"], HOME)) == {"李娜", "王敏", "陈经理"}
    assert named(visit(team["chen"], HOME, salesperson="li")) == {"李娜"}


def test_the_week_takes_four_queries_however_many_they_are(team, visit):
    for number in range(8):
        activity(customer(hire(f"more{number}")), "2026-06-30")
    with counting() as sent:
        visit(team["chen"], TEAM)
    assert len([one for one in sent if "FROM activity" in one or "day_plan" in one]) <= 4


def test_the_weekly_review_is_walked_through_part_by_part(team, visit):
    theirs = customer(team["li"], "华东物流")
    sale = opportunity(theirs, "needs", opened_on="2026-06-29", title="车队险")
    opportunity(theirs, "needs", opened_on="2026-01-05", title="停滞的")
    at = visit(team["chen"], REVIEW)
    assert "新增 1 个" in texts(at) or any("新增 1 个" in str(badge) for badge in at.main)
    assert list(frames(at)[0]["商机"]) == ["车队险"]
    at = pick(at, "review.changes", sale)
    assert "车队险" in [link.proto.label for link in at.get("page_link")]
    repriced(sale, 100, 300, "2026-06-29")
    put_off(sale, "2026-07-01", "2026-08-01", "2026-06-28")
    repriced(sale, 50, 100, "2026-06-23")
    at = visit(team["chen"], REVIEW)
    assert frames(at)[0].equals(frames(visit(team["chen"], PIPELINE))[0])
    assert set(frames(at)[0]["变化"]) == {"新增", "保费调高", "成交推迟"}
    assert "保费调高 1 个 · 200" in texts(at).replace("\\", "")
    assert list(frames(visit(team["chen"], REVIEW, part="stalled"))[0]["商机"]) == ["停滞的"]
    assert len(frames(visit(team["chen"], REVIEW, part="next"))[0]) == 2
