"""A project from its start to its end: milestones, who may settle them, meetings, and what leaving means for them."""

from datetime import date

import pytest
from sqlmodel import col, select

from db.access import SYSTEM
from db.commands.add_milestone import add_milestone
from db.commands.add_risk import add_risk
from db.commands.advance_opportunity import advance_opportunity
from db.commands.assign_customer import assign_customer
from db.commands.change_milestone import change_milestone
from db.commands.change_risk import change_risk
from db.commands.close_milestone import close_milestone
from db.commands.disable_person import disable_person
from db.commands.end_membership import end_membership
from db.commands.hold_meeting import Said, hold_meeting
from db.commands.start_project import start_project
from db.commands.waive_milestone import waive_milestone
from db.config import config
from db.errors import Denied, Invalid, Refusal, Stale
from db.models.customers import Customer
from db.models.people import Person
from db.models.projects import MeetingLine, Milestone, MilestoneBlock, ProjectMeeting, ProjectRisk
from db.models.sales import Opportunity
from db.queries.projects import minutes, project
from db.rules.stages import NotReady
from db.run import run
from db.session import reading
from factories import change, company, customer, hire, member, milestone, one, opportunity, risk

TODAY = date(2026, 6, 30)
LANES = ("sales", "survey", "underwriting", "reinsurance", "claims", "legal")


@pytest.fixture
def deal(url):
    """Li owns a customer with a project sale; Wang of another department may write, Zhao may read; Chief leads Li."""
    company()
    people = {"li": hire("li"), "wang": hire("wang", unit="D2T1"), "zhao": hire("zhao", unit="D2T1")}
    people |= {"chief": hire("chief", "manager"), "far": hire("far", unit="D2T2")}
    theirs = customer(people["li"])
    sale = opportunity(theirs, "set_up", kind="project", opened_on="2026-06-01")
    joined = member(theirs, people["wang"], can_write=1)
    member(theirs, people["zhao"])
    return {**people, "customer": theirs, "sale": sale, "membership": joined}


def row(model, number):
    return one(select(model).where(model.id == number))


def every(model):
    with reading(SYSTEM) as session:
        return session.exec(select(model).order_by(col(model.id))).all()


def start(deal, me="li", **holders):
    people = dict.fromkeys(LANES, deal["li"].person_id) | holders
    return run(start_project, deal[me], opportunity_id=deal["sale"], start_on=TODAY, holders=people)


def close(me, number, evidence="报告 2026-17"):
    return run(close_milestone, me, milestone_id=number, version=row(Milestone, number).version, evidence=evidence)


def waive(me, number, reason="客户不要求"):
    return run(waive_milestone, me, milestone_id=number, version=row(Milestone, number).version, reason=reason)


def changed(me, number, **fields):
    now = row(Milestone, number)
    order = {"person_id": now.person_id, "start_on": now.start_on, "due_on": now.due_on, "blocked_by": [], **fields}
    return run(change_milestone, me, milestone_id=number, version=now.version, **order)


# -- it begins -------------------------------------------------------------------------------------------------------


def test_a_project_is_made_from_what_is_declared_one_after_the_other(deal):
    made = start(deal, survey=deal["wang"].person_id)
    declared = config().projects.milestones
    assert made == len(declared)
    by_code = {one.code: one for one in every(Milestone)}
    assert list(by_code) == [one.code for one in declared]
    assert (by_code["team"].start_on, by_code["team"].due_on) == (TODAY, date(2026, 7, 5))
    assert by_code["client_file"].start_on == by_code["team"].due_on
    assert by_code["site_survey"].person_id == deal["wang"].person_id
    assert by_code["team"].person_id == deal["li"].person_id
    assert len(every(MilestoneBlock)) == sum(len(one.blocked_by) for one in declared)


def test_stages_that_lie_behind_get_no_milestones(deal):
    change(Opportunity, deal["sale"], stage="tender")
    start(deal)
    assert {one.stage for one in every(Milestone)} == {"tender", "negotiation"}
    first = every(Milestone)[0]
    assert (first.code, first.start_on) == ("pricing", TODAY)


