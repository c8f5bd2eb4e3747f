"""Teams that move, merge and split: nobody and nothing is lost, and what was booked stays where it was booked."""

import json
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

import factories as made
import factories_money as money
import reorganised as re
from db.access import SYSTEM
from db.commands.move_person import move_person
from db.commands.run_reorganisation import run_reorganisation
from db.commands.undo_reorganisation import undo_reorganisation
from db.commands.withdraw_reorganisation import withdraw_reorganisation
from db.daily import run_daily
from db.errors import Denied, Invalid, Refusal, Stale
from db.models.handovers import Handover, HandoverReason
from db.models.notices import NoticeAbout
from db.models.people import Placement
from db.models.policies import Target
from db.models.reorganisations import ReorganisationLine
from db.models.sales import Lead
from db.notice_records import records
from db.notice_text import page_of, sentence_of
from db.periods import today
from db.queries.actors import actor_named
from db.queries.inbox import notices
from db.reorganisation_checks import COUNTED, DIGESTS
from db.run import run
from db.session import reading

TODAY = date(2026, 6, 30)


@pytest.fixture
def of(url):
    return re.branch()


def undo(number, admin, **more):
    version = re.stands(number).version
    return run(
        undo_reorganisation, admin, **{"reorganisation_id": number, "version": version, "reason": "误操作"} | more
    )


def withdraw(number, admin):
    return run(withdraw_reorganisation, admin, reorganisation_id=number, version=re.stands(number).version)


def carry_out(number, who=SYSTEM):
    return run(run_reorganisation, who, reorganisation_id=number, version=re.stands(number).version)


def refused(key, call, *args, **more):
    with pytest.raises(Refusal) as told:
        call(*args, **more)
    fields = told.value.fields if isinstance(told.value, Invalid) else {}
    assert key in (told.value.key, *fields.values())
    return told.value


def lead_unit(number):
    return made.one(select(Lead.unit_id).where(Lead.id == number))


def test_a_team_goes_under_another_department_and_the_past_of_both_stays(of):
    before = re.signed()
    number = re.moved(of.admin)
    assert [re.place(login) for login in ("chen", "li", "wang", "zhao")] == ["D2T9", "D2T9", "D2T9", "D1T2"]
    assert re.signed() == before == {"D1": 1_230}
    assert (re.unit("D1T1").active, re.unit("D1T1").closed_on, re.unit("D2T9").opened_on) == (0, TODAY, TODAY)
    assert re.unit("D1T1").parent_id == made.unit_id("D1")
    plan = re.stands(number)
    assert (plan.state, plan.done_on, plan.into_id) == ("done", TODAY, made.unit_id("D2T9"))
    first, last = json.loads(plan.before), json.loads(plan.after)
    assert first == last
    assert (first["customers"], first["people"], first["unplaced"]) == (2, 8, 0)
    assert set(first) == {*COUNTED, *DIGESTS}


def test_what_is_sold_afterwards_counts_in_the_new_department(of):
    re.moved(of.admin)
    money.policy(of.li, 5_000, "2026-06-30")
    assert re.signed() == {"D1": 1_230, "D2": 5_000}
    assert re.signed("zhou") == {"D2": 5_000}
    assert re.signed("qian") == {"D1": 1_230}
    assert re.signed(by="team") == {"D1T1": 1_200, "D1T2": 30, "D2T9": 5_000}


def test_scope_is_todays(of):
    assert re.seen("qian") == {of.li, of.wang, of.zhao}
    assert re.seen("zhou") == set()
    re.moved(of.admin)
    assert re.seen("qian") == {of.zhao}
    assert re.seen("zhou") == {of.li, of.wang}
    assert re.seen("chen") == {of.li, of.wang}


def test_two_teams_become_one_new_one(of):
    number = re.plan(of.admin, "merge", "D1T1", "D1T2", parent_id=made.unit_id("D1"), **re.NEW)
    assert {re.place(login) for login in ("chen", "sun", "li", "wang", "zhao")} == {"D2T9"}
    assert (re.unit("D1T1").active, re.unit("D1T2").active) == (0, 0)
    assert re.seen("chen") == re.seen("sun") == {of.li, of.wang, of.zhao}
    undo(number, of.admin)
    assert [re.place(login) for login in ("chen", "sun", "zhao")] == ["D1T1", "D1T2", "D1T2"]
    assert re.unit("D2T9").active == 0


