"""Somebody falls ill: a colleague serves their customers until they are back, and nothing changes hands for good."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.add_member import add_member
from db.commands.assign_customer import assign_customer
from db.commands.begin_cover import begin_cover
from db.commands.change_customer import change_customer
from db.commands.disable_person import disable_person
from db.commands.end_cover import end_cover
from db.commands.end_membership import end_membership
from db.commands.make_plan import make_plan
from db.commands.merge_customers import merge_customers
from db.commands.settle_access import settle_access
from db.commands.undo_merge import undo_merge
from db.daily import run_daily
from db.engine import database
from db.errors import Denied, Invalid, Refusal
from db.models.covers import Cover
from db.models.customers import Customer, Membership, Ownership
from db.models.notices import Notice
from db.models.people import Person
from db.models.projects import Milestone
from db.models.system import Audit
from db.models.work import Activity
from db.notice_text import page_of, sentence_of
from db.periods import now
from db.queries.customers import Asked, customers
from db.queries.day_plan import day_plan as day_plan_of
from db.queries.inbox import notices
from db.queries.team import person_day, team_week
from db.run import run
from db.session import reading
from db.terms import end_what_is_over
from factories import (
    activity,
    change,
    company,
    customer,
    day_plan,
    hire,
    member,
    milestone,
    one,
    opportunity,
    owner_of,
    write,
)
from factories_money import policy
from leaving import agreed, carried_out

TODAY = date(2026, 6, 30)
WEEK = {"planned_from": TODAY, "until": TODAY + timedelta(6), "reason": "illness"}


@pytest.fixture
def team(url):
    company()
    return {
        "li": hire("li", name="李娜"),
        "wang": hire("wang", name="王敏"),
        "chen": hire("chen", "manager", name="陈经理"),
        "far": hire("far", unit="D2T1"),
        "root": hire("root", "admin", "C"),
    }


def begin(team, by="chen", absent="li", substitute="wang", **order):
    people = {"absent_id": team[absent].person_id, "substitute_id": team[substitute].person_id}
    return run(begin_cover, team[by], **people, **WEEK | order)


def later(monkeypatch, days):
    """The day so many days from now, and its daily work."""
    day = TODAY + timedelta(days)
    monkeypatch.setenv("BAOKE_TODAY", day.isoformat())
    run(settle_access, SYSTEM, today=day)
    return day


def refused(command, me, **order):
    """The key of the sentence with which it is refused."""
    with pytest.raises(Refusal) as told:
        run(command, me, **order)
    return told.value.key


def seen(me):
    with reading(me) as session:
        return {row.id for row in customers(session, me, Asked())}


def held(model, person, *criteria):
    return one(select(sa.func.count()).where(model.person_id == person.person_id, model.open == 1, *criteria))


def test_the_substitute_serves_all_customers_and_ownership_stays(team):
    li, wang = team["li"], team["wang"]
    hers, his = [customer(li) for _ in range(3)], customer(wang)
    begin(team)
    assert seen(wang) == {*hers, his}
    run(change_customer, wang, customer_id=hers[0], version=1, name="改名")
    assert {owner_of(each) for each in hers} == {li.person_id}
    assert seen(li) == set(hers)
    assert held(Ownership, li) == 3
    members = one(select(Membership).where(Membership.customer_id == hers[0]))
    assert (members.can_write, members.cover_id, members.valid_from) == (1, 1, TODAY)


def test_it_ends_by_itself_after_its_last_day(team, monkeypatch):
    hers = customer(team["li"])
    begin(team)
    later(monkeypatch, 6)
    assert seen(team["wang"]) == {hers}
    day = later(monkeypatch, 7)
    assert seen(team["wang"]) == set()
    cover = one(select(Cover))
    assert (cover.ended_on, cover.open) == (day, None)
    assert one(select(Membership.valid_to)) == day
    assert run(settle_access, SYSTEM, today=day) == (0, 0)


def test_what_begins_later_is_a_plan_that_the_day_begins(team, monkeypatch):
    hers = customer(team["li"])
    begin(team, planned_from=TODAY + timedelta(2))
    assert seen(team["wang"]) == set()
    assert one(select(Membership)) is None
    later(monkeypatch, 2)
    assert seen(team["wang"]) == {hers}
    assert one(select(Cover.began_on)) == TODAY + timedelta(2)


def test_a_plan_that_is_called_off_never_was(team, monkeypatch):
    customer(team["li"])
    planned = begin(team, planned_from=TODAY + timedelta(2))
    run(end_cover, team["chen"], cover_id=planned, version=1)
    later(monkeypatch, 3)
    assert one(select(Membership)) is None
    assert refused(end_cover, team["chen"], cover_id=planned, version=2) == "covers.over"


def test_customers_that_come_and_go_meanwhile_are_followed(team, monkeypatch):
    li, wang, chen = team["li"], team["wang"], team["chen"]
    stays, leaves = customer(li), customer(li)
    begin(team)
    taker = hire("taker").person_id
    run(assign_customer, chen, customer_id=leaves, version=1, person_id=taker, reason="调")
    assert seen(wang) == {stays}
    comes = customer(li)
    assert seen(wang) == {stays}
    later(monkeypatch, 1)
    assert seen(wang) == {stays, comes}
    run(assign_customer, chen, customer_id=comes, version=1, person_id=wang.person_id, reason="调")
    assert held(Membership, wang) == 1
    assert seen(wang) == {stays, comes}


def test_who_read_a_customer_before_writes_it_meanwhile_and_reads_it_after(team, monkeypatch):
    li, wang = team["li"], team["wang"]
    read, short, written = customer(li), customer(li), customer(li)
    member(read, wang)
    write(Membership(customer_id=short, person_id=wang.person_id, valid_from=TODAY, until=TODAY + timedelta(1)))
    member(written, wang, can_write=1)
    begin(team)
    assert held(Membership, wang, Membership.can_write == 1) == 3
    later(monkeypatch, 7)
    assert seen(wang) == {read, written}
    assert held(Membership, wang, Membership.can_write == 0) == 1
    assert one(select(sa.func.count()).where(Membership.customer_id == read)) == 3


def test_open_work_goes_to_the_substitute_and_what_is_left_comes_back(team, monkeypatch):
    li, wang = team["li"], team["wang"]
    hers, his = customer(li), customer(wang)
    due, done = activity(hers, TODAY, li), activity(hers, TODAY, li)
    far_off = activity(hers, TODAY + timedelta(20), li)
    own = activity(his, TODAY, wang)
    begin(team)
    assert held(Activity, wang) == 3
    assert one(select(Activity.person_id).where(Activity.id == far_off)) == li.person_id
    change(Activity, done, status="done", done_on=TODAY)
    stone = milestone(opportunity(hers, "set_up", kind="project"), wang)
    later(monkeypatch, 7)
    holders = dict(_rows(select(Activity.id, Activity.person_id)))
    assert holders == {due: li.person_id, done: wang.person_id, far_off: li.person_id, own: wang.person_id}
    assert one(select(Milestone.person_id).where(Milestone.id == stone)) == li.person_id


def planned_today(team):
    """Of each, how many were done of how many planned, and how many beside the plan, as the team's week says."""
    with reading(team["chen"]) as session:
        weeks = {week.login: week.days[TODAY.weekday()] for week in team_week(session, team["chen"], TODAY)}
    return {name: (weeks[name].done, weeks[name].planned, weeks[name].unplanned) for name in ("li", "wang")}