def test_a_project_begins_once_on_a_project_sale_that_runs(deal):
    start(deal)
    with pytest.raises(Refusal) as refused:
        start(deal)
    assert refused.value.key == "projects.begun"
    other = opportunity(deal["customer"], "quote")
    with pytest.raises(Refusal) as refused:
        run(start_project, deal["li"], opportunity_id=other, start_on=TODAY, holders={})
    assert refused.value.key == "projects.no_project"
    change(Opportunity, deal["sale"], outcome="lost", stage="lost", closed_on=TODAY)
    with pytest.raises(Refusal) as refused:
        start(deal)
    assert refused.value.key == "sales.closed"


def test_nobody_holds_a_part_who_may_not_change_the_customer(deal):
    with pytest.raises(Invalid) as refused:
        start(deal, legal=deal["far"].person_id)
    assert refused.value.fields == {"person_id": "projects.may_not_write"}
    assert not every(Milestone)
    others = [hire("service", "service", "C"), hire("top", "executive", "C"), deal["zhao"]]
    for other in others:
        with pytest.raises(Invalid):
            start(deal, legal=other.person_id)


# -- it goes on ------------------------------------------------------------------------------------------------------


def test_a_milestone_is_done_with_evidence_and_keeps_the_sale_from_standing_still(deal):
    change(Opportunity, deal["sale"], evidence_on=date(2026, 6, 1))
    made = milestone(deal["sale"], deal["li"])
    with pytest.raises(Invalid) as refused:
        close(deal["li"], made, " ")
    assert refused.value.fields == {"evidence": "projects.no_evidence"}
    close(deal["li"], made)
    now = row(Milestone, made)
    assert (now.status, now.settled_on, now.evidence, now.open) == ("done", TODAY, "报告 2026-17", None)
    assert row(Opportunity, deal["sale"]).evidence_on == TODAY
    with pytest.raises(Refusal):
        close(deal["li"], made)


def test_a_member_who_may_write_closes_their_own_milestones_and_no_others(deal):
    own, another = milestone(deal["sale"], deal["wang"]), milestone(deal["sale"], deal["li"])
    close(deal["wang"], own)
    with pytest.raises(Denied) as refused:
        close(deal["wang"], another)
    assert refused.value.key == "projects.not_yours"
    for forbidden in (waive, changed):
        with pytest.raises(Denied):
            forbidden(deal["wang"], another)
    readers = milestone(deal["sale"], deal["zhao"])
    with pytest.raises(Denied):
        close(deal["zhao"], readers)
    close(deal["chief"], readers)
    assert row(Milestone, another).open == 1


def test_what_is_blocked_is_not_done_before_what_blocks_it_is_settled(deal):
    first = milestone(deal["sale"], deal["li"], name="查勘报告")
    second = milestone(deal["sale"], deal["li"], after=[first])
    with pytest.raises(Refusal) as refused:
        close(deal["li"], second)
    assert "查勘报告" in refused.value.sentence("zh")
    with pytest.raises(Invalid):
        waive(deal["li"], first, "")
    waive(deal["li"], first)
    assert (row(Milestone, first).status, row(Milestone, first).waived_reason) == ("waived", "客户不要求")
    close(deal["li"], second)


def test_a_milestone_gets_another_holder_and_day_and_keeps_the_first_day_it_was_due(deal):
    made = milestone(deal["sale"], deal["li"], "2026-07-10")
    changed(deal["li"], made, person_id=deal["wang"].person_id, due_on=date(2026, 7, 20))
    now = row(Milestone, made)
    assert (now.person_id, now.due_on, now.first_due_on) == (
        deal["wang"].person_id,
        date(2026, 7, 20),
        date(2026, 7, 10),
    )
    with pytest.raises(Invalid) as refused:
        changed(deal["li"], made, due_on=date(2026, 6, 1))
    assert refused.value.fields == {"due_on": "projects.due_before_start"}
    with pytest.raises(Stale):
        run(
            change_milestone,
            deal["li"],
            milestone_id=made,
            version=1,
            person_id=deal["li"].person_id,
            start_on=TODAY,
            due_on=TODAY,
            blocked_by=[],
        )