def test_a_team_is_merged_into_another_that_stays(of):
    number = re.plan(of.admin, "merge", "D1T1", "D1T2", into_id=made.unit_id("D1T2"))
    assert {re.place(login) for login in ("chen", "sun", "li", "wang", "zhao")} == {"D1T2"}
    assert (re.unit("D1T1").active, re.unit("D1T2").active) == (0, 1)
    undo(number, of.admin)
    assert [re.place(login) for login in ("chen", "li", "sun")] == ["D1T1", "D1T1", "D1T2"]
    assert (re.unit("D1T1").active, re.unit("D1T1").closed_on) == (1, None)


def test_some_of_a_team_become_one_of_their_own(of):
    wu = made.hire("wu", "manager", "D1T1")
    chosen = [actor_named("li").person_id, wu.person_id]
    re.plan(of.admin, "split", "D1T1", people_ids=chosen, parent_id=made.unit_id("D1"), **re.NEW)
    assert [re.place(login) for login in ("wu", "li", "chen", "wang")] == ["D2T9", "D2T9", "D1T1", "D1T1"]
    assert re.unit("D1T1").active == 1
    assert (re.seen("wu"), re.seen("chen")) == ({of.li}, {of.wang})


def test_one_person_moves_on_a_day_to_come(of, monkeypatch):
    li = actor_named("li").person_id
    re.plan(of.admin, "person", people_ids=[li], into_id=made.unit_id("D2T1"), on=date(2026, 7, 6))
    assert re.place("li") == "D1T1"
    monkeypatch.setenv("BAOKE_TODAY", "2026-07-06")
    assert run_daily(date(2026, 7, 6)).reorganised == 1
    assert re.place("li") == "D2T1"
    ends = made.one(select(Placement.valid_to).where(Placement.person_id == li, col(Placement.open).is_(None)))
    assert ends == date(2026, 7, 6)


def test_the_daily_job_carries_it_out_on_its_day_with_whoever_joined_and_without_who_left(of, monkeypatch):
    number = re.moved(of.admin, on=date(2026, 7, 1))
    assert (re.stands(number).state, re.place("li"), re.unit("D2T9")) == ("planned", "D1T1", None)
    assert run_daily(TODAY).reorganised == 0
    made.hire("xin")
    made.place(actor_named("wang"), "D1T2", "2026-06-30")
    money.policy(of.li, 700, "2026-06-30")
    monkeypatch.setenv("BAOKE_TODAY", "2026-07-01")
    assert run_daily(date(2026, 7, 1)).reorganised == 1
    assert [re.place(login) for login in ("li", "xin", "wang")] == ["D2T9", "D2T9", "D1T2"]
    assert re.signed() == {"D1": 1_930}
    assert run_daily(date(2026, 7, 1)).reorganised == 0
    assert made.one(select(sa.func.count(col(ReorganisationLine.pending)))) == 0


def test_open_leads_go_along_and_come_back(of):
    li = actor_named("li")
    held, pooled, ended = made.lead("D1T1", li), made.lead("D1T1"), made.lead("D1T1", li, status="dropped")
    number = re.moved(of.admin)
    there, here = made.unit_id("D2T9"), made.unit_id("D1T1")
    assert [lead_unit(one) for one in (held, pooled, ended)] == [there, there, here]
    late = made.lead("D2T9")
    undo(number, of.admin)
    assert [lead_unit(one) for one in (held, pooled, ended, late)] == [here, here, here, here]


def test_targets_of_months_ahead_go_along_and_those_begun_stay(of):
    here, person = made.unit_id("D1T1"), actor_named("li").person_id
    months = [date(2026, month, 1) for month in (6, 7, 8)]
    ids = [
        made.write(Target(unit_id=here, person_id=who, metric="signed_premium", month=month, amount=100))
        for month in months
        for who in (None, person)
    ]

    def units():
        return [made.one(select(Target.unit_id).where(Target.id == one)) for one in ids]

    number = re.moved(of.admin)
    there = made.unit_id("D2T9")
    assert units() == [here, here, there, there, there, there]
    undo(number, of.admin)
    assert units() == [here] * 6