def test_what_was_planned_stays_planned_with_whoever_has_it_and_says_for_whom(team):
    """Both have handed their plans in; Li falls ill in the morning and is back at noon."""
    li, wang = team["li"], team["wang"]
    hers = customer(li)
    first, beside = activity(hers, TODAY, li), activity(hers, TODAY, li, unplanned=1)
    own = activity(customer(wang), TODAY, wang)
    for person in (li, wang):
        day_plan(person, TODAY, submitted_at=now())
    begin(team)
    assert planned_today(team) == {"li": (0, 0, 0), "wang": (0, 2, 0)}
    assert marks(wang) == {first: "李娜", beside: "李娜", own: None}
    change(Activity, first, status="done", done_on=TODAY)
    run(end_cover, team["chen"], cover_id=1, version=2)
    assert planned_today(team) == {"li": (0, 0, 0), "wang": (1, 2, 0)}
    assert _rows(select(Activity.unplanned).where(Activity.id == beside)) == [1]
    assert marks(wang) == {own: None}
    with reading(team["chen"]) as session:
        day = person_day(session, team["chen"], wang.person_id, TODAY)
    assert {row.id: row.covering for row in day.items} == {first: "李娜", own: None}


def marks(me):
    """By item of one's own day, for whom one stands in with it."""
    with reading(me) as session:
        return {item.id: item.covering for item in day_plan_of(session, me, TODAY).items}