def test_one_that_was_settled_by_mistake_is_open_again(deal):
    made = milestone(deal["sale"], deal["li"])
    close(deal["li"], made)
    changed(deal["chief"], made)
    now = row(Milestone, made)
    assert (now.status, now.settled_on, now.evidence, now.open) == ("open", None, "", 1)


def test_milestones_that_would_wait_for_each_other_are_refused(deal):
    first = milestone(deal["sale"], deal["li"])
    second = milestone(deal["sale"], deal["li"], after=[first])
    third = milestone(deal["sale"], deal["li"], after=[second])
    for circle in ([third], [second, third], [first]):
        with pytest.raises(Invalid) as refused:
            changed(deal["li"], first, blocked_by=circle)
        assert set(refused.value.fields) == {"blocked_by"}
    elsewhere = milestone(opportunity(deal["customer"], "set_up", kind="project"), deal["li"])
    with pytest.raises(Invalid):
        changed(deal["li"], first, blocked_by=[elsewhere])
    changed(deal["li"], third, blocked_by=[first])
    assert {(link.milestone_id, link.blocker_id) for link in every(MilestoneBlock)} == {(second, first), (third, first)}


def test_one_more_milestone_is_added_by_who_leads(deal):
    first = milestone(deal["sale"], deal["li"])
    order = {
        "opportunity_id": deal["sale"],
        "name": "消防验收",
        "stage": "survey",
        "lane": "survey",
        "person_id": deal["wang"].person_id,
        "start_on": TODAY,
        "due_on": date(2026, 7, 8),
        "blocked_by": [first],
    }
    made = row(Milestone, run(add_milestone, deal["chief"], **order))
    assert (made.name, made.code, made.first_due_on) == ("消防验收", None, date(2026, 7, 8))
    assert every(MilestoneBlock)[0].blocker_id == first
    with pytest.raises(Denied):
        run(add_milestone, deal["wang"], **order)
    with pytest.raises(Invalid) as refused:
        run(add_milestone, deal["li"], **order | {"stage": "won", "lane": "x", "due_on": date(2026, 6, 1)})
    assert set(refused.value.fields) == {"stage", "lane", "due_on"}


# -- the gate --------------------------------------------------------------------------------------------------------


def move(deal, to_stage, **fields):
    sale = row(Opportunity, deal["sale"])
    hopes = {"expected_premium": 1_000_000, "expected_close": date(2026, 9, 30), **fields}
    return run(
        advance_opportunity, deal["li"], opportunity_id=sale.id, version=sale.version, to_stage=to_stage, **hopes
    )


def test_a_stage_is_left_once_all_its_milestones_are_done_or_waived(deal):
    def lacks():
        with pytest.raises(NotReady) as refused:
            move(deal, "survey")
        return refused.value.missing

    assert lacks() == ("milestones.settled",)  # a project that has not begun is not through
    first, second = milestone(deal["sale"], deal["li"]), milestone(deal["sale"], deal["wang"])
    milestone(deal["sale"], deal["li"], stage="survey")
    close(deal["li"], first)
    assert lacks() == ("milestones.settled",)
    waive(deal["li"], second)
    move(deal, "survey")
    assert row(Opportunity, deal["sale"]).stage == "survey"


def test_a_sale_that_ends_holds_nobody_any_more(deal):
    made, watched = milestone(deal["sale"], deal["wang"]), risk(deal["sale"], deal["wang"])
    elsewhere = milestone(opportunity(deal["customer"], "set_up", kind="project"), deal["wang"])
    move(deal, "lost", lost_reason="price")
    assert (row(Milestone, made).status, row(Milestone, made).waived_reason) == ("waived", "商机已结束")
    assert row(ProjectRisk, watched).open is None
    assert row(Milestone, elsewhere).open == 1
    with pytest.raises(Refusal) as refused:
        changed(deal["li"], made)
    assert refused.value.key == "sales.closed"


# -- risks and meetings ----------------------------------------------------------------------------------------------