def test_a_handover_under_way_is_led_from_the_new_unit(of):
    from db.commands.open_handover import open_handover

    chen = actor_named("chen")
    order = {"leaver_id": actor_named("li").person_id, "reason": HandoverReason.LEFT, "last_day": TODAY}
    opened = run(open_handover, chen, **order)
    number = re.moved(of.admin)
    assert made.one(select(Handover.unit_id).where(Handover.id == opened)) == made.unit_id("D2T9")
    undo(number, of.admin)
    assert made.one(select(Handover.unit_id).where(Handover.id == opened)) == made.unit_id("D1T1")


def test_a_team_closes_only_once_its_handovers_are_closed(of):
    made.write(
        Handover(
            leaver_id=actor_named("wang").person_id,
            unit_id=made.unit_id("D1T1"),
            reason=HandoverReason.MOVED,
            last_day=TODAY,
            state="done",
            opened_on=TODAY,
            effective_on=TODAY,
        )
    )
    refused("reorganisations.handovers_first", re.moved, of.admin)
    assert (re.place("li"), re.unit("D2T9")) == ("D1T1", None)


def test_undone_everybody_is_back_and_what_was_sold_stays_where_it_was_booked(of):
    number = re.moved(of.admin)
    money.policy(of.li, 5_000, "2026-06-30")
    undo(number, of.admin)
    assert [re.place(login) for login in ("chen", "li", "wang")] == ["D1T1"] * 3
    assert re.signed() == {"D1": 1_230, "D2": 5_000}
    assert re.seen("qian") == {of.li, of.wang, of.zhao}
    plan = re.stands(number)
    assert (plan.state, plan.ended_on, plan.ended_reason) == ("undone", TODAY, "误操作")
    refused("reorganisations.moved_on", undo, number, of.admin)


def test_it_is_not_undone_once_somebody_was_moved_or_came(of):
    number = re.moved(of.admin)
    made.place(actor_named("wang"), "D1T2", "2026-06-30")
    made.hire("xin", unit="D2T9")
    told = refused("reorganisations.moved_since", undo, number, of.admin)
    assert "wang" in str(told)
    assert "xin" in str(told)
    assert "li" not in str(told)
    assert re.place("li") == "D2T9"


def test_withdrawn_it_never_happens_and_its_people_are_free_again(of, monkeypatch):
    number = re.moved(of.admin, on=date(2026, 7, 1))
    refused("reorganisations.not_yet", carry_out, number, of.admin)
    withdraw(number, of.admin)
    refused("reorganisations.moved_on", withdraw, number, of.admin)
    monkeypatch.setenv("BAOKE_TODAY", "2026-07-01")
    assert run_daily(date(2026, 7, 1)).reorganised == 0
    assert re.place("li") == "D1T1"
    re.moved(of.admin)
    assert re.place("li") == "D2T9"


def test_nobody_is_in_two_plans(of):
    li = actor_named("li").person_id
    re.plan(of.admin, "person", people_ids=[li], into_id=made.unit_id("D2T1"), on=date(2026, 7, 6))
    assert "li" in str(refused("reorganisations.in_another", re.moved, of.admin))


def test_nobody_is_moved_to_a_unit_that_is_to_close(of):
    re.moved(of.admin, on=date(2026, 7, 1))
    zhao = actor_named("zhao").person_id
    order = {"people_ids": [zhao], "into_id": made.unit_id("D1T1")}
    refused("reorganisations.in_another", re.plan, of.admin, "person", **order)


def test_a_team_needs_a_manager_wherever_it_goes(of):
    li, chen = actor_named("li").person_id, actor_named("chen").person_id
    under = {"parent_id": made.unit_id("D1"), **re.NEW}
    refused("reorganisations.no_leader", re.plan, of.admin, "split", "D1T1", people_ids=[li], **under)
    told = refused("reorganisations.no_leader", re.plan, of.admin, "split", "D1T1", people_ids=[li, chen], **under)
    assert "1部1组" in str(told)