def test_what_comes_back_is_planned_for_its_day_as_before(team, monkeypatch):
    """The figure of the absent person counts what came back, on a day whose plan was handed in while they were away."""
    li = team["li"]
    hers = customer(li)
    items = [activity(hers, TODAY, li) for _ in range(3)]
    begin(team, until=TODAY)
    day_plan(li, TODAY, submitted_at=now())
    later(monkeypatch, 1)
    assert sorted(_rows(select(Activity.id, Activity.person_id, Activity.unplanned))) == [
        (each, li.person_id, 0) for each in items
    ]
    assert planned_today(team) == {"li": (0, 3, 0), "wang": (0, 0, 0)}


def _rows(what):
    with reading(SYSTEM) as session:
        return session.exec(what).all()


def test_the_morning_plans_for_the_substitute_and_not_for_who_is_away(team, monkeypatch):
    li, wang = team["li"], team["wang"]
    ending = policy(customer(li), 9_000, "2025-07-10", paid=True)
    policy(customer(wang), 1_000, "2025-07-10", paid=True)
    begin(team)
    run_daily(TODAY)
    planned = _rows(select(Activity.person_id, Activity.cause_id, Activity.stake).order_by(Activity.stake))
    assert [(person, stake) for person, _cause, stake in planned] == [
        (wang.person_id, 100_000),
        (wang.person_id, 900_000),
    ]
    assert ending in {cause for _person, cause, _stake in planned}
    assert run(make_plan, li).also_due == 0
    later(monkeypatch, 7)
    assert held(Activity, li, Activity.cause_id == ending) == 1


def test_who_is_away_owes_no_plan(team):
    customer(team["li"])
    begin(team, planned_from=TODAY)
    with reading(team["chen"]) as session:
        weeks = {week.login: week for week in team_week(session, team["chen"], TODAY)}
    assert [day.away for day in weeks["li"].days] == [False, True, True, True, True, True, True]
    assert not any(day.away for day in weeks["wang"].days)
    assert weeks["li"].days[1].settled
    assert not weeks["wang"].days[1].settled


def test_both_are_told_of_it_and_who_arranged_it(team):
    customer(team["li"])
    begin(team)
    for name in ("li", "wang"):
        with reading(team[name]) as session:
            (told,) = notices(session, team[name])
        assert (told.by, told.about, told.record.title) == ("陈经理", "cover", "李娜 → 王敏")
    run(end_cover, team["chen"], cover_id=1, version=2)
    assert one(select(sa.func.count()).select_from(Notice)) == 4


def test_the_audit_has_one_row_with_how_many_and_a_digest(team):
    for _ in range(3):
        customer(team["li"])
    before = one(select(sa.func.max(Audit.id)))
    begin(team)
    rows = _rows(select(Audit.record_table, Audit.change).where(col(Audit.id) > before))
    assert [table for table, _change in rows] == ["cover", "cover"]
    assert '"customers": [0, 3]' in rows[1][1]
    assert '"digest"' in rows[1][1]


def test_a_salesperson_asks_for_their_own_leave_alone(team):
    li, wang = team["li"], team["wang"]
    hers = customer(li)
    begin(team, by="li", reason="leave")
    assert seen(wang) == {hers}
    with pytest.raises(Denied):
        begin(team, by="li", absent="wang", substitute="li")
    with pytest.raises(Denied):
        run(end_cover, wang, cover_id=1, version=2)
    run(end_cover, li, cover_id=1, version=2)
    assert seen(wang) == set()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"planned_from": TODAY - timedelta(1)}, {"planned_from": "covers.in_past"}),
        ({"until": TODAY - timedelta(1)}, {"until": "covers.ends_before"}),
        ({"until": TODAY + timedelta(400)}, {"until": "covers.too_long"}),
        ({"reason": "holiday"}, {"reason": "entries.choice"}),
        ({"substitute": "li"}, {"substitute_id": "covers.not_a_colleague"}),
        ({"substitute": "far"}, {"substitute_id": "covers.not_a_colleague"}),
        ({"substitute": "root"}, {"substitute_id": "covers.not_a_colleague"}),
    ],
)
def test_what_cannot_be_is_told_at_its_field(team, wrong, said):
    with pytest.raises(Invalid) as told:
        begin(team, **wrong)
    assert told.value.fields == said


