"""A manager's day with the team: a word said, a visit joined, a task handed out, and who learns of it."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from db.commands.add_comment import add_comment
from db.commands.assign_customer import assign_customer
from db.commands.assign_task import assign_task
from db.commands.close_activity import close_activity
from db.commands.disable_person import disable_person
from db.commands.join_activity import join_activity
from db.commands.leave_activity import leave_activity
from db.commands.read_notices import read_notices
from db.commands.set_notices import set_notices
from db.errors import Denied, Invalid, Refusal
from db.models.notices import Notice
from db.models.people import Person
from db.models.talk import ActivityParticipant
from db.models.work import Activity
from db.periods import now
from db.queries.activities import Asked, activities, activity
from db.queries.comments import beside, comments
from db.queries.inbox import count_notices, notices, unread
from db.queries.notice_settings import notice_settings
from db.run import run
from db.session import reading
from factories import activity as planned
from factories import change, company, customer, day_plan, hand_over, hire, member, one, opportunity

TODAY = date(2026, 6, 30)


@pytest.fixture
def team(url):
    """Li of the team of Chen; Zhao sells in another department; Top is of the management, Root keeps the accounts."""
    company()
    named = {"li": "李娜", "chen": "陈经理", "zhao": "赵强", "top": "总经理", "root": "管理员", "wang": "王敏"}
    places = {"chen": ("manager",), "zhao": ("salesperson", "D2T1"), "top": ("executive", "C"), "root": ("admin", "C")}
    return {login: hire(login, *places.get(login, ()), name=name) for login, name in named.items()}


def say(me, about, record, text="做得好"):
    return run(add_comment, me, about=about, record_id=record, text=text)


def told(me):
    with reading(me) as session:
        return [(str(row.kind), row.by, row.text) for row in notices(session, me)]


def test_what_a_manager_says_is_there_for_the_seller_who_answers(team):
    li, chen = team["li"], team["chen"]
    theirs = customer(li, "华东物流")
    visit = planned(theirs, "2026-06-30", li)
    say(chen, "activity", visit, "先确认决策人是否在")
    assert told(li) == [("comment", "陈经理", "先确认决策人是否在")]
    say(li, "activity", visit, "在，已约好")
    assert told(chen) == [("comment", "李娜", "在，已约好")]
    for me in (li, chen, team["top"]):
        with reading(me) as session:
            said = comments(session, me, "activity", visit, [theirs])
        assert [(row.person, row.text) for row in said] == [("陈经理", "先确认决策人是否在"), ("李娜", "在，已约好")]


def test_a_plan_a_sale_and_a_customer_are_spoken_of_and_each_is_told(team):
    li, chen = team["li"], team["chen"]
    theirs = customer(li)
    for about, record in (("plan", day_plan(li, TODAY)), ("opportunity", opportunity(theirs)), ("customer", theirs)):
        say(team["top"], about, record, "请跟进")
        say(chen, about, record, "同意")
        with reading(li) as session:
            said = comments(session, li, about, record, None if about == "plan" else [theirs])
        assert [row.text for row in said] == ["请跟进", "同意"]
    assert len(told(li)) == 6
    # Who spoke before is told of the answer.
    assert [kind for kind, _by, _text in told(team["top"])] == ["comment"] * 3


def test_nobody_speaks_of_what_they_do_not_see_and_nothing_empty_is_said(team):
    theirs = customer(team["li"])
    visit, plan = planned(theirs, "2026-06-30"), day_plan(team["li"], TODAY)
    for about, record in (("customer", theirs), ("activity", visit), ("plan", plan), ("plan", 99)):
        with pytest.raises(Denied):
            say(team["zhao"], about, record)
    for text in (" ", "长" * 501):
        with pytest.raises(Invalid):
            say(team["li"], "activity", visit, text)
    with pytest.raises(Invalid):
        say(team["li"], "policy", visit)


def test_a_member_without_the_right_to_write_may_answer(team):
    theirs = customer(team["li"])
    member(theirs, team["zhao"])
    say(team["zhao"], "customer", theirs, "我们部门可以协助")
    assert told(team["li"]) == [("comment", "赵强", "我们部门可以协助")]


def test_whom_a_comment_calls_is_told_once_and_only_if_they_see_the_record(team):
    theirs = customer(team["li"])
    say(team["chen"], "customer", theirs, "@李娜请看，@top 也请关注；@zhao @赵强 不相关，@linda 不存在")
    assert [kind for kind, *_ in told(team["li"])] == ["mention"]
    assert [kind for kind, *_ in told(team["top"])] == ["mention"]
    assert told(team["zhao"]) == []


def test_a_notice_tells_nothing_of_a_record_that_is_out_of_sight_by_now(team):
    theirs = customer(team["li"], "华东物流")
    say(team["chen"], "customer", theirs, "重点客户")
    with reading(team["li"]) as session:
        assert notices(session, team["li"])[0].record.title == "华东物流"
    hand_over(theirs, team["zhao"], "2026-06-30")
    with reading(team["li"]) as session:
        (row,) = notices(session, team["li"])
    assert (row.record, row.text) == (None, "")


def test_i_come_along(team):
    li, chen = team["li"], team["chen"]
    visit = planned(customer(li), "2026-07-02", li)
    joined = run(join_activity, chen, activity_id=visit)
    assert run(join_activity, chen, activity_id=visit) == joined
    assert told(li) == [("joined", "陈经理", "")]
    for me in (li, chen):
        with reading(me) as session:
            assert activity(session, me, visit).companion == "陈经理"
            assert [row.name for row in beside(session, me, visit)] == ["陈经理"]
    with reading(chen) as session:
        assert [row.id for row in activities(session, chen, Asked(companion_id=chen.person_id))] == [visit]
    run(leave_activity, chen, activity_id=visit)
    with reading(li) as session:
        assert activity(session, li, visit).companion is None
    with pytest.raises(Refusal):
        run(leave_activity, chen, activity_id=visit)


def test_who_comes_along_cannot_be_disabled_before_the_visit_is_over(team):
    chen, root, li = team["chen"], team["root"], team["li"]
    visit = planned(customer(li), "2026-06-30", li)
    run(join_activity, chen, activity_id=visit)
    version = one(select(Person.version).where(Person.id == chen.person_id))
    with pytest.raises(Refusal, match="open activities"):
        run(disable_person, root, person_id=chen.person_id, version=version, today=TODAY)
    run(close_activity, li, activity_id=visit, version=1, status="done", outcome="谈妥")
    assert one(select(ActivityParticipant.open)) is None
    run(disable_person, root, person_id=chen.person_id, version=version, today=TODAY)


def test_nobody_joins_what_is_closed_their_own_or_of_another_team(team):
    li, chen = team["li"], team["chen"]
    theirs = customer(li)
    with pytest.raises(Refusal):
        run(join_activity, chen, activity_id=planned(theirs, "2026-06-30", li, status="done"))
    with pytest.raises(Refusal):
        run(join_activity, chen, activity_id=planned(theirs, "2026-07-01", chen))
    for other in (planned(customer(team["zhao"]), "2026-07-01"), planned(theirs, "2026-07-01", team["zhao"])):
        with pytest.raises(Denied):
            run(join_activity, chen, activity_id=other)


TASK = {"kind": "call", "planned_on": date(2026, 7, 1), "subject": "确认续保条件"}


def test_a_task_is_handed_out_and_whoever_gave_it_learns_that_it_was_declined(team):
    li, chen = team["li"], team["chen"]
    task = run(assign_task, chen, person_id=li.person_id, customer_id=customer(li), **TASK)
    with reading(li) as session:
        (row,) = activities(session, li, Asked(status="planned"))
        assert (row.id, row.given_by, row.companion) == (task, "陈经理", None)
    assert told(li) == [("task", "陈经理", "")]
    run(close_activity, li, activity_id=task, version=1, status="cancelled", outcome="客户已流失")
    assert told(chen) == [("refused", "李娜", "")]


def test_a_task_goes_to_somebody_of_the_team_who_serves_the_customer(team):
    li, chen, wang = team["li"], team["chen"], team["wang"]
    theirs, shared = customer(li), customer(li)
    member(shared, wang, can_write=1)
    run(assign_task, chen, person_id=wang.person_id, customer_id=shared, **TASK)
    for person, of, refusal in (
        (wang, theirs, Refusal),
        (chen, theirs, Refusal),
        (team["zhao"], theirs, Denied),
        (team["zhao"], customer(team["zhao"]), Denied),
    ):
        with pytest.raises(refusal):
            run(assign_task, chen, person_id=person.person_id, customer_id=of, **TASK)
    assert len(one(select(Activity.id)) and told(wang)) == 1


def test_whoever_takes_a_customer_over_is_told_and_who_came_along_before_does_not_any_more(team):
    li, chen, wang = team["li"], team["chen"], team["wang"]
    theirs = customer(li)
    visit = planned(theirs, "2026-07-02", li)
    head = hire("head", "department_head", "D1")
    run(join_activity, chen, activity_id=visit)
    run(join_activity, head, activity_id=visit)
    run(assign_customer, head, customer_id=theirs, version=1, person_id=wang.person_id, reason="调整")
    assert told(wang) == [("handed", "head", "")]
    with reading(head) as session:
        assert [row.name for row in beside(session, head, visit)] == ["head"]


def test_an_inbox_is_read_a_notice_at_a_time_or_all_at_once(team):
    li, theirs = team["li"], customer(team["li"])
    for text in ("一", "二", "三"):
        say(team["chen"], "customer", theirs, text)
    first = one(select(Notice.id).order_by(col(Notice.id)))
    assert run(read_notices, team["zhao"], notice_ids=[first]) == 0
    assert run(read_notices, li, notice_ids=[first]) == 1
    with reading(li) as session:
        assert (unread(session, li), count_notices(session, li), count_notices(session, li, only_unread=True)) == (
            2,
            3,
            2,
        )
        assert [row.text for row in notices(session, li, only_unread=True)] == ["三", "二"]
    assert run(read_notices, li) == 2
    assert run(read_notices, li) == 0


def test_who_does_not_want_to_be_told_in_the_app_is_not(team):
    li, theirs = team["li"], customer(team["li"])
    assert run(set_notices, li, wanted={"comment": (False, True), "task": (True, False)}) == 2
    say(team["chen"], "customer", theirs)
    assert told(li) == []
    assert one(select(Notice.waits)) == 1
    say(team["chen"], "customer", theirs, "@li")
    assert [kind for kind, *_ in told(li)] == ["mention"]
    run(set_notices, li, wanted={"comment": (True, True)})
    say(team["chen"], "customer", theirs)
    assert [kind for kind, *_ in told(li)] == ["comment", "mention"]
    with reading(li) as session:
        assert notice_settings(session, li)["task"] == (True, False)
    with pytest.raises(Invalid):
        run(set_notices, li, wanted={"weather": (True, True)})


def test_the_inbox_begins_with_what_happened_last_whatever_was_written_down_last(team):
    li, theirs = team["li"], customer(team["li"])
    for text in ("一", "二", "三"):
        say(team["chen"], "customer", theirs, text)
    first = one(select(Notice.id).order_by(col(Notice.id)))
    change(Notice, first, at=now() + timedelta(minutes=5))
    assert [text for _kind, _by, text in told(li)] == ["一", "三", "二"]