def test_plans_that_fit_nothing_are_refused_at_their_field(of):
    there, d1, team = made.unit_id("D2"), made.unit_id("D1"), made.unit_id("D1T1")
    past = date(2026, 6, 29)
    for key, kind, units, more in (
        ("reorganisations.past", "move", ["D1T1"], {"on": past, "parent_id": there, **re.NEW}),
        ("reorganisations.reason_needed", "move", ["D1T1"], {"reason": " ", "parent_id": there, **re.NEW}),
        ("reorganisations.same_parent", "move", ["D1T1"], {"parent_id": d1, **re.NEW}),
        ("reorganisations.one_unit", "move", ["D1T1", "D1T2"], {"parent_id": there, **re.NEW}),
        ("reorganisations.choose_units", "merge", ["D1T1"], {"parent_id": there, **re.NEW}),
        ("reorganisations.choose_units", "merge", ["D1T1"], {"into_id": team}),
        ("reorganisations.teams_only", "move", ["D1"], {"parent_id": there, **re.NEW}),
        ("reorganisations.teams_only", "merge", ["D1T1", "D1T2"], {"into_id": there}),
        ("reorganisations.new_unit_only", "move", ["D1T1"], {"into_id": made.unit_id("D2T1")}),
        ("people.wrong_parent", "move", ["D1T1"], {"parent_id": team, **re.NEW}),
        ("people.unit_taken", "move", ["D1T1"], {"parent_id": there, "code": "D2T1", "name": "组"}),
        ("people.field_empty", "move", ["D1T1"], {"parent_id": there}),
        ("reorganisations.some_not_all", "split", ["D1T1"], {"parent_id": there, **re.NEW}),
        ("reorganisations.not_there", "split", ["D1T1"], {"parent_id": there, "people_ids": [1], **re.NEW}),
        ("reorganisations.people_changed", "move", ["D1T1"], {"parent_id": there, "people_ids": [1], **re.NEW}),
        ("reorganisations.choose_people", "person", [], {"into_id": team}),
        ("reorganisations.not_there", "person", [], {"into_id": team, "people_ids": [999]}),
        ("core.not_found", "merge", [], {"unit_ids": [999, 998], "parent_id": there, **re.NEW}),
    ):
        refused(key, re.plan, of.admin, kind, *units, **more)
    li = actor_named("li").person_id
    refused("reorganisations.there_already", re.plan, of.admin, "person", people_ids=[li], into_id=team)
    assert re.place("li") == "D1T1"


def test_a_closed_department_takes_nobody_back(of):
    from db.commands.change_unit import change_unit

    number = re.plan(of.admin, "merge", "D1T1", "D1T2", parent_id=made.unit_id("D2"), **re.NEW)
    made.place(actor_named("qian"), "D2", "2026-06-30")
    old = re.unit("D1")
    run(change_unit, of.admin, unit_id=old.id, version=old.version, name=old.name, active=0)
    assert re.unit("D1").closed_on == TODAY
    refused("people.unit_closed", undo, number, of.admin)


def test_only_who_keeps_people_plans(of):
    with pytest.raises(Denied):
        re.moved(actor_named("zhou"))
    number = re.moved(of.admin)
    with pytest.raises(Denied):
        undo(number, actor_named("qian"))
    with pytest.raises(Stale):
        undo(number, of.admin, version=99)


def test_nobody_is_left_to_move(of, monkeypatch):
    li = actor_named("li")
    number = re.plan(of.admin, "person", people_ids=[li.person_id], into_id=made.unit_id("D2T1"), on=date(2026, 7, 1))
    made.place(li, "D2T1", "2026-06-30")
    monkeypatch.setenv("BAOKE_TODAY", "2026-07-01")
    refused("reorganisations.nobody_left", carry_out, number)
    assert run_daily(date(2026, 7, 1)).reorganised == 0
    assert re.stands(number).state == "planned"