def test_nobody_arranges_it_for_another_unit(team):
    with pytest.raises(Denied):
        begin(team, absent="far")


def test_covers_do_not_stand_in_a_row(team):
    chen = team["chen"]
    begin(team)
    away = {**WEEK, "absent_id": team["li"].person_id}
    assert refused(begin_cover, chen, **away, substitute_id=chen.person_id) == "covers.already"
    stands_in = {**WEEK, "absent_id": team["wang"].person_id}
    assert refused(begin_cover, chen, **stands_in, substitute_id=chen.person_id) == "covers.stands_in"
    with pytest.raises(Invalid) as told:
        begin(team, absent="chen", substitute="li")
    assert told.value.fields == {"substitute_id": "covers.away"}


def test_who_is_disabled_stands_in_for_nobody(team):
    hers = customer(team["li"])
    begin(team)
    wang = team["wang"].person_id
    run(disable_person, team["root"], person_id=wang, version=1, today=TODAY)
    assert one(select(Person.active).where(Person.id == wang)) == 0
    assert one(select(Cover.ended_on)) == TODAY
    assert one(select(Membership.valid_to).where(Membership.customer_id == hers)) == TODAY


def told(me):
    """What one is told of a cover that fell, with whom it was of and whose day it leads to."""
    with reading(me) as session:
        rows = [row for row in notices(session, me) if row.cause.startswith("cover_fell")]
    return [(sentence_of(row, "en").partition(":")[0], row.record.title, page_of(row)[1]["id"]) for row in rows]


def test_when_the_substitute_goes_who_was_away_and_who_arranged_it_are_told(team):
    customer(team["li"])
    begin(team)
    run(disable_person, team["root"], person_id=team["wang"].person_id, version=1, today=TODAY)
    fell = ("A cover ended because one of the two left", "李娜 → 王敏", str(team["li"].person_id))
    assert told(team["li"]) == told(team["chen"]) == [fell]


def test_when_who_is_away_goes_their_substitute_is_told_and_who_does_it_is_not(team):
    customer(team["li"])
    begin(team)
    of = SimpleNamespace(leaver=team["li"], boss=team["chen"], takers=[team["wang"]])
    handover = agreed(of, reason="moved")
    assert told(team["wang"]) == []
    carried_out(of, handover, disable=False)
    assert [title for _said, title, _day in told(team["wang"])] == ["李娜 → 王敏"]
    assert told(team["chen"]) == []


def test_a_member_by_cover_is_not_ended_alone(team):
    customer(team["li"])
    begin(team)
    order = {"membership_id": one(select(Membership.id)), "version": 1}
    assert refused(end_membership, team["li"], **order) == "covers.ends_with_it"


# -- members for a time ----------------------------------------------------------------------------------------------


def join(team, until):
    hers = customer(team["li"])
    order = {"customer_id": hers, "person_id": team["far"].person_id, "can_write": True, "reason": "协"}
    run(add_member, team["li"], **order, until=until)
    return hers


def test_a_member_for_a_time_is_one_no_longer_after_the_last_day(team, monkeypatch):
    hers = join(team, TODAY + timedelta(3))
    stone = milestone(opportunity(hers, "set_up", kind="project"), team["far"])
    later(monkeypatch, 3)
    assert seen(team["far"]) == {hers}
    later(monkeypatch, 4)
    assert seen(team["far"]) == set()
    assert one(select(Membership.valid_to)) == TODAY + timedelta(4)
    assert one(select(Milestone.person_id).where(Milestone.id == stone)) == team["li"].person_id


def test_a_last_day_is_not_in_the_past(team):
    with pytest.raises(Invalid) as told:
        join(team, TODAY - timedelta(1))
    assert told.value.fields == {"until": "covers.in_past"}


def test_the_first_click_of_a_day_ends_what_the_daily_job_did_not(team, monkeypatch):
    hers = join(team, TODAY)
    begin(team, until=TODAY)
    end_what_is_over()
    assert seen(team["far"]) == seen(team["wang"]) == {hers}
    monkeypatch.setenv("BAOKE_TODAY", (TODAY + timedelta(1)).isoformat())
    end_what_is_over()
    assert seen(team["far"]) == seen(team["wang"]) == set()