def test_a_risk_is_noted_judged_anew_and_over(deal):
    order = {"opportunity_id": deal["sale"], "text": "再保报价晚到", "likelihood": 2, "impact": 3}
    made = run(add_risk, deal["wang"], person_id=deal["wang"].person_id, **order)
    assert (row(ProjectRisk, made).open, row(ProjectRisk, made).noted_on) == (1, TODAY)
    with pytest.raises(Invalid) as refused:
        run(add_risk, deal["li"], person_id=deal["li"].person_id, **order | {"likelihood": 4})
    assert set(refused.value.fields) == {"likelihood"}
    judged = {"likelihood": 3, "impact": 1, "person_id": deal["li"].person_id, "state": "happened"}
    run(change_risk, deal["li"], risk_id=made, version=1, **judged)
    now = row(ProjectRisk, made)
    assert (now.likelihood, now.person_id, now.state, now.open) == (3, deal["li"].person_id, "happened", None)
    with pytest.raises(Denied):
        run(change_risk, deal["zhao"], risk_id=made, version=2, **judged | {"impact": 2})


def test_minutes_stay_as_they_were_said(deal):
    late = milestone(deal["sale"], deal["wang"], "2026-06-25", name="查勘报告")
    settled = milestone(deal["sale"], deal["li"])
    close(deal["li"], settled)
    order = {"opportunity_id": deal["sale"], "note": "下周三再议"}
    met = run(hold_meeting, deal["chief"], lines=[Said(late, "blocked", "等客户图纸")], **order)
    changed(deal["li"], late, person_id=deal["li"].person_id, due_on=date(2026, 7, 9))
    with reading(deal["zhao"]) as session:
        (line,) = minutes(session, deal["zhao"], met)
        (meeting,) = project(session, deal["zhao"], deal["sale"]).meetings
    assert (line.name, line.word, line.note, line.person, line.due_on) == (
        "查勘报告", "blocked", "等客户图纸", "wang", date(2026, 6, 25),
    )  # fmt: skip
    assert (meeting.held_on, meeting.person, meeting.note) == (TODAY, "chief", "下周三再议")
    for lines in ([], [Said(settled, "on_track")], [Said(late, "at_risk"), Said(late, "on_track")]):
        with pytest.raises(Invalid):
            run(hold_meeting, deal["li"], lines=lines, **order)
    with pytest.raises(Invalid):
        run(hold_meeting, deal["li"], lines=[Said(late, "lost")], **order)
    with pytest.raises(Denied):
        run(hold_meeting, deal["wang"], lines=[Said(late, "at_risk")], **order)
    assert (len(every(ProjectMeeting)), len(every(MeetingLine))) == (1, 1)


# -- people come and go ----------------------------------------------------------------------------------------------


def test_from_the_day_a_membership_ends_its_parts_are_the_owners(deal):
    made, watched = milestone(deal["sale"], deal["wang"]), risk(deal["sale"], deal["wang"])
    run(end_membership, deal["li"], membership_id=deal["membership"], version=1)
    assert row(Milestone, made).person_id == row(ProjectRisk, watched).person_id == deal["li"].person_id
    with pytest.raises(Denied):
        close(deal["wang"], made)


def test_a_customer_that_is_given_on_takes_its_open_milestones_along(deal):
    taker = hire("taker")
    made, wangs = milestone(deal["sale"], deal["li"]), milestone(deal["sale"], deal["wang"])
    settled = milestone(deal["sale"], deal["li"])
    close(deal["li"], settled)
    order = {"customer_id": deal["customer"], "version": row(Customer, deal["customer"]).version, "reason": "调"}
    run(assign_customer, deal["chief"], person_id=taker.person_id, **order)
    assert row(Milestone, made).person_id == taker.person_id
    assert row(Milestone, wangs).person_id == deal["wang"].person_id
    assert row(Milestone, settled).person_id == deal["li"].person_id


def test_who_holds_an_open_milestone_is_not_disabled(deal):
    admin = hire("admin", "admin", "C")
    milestone(deal["sale"], deal["chief"])
    chief = row(Person, deal["chief"].person_id)
    with pytest.raises(Refusal) as refused:
        run(disable_person, admin, person_id=chief.id, version=chief.version, today=TODAY)
    assert "1 个项目节点或风险" in refused.value.sentence("zh")