def test_a_move_that_would_lose_something_is_taken_back_whole(of, monkeypatch):
    monkeypatch.setattr("db.reorganising.differing", lambda *_figures: ["customers"])
    refused("reorganisations.does_not_add_up", re.moved, of.admin)
    assert (re.place("li"), re.unit("D2T9"), re.unit("D1T1").active) == ("D1T1", None, 1)


def test_who_is_moved_by_hand_in_between_is_left_where_they_are(of, monkeypatch):
    number = re.moved(of.admin, on=date(2026, 7, 1))
    wang = actor_named("wang")
    with reading(SYSTEM) as session:
        placed = select(Placement.id).where(Placement.person_id == wang.person_id, col(Placement.open) == 1)
        placement = session.exec(placed).one()
    order = {"person_id": wang.person_id, "unit_id": made.unit_id("D1T2"), "placement_id": placement}
    run(move_person, of.admin, today=today(), **order)
    monkeypatch.setenv("BAOKE_TODAY", "2026-07-02")
    carry_out(number)
    assert re.place("wang") == "D1T2"
    assert re.stands(number).done_on == date(2026, 7, 2)
    undo(number, of.admin)
    assert [re.place(login) for login in ("li", "wang")] == ["D1T1", "D1T2"]


def test_nobody_goes_back_to_a_team_that_was_closed_since(of):
    made.hire("wu", "manager", "D1T1")
    chosen = [actor_named(login).person_id for login in ("wu", "li")]
    split = re.plan(of.admin, "split", "D1T1", people_ids=chosen, parent_id=made.unit_id("D1"), **re.NEW)
    re.plan(of.admin, "merge", "D1T1", "D1T2", into_id=made.unit_id("D1T2"))
    told = refused("people.unit_closed", undo, split, of.admin)
    assert re.unit("D1T1").name in str(told)
    assert (re.place("li"), re.unit("D1T1").active) == ("D2T9", 0)


# -- who is told -----------------------------------------------------------------------------------------------------


def told(login, language="en"):
    """What somebody is told of reorganisations, the latest first, with the page that each leads to."""
    me = actor_named(login)
    with reading(me) as session:
        rows = [row for row in notices(session, me) if row.about == "reorganisation"]
    return [(sentence_of(row, language), row.record.title, page_of(row)[0]) for row in rows]


def test_whoever_goes_and_who_leads_on_either_side_is_told_of_each_step_once(of, monkeypatch):
    """Team D1T1 is to go to the second department: withdrawn, then done by the day's job after all, and undone."""
    away = "1部1组 → 第2营业部 / 新一组"
    number = re.moved(of.admin, on=date(2026, 7, 1))
    planned = "admin planned a reorganisation, which takes effect on its day"
    assert {login: told(login) for login in ("li", "wang", "chen", "qian", "zhou")} == {
        "li": [(planned, away, "account")],
        "wang": [(planned, away, "account")],
        "chen": [(planned, away, "team")],
        "qian": [(planned, away, "team")],
        "zhou": [(planned, away, "team")],
    }
    assert told("sun") == told("zhao") == told("admin") == []
    withdraw(number, of.admin)
    assert told("li")[0][0] == "admin withdrew a reorganisation: all stays as it is"
    again = re.moved(of.admin, on=date(2026, 7, 1))
    monkeypatch.setenv("BAOKE_TODAY", "2026-07-01")
    made.place(actor_named("wang"), "D1T2", "2026-06-30")
    run_daily(date(2026, 7, 1))
    assert told("li", "zh")[0][0] == "组织调整已执行，请查看所属单位"
    assert "took effect" not in str(told("wang"))
    undo(again, of.admin)
    assert [len(told(login)) for login in ("li", "chen", "qian", "zhou", "wang")] == [5, 5, 5, 5, 3]
    assert told("zhou")[0][0] == "admin undid a reorganisation: everybody is back in the unit of before"


def test_of_a_reorganisation_that_one_was_not_told_of_nothing_is_shown(of):
    number = re.moved(of.admin)
    me = actor_named("sun")
    with reading(me) as session:
        assert records(session, me, NoticeAbout.REORGANISATION, [number]) == {}