def test_the_database_itself_takes_no_cover_of_who_has_left(team):
    gone = hire("gone", active=0)
    named = {"absent_id": team["li"].person_id, "substitute_id": gone, "by_id": team["chen"].person_id}
    with pytest.raises(Refusal):
        write(Cover(**named, **WEEK))


def doubles(team, **right):
    """A customer of Li's that somebody else has as well; of that record Wang was a member before Li fell ill."""
    winner, loser = customer(team["li"]), customer(team["far"])
    write(Membership(customer_id=loser, person_id=team["wang"].person_id, valid_from=TODAY, **right))
    begin(team)
    return winner, {"winner_id": winner, "loser_id": loser, "versions": (1, 1), "reason": "同"}


@pytest.mark.parametrize("can_write", [0, 1])
def test_who_was_a_member_of_the_one_that_was_merged_is_one_again_after_the_cover(team, monkeypatch, can_write):
    winner, order = doubles(team, can_write=can_write, reason="协办")
    run(merge_customers, hire("boss", "manager", "C"), **order)
    assert _standing(team["wang"]) == [(winner, 1)]
    later(monkeypatch, 7)
    assert _standing(team["wang"]) == [(winner, can_write)]
    assert one(select(Membership.reason).where(Membership.open == 1)) == "协办"


def test_a_merge_that_is_undone_after_the_cover_gives_nobody_sight_by_it(team, monkeypatch):
    winner, order = doubles(team, can_write=1)
    boss = hire("boss", "manager", "C")
    merged = run(merge_customers, boss, **order)
    run(end_cover, team["chen"], cover_id=1, version=2)
    run(undo_merge, boss, merge_id=merged)
    assert _standing(team["wang"]) == [(order["loser_id"], 1)]
    assert winner not in seen(team["wang"])


def test_who_read_both_of_two_that_became_one_reads_it_after_the_cover(team, monkeypatch):
    li, wang = team["li"], team["wang"]
    winner, loser = customer(li), customer(li)
    for number, until in ((winner, TODAY + timedelta(30)), (loser, None)):
        write(Membership(customer_id=number, person_id=wang.person_id, valid_from=TODAY, until=until))
    begin(team)
    run(merge_customers, team["chen"], winner_id=winner, loser_id=loser, versions=(1, 1), reason="同")
    later(monkeypatch, 7)
    assert _standing(wang) == [(winner, 0)]
    assert one(select(Membership.until).where(Membership.open == 1)) is None


def _standing(person):
    mine = (Membership.person_id == person.person_id, Membership.open == 1)
    return _rows(select(Membership.customer_id, Membership.can_write).where(*mine))


def test_many_memberships_that_are_over_end_in_a_few_statements_with_a_row_each_in_the_audit(team, monkeypatch):
    def ending(many):
        for number in range(many):
            write(
                Membership(
                    customer_id=customer(team["li"]),
                    person_id=team["far"].person_id,
                    valid_from=TODAY,
                    until=TODAY + timedelta(number % 2),
                )
            )
        milestone(opportunity(one(select(sa.func.max(Customer.id))), "set_up", kind="project"), team["far"])

    ending(2)
    few = counted(lambda: later(monkeypatch, 2))
    monkeypatch.setenv("BAOKE_TODAY", TODAY.isoformat())
    ending(40)
    assert counted(lambda: later(monkeypatch, 2)) <= few + 2
    assert held(Membership, team["far"]) == held(Milestone, team["far"]) == 0
    audited = select(Audit.record_table, sa.func.count()).where(Audit.command == "settle_access")
    assert dict(_rows(audited.group_by(Audit.record_table))) == {"membership": 42, "milestone": 2}


def counted(work):
    """How many statements a piece of work takes."""
    seen = []

    def note(*told):
        seen.append(told[2])

    engine = database().write
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_customer_that_is_merged_into_another_is_covered_no_more(team, monkeypatch):
    li, wang, chen = team["li"], team["wang"], team["chen"]
    hers, his = customer(li), customer(wang)
    begin(team)
    run(merge_customers, chen, winner_id=his, loser_id=hers, versions=(1, 1), reason="同")
    later(monkeypatch, 1)
    assert seen(wang) == {his}
    assert held(Membership, wang) == 0
