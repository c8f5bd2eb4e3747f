"""The demo's opportunities move through declared stages, and its days are planned and done."""

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from db.commands.close_activity import EVIDENCE
from db.config import config
from db.models.customers import Membership
from db.models.leads import LeadEvent
from db.models.notices import Notice
from db.models.people import Person
from db.models.projects import MeetingLine, Milestone, ProjectMeeting, ProjectRisk
from db.models.sales import CloseDateChange, Lead, Opportunity, PremiumChange, StageChange
from db.models.talk import ActivityParticipant, Comment
from db.models.work import Activity, DayPlan


def rows(world, model):
    return world.rows.of[model]


@pytest.fixture(scope="session")
def histories(world):
    found = defaultdict(list)
    for change in rows(world, StageChange):
        found[change["opportunity_id"]].append(change)
    return found


def test_every_opportunity_went_through_its_kinds_stages_one_by_one(world, histories):
    for sale in rows(world, Opportunity):
        moves = histories[sale["id"]]
        codes = [stage.code for stage in config().stages.of(sale["kind"])]
        assert [move["from_stage"] for move in moves] == [None, *(move["to_stage"] for move in moves[:-1])]
        assert moves[-1]["to_stage"] == sale["stage"]
        path = [codes.index(move["to_stage"]) for move in moves]
        assert path == sorted(set(path))
        assert moves[0]["changed_on"] == sale["opened_on"]
        assert moves[-1]["changed_on"] == sale["stage_since"] <= sale["evidence_on"] <= world.as_of
        for before, after in pairwise(moves):
            assert after["days"] == (after["changed_on"] - before["changed_on"]).days >= 0


def test_there_are_running_won_and_lost_ones_of_both_kinds_and_some_stand_still(world):
    sales = rows(world, Opportunity)
    assert {(sale["kind"].value, sale["outcome"].value) for sale in sales} == {
        (kind, outcome) for kind in ("relationship", "project") for outcome in ("open", "won", "lost")
    }
    for sale in sales:
        assert (sale["outcome"] == "open") == (sale["closed_on"] is None)
        assert (sale["outcome"] == "lost") == bool(sale["lost_reason"])
    running = [sale for sale in sales if sale["outcome"] == "open"]
    stages = {sale["stage"] for sale in running if sale["kind"] == "relationship"}
    assert stages == {"contact", "needs", "quote", "decision"}
    still = [
        sale
        for sale in running
        if (world.as_of - sale["evidence_on"]).days
        > 1.5 * config().stages.stage(sale["kind"], sale["stage"]).expected_days
    ]
    assert 0.05 < len(still) / len(running) < 0.35


def test_a_stage_is_judged_the_same_whatever_way_led_there(world):
    for sale in rows(world, Opportunity):
        assert sale["probability"] == config().stages.stage(sale["kind"], sale["stage"]).probability


def test_what_was_done_for_a_running_sale_is_its_evidence(world):
    running = {sale["id"]: sale for sale in rows(world, Opportunity) if sale["outcome"] == "open"}
    for row in rows(world, Activity):
        sale = running.get(row["opportunity_id"])
        if sale and row["status"] == "done" and row["kind"] in EVIDENCE:
            assert row["done_on"] <= sale["evidence_on"]


def test_some_close_days_were_put_off_more_than_once_and_the_last_one_stands(world):
    sales = {sale["id"]: sale for sale in rows(world, Opportunity)}
    last, often = {}, Counter()
    for row in rows(world, CloseDateChange):
        sale = sales[row["opportunity_id"]]
        assert sale["opened_on"] <= row["changed_on"] <= world.as_of
        assert row["from_day"] == last.get(row["opportunity_id"], row["from_day"])
        assert row["days"] == (row["to_day"] - row["from_day"]).days != 0
        last[row["opportunity_id"]] = row["to_day"]
        often[row["opportunity_id"]] += row["days"] > 0
    assert all(sales[sale]["expected_close"] == day for sale, day in last.items())
    assert sum(times >= 2 for times in often.values()) >= 5


def test_every_running_project_has_milestones_as_far_as_its_stage_has_come(world):
    codes = [stage.code for stage in config().stages.project]
    running = {
        sale["id"]: sale for sale in rows(world, Opportunity) if sale["kind"] == "project" and sale["outcome"] == "open"
    }
    made = defaultdict(list)
    for row in rows(world, Milestone):
        made[row["opportunity_id"]].append(row)
        assert row["start_on"] <= row["due_on"]
        assert (row["status"] == "open") == (row["settled_on"] is None)
        assert row["settled_on"] is None or row["settled_on"] <= world.as_of
        assert row["status"] != "done" or row["evidence"]
        assert row["status"] != "waived" or row["waived_reason"]
    assert set(made) == set(running)
    for number, parts in made.items():
        at = codes.index(running[number]["stage"])
        assert not [row for row in parts if row["status"] == "open" and codes.index(row["stage"]) < at]
    late = [row for row in rows(world, Milestone) if row["status"] == "open" and row["due_on"] < world.as_of]
    assert late
    assert len({row["lane"] for row in rows(world, Milestone)}) == len(config().projects.lanes)


def test_who_holds_a_part_of_a_project_owns_the_customer_or_is_a_member_who_may_write(world):
    members = {
        (row["customer_id"], row["person_id"])
        for row in rows(world, Membership)
        if row["valid_to"] is None and row["can_write"]
    }
    whose = {sale["id"]: sale["customer_id"] for sale in rows(world, Opportunity)}
    for row in (*rows(world, Milestone), *rows(world, ProjectRisk)):
        customer = whose[row["opportunity_id"]]
        owner = world.clients[customer - 1].owner_on(world.as_of)
        assert row["person_id"] == owner or (customer, row["person_id"]) in members


def test_a_meeting_spoke_of_what_was_open_that_day(world):
    milestones, met = rows(world, Milestone), rows(world, ProjectMeeting)
    assert met
    for line in rows(world, MeetingLine):
        on, of = met[line["meeting_id"] - 1]["held_on"], milestones[line["milestone_id"] - 1]
        assert on < world.as_of
        assert of["settled_on"] is None or of["settled_on"] > on


def test_an_activity_is_done_on_its_day_and_only_today_and_later_lie_open(world):
    counted = Counter(row["status"].value for row in rows(world, Activity))
    assert set(counted) == {"planned", "done", "missed", "cancelled"}
    for row in rows(world, Activity):
        done = row["status"] == "done"
        assert (row["done_on"] == row["planned_on"]) == done
        assert bool(row["outcome"]) == (row["status"] != "planned")
        if row["status"] == "planned":
            assert (world.as_of - row["planned_on"]).days <= 3
        else:
            assert row["planned_on"] < world.as_of


def test_every_seller_who_is_here_has_a_plan_for_today(world):
    active = {one.id for one in world.staff.sellers() if one.left_on is None}
    assert {row["person_id"] for row in rows(world, DayPlan) if row["day"] == world.as_of} == active
    items = Counter(row["person_id"] for row in rows(world, Activity) if row["planned_on"] == world.as_of)
    holders = {client.owner_on(world.as_of) for client in world.clients}
    assert all(items[seller] >= 1 for seller in active & holders)
    today = [row for row in rows(world, Activity) if row["planned_on"] == world.as_of]
    assert {row["cause"] for row in today} >= {None, "renewal", "overdue"}
    assert all(row["stake"] and row["cause_on"] for row in today if row["cause"])
    assert any("推进商机" in row["subject"] for row in today)


def test_an_activity_belongs_to_whoever_owned_the_customer(world):
    service = {person["id"] for person in rows(world, Person) if person["role"] == "service"}
    for row in rows(world, Activity):
        owner = world.clients[row["customer_id"] - 1].owner_on(row["planned_on"])
        assert row["person_id"] == owner or row["person_id"] in service or row["planned_on"] > world.as_of


def test_every_lead_went_from_the_day_it_came_in_to_where_it_stands(world):
    steps = defaultdict(list)
    for event in rows(world, LeadEvent):
        steps[event["lead_id"]].append(event)
    declared, ends = {one.code for one in config().leads.sources}, {"converted": "converted", "dropped": "dropped"}
    for lead in rows(world, Lead):
        told = [str(event["step"]) for event in steps[lead["id"]]]
        days = [event["happened_on"] for event in steps[lead["id"]]]
        assert told[0] == "received"
        assert days == sorted(days)
        assert days[-1] <= world.as_of
        assert (told[-1] in ("returned", "received")) == (lead["person_id"] is None)
        assert ends.get(str(lead["status"]), told[-1]) == told[-1]
        assert lead["source"] in declared
        assert (lead["opportunity_id"] is not None) == (lead["status"] == "converted")
    assert {str(lead["status"]) for lead in rows(world, Lead)} == {"new", "contacted", "converted", "dropped"}


def test_every_team_has_leads_that_nobody_was_given_yet(world):
    waiting = {lead["unit_id"] for lead in world.rows.of[Lead] if lead["person_id"] is None and lead["status"] == "new"}
    assert {seller.unit_on(world.as_of) for seller in world.staff.sellers() if seller.left_on is None} <= waiting


def test_leaders_speak_of_what_their_own_people_do_come_along_and_hand_out(world):
    team = {one.id: one.unit_on(world.as_of) for one in world.staff.workers}
    work = {entry["id"]: entry for entry in world.rows.of[Activity]}
    assert len(world.rows.of[Comment]) > 5
    for said in world.rows.of[Comment]:
        if said["kind"] == "activity":
            assert team[said["person_id"]] == team[work[said["activity_id"]]["person_id"]]
    parts = {part["part"] for part in world.rows.of[ActivityParticipant]}
    assert parts == {"companion", "giver"}
    for part in world.rows.of[ActivityParticipant]:
        assert team[part["person_id"]] == team[work[part["activity_id"]]["person_id"]]
        assert work[part["activity_id"]]["status"] == "planned"
    told = {(notice["kind"], notice["cause"], notice["person_id"]) for notice in world.rows.of[Notice]}
    assert len(told) == len(world.rows.of[Comment]) + len(world.rows.of[ActivityParticipant])
    assert all(notice["person_id"] != notice["by_id"] for notice in world.rows.of[Notice])


def test_some_premiums_were_thought_otherwise_before_and_the_last_one_stands(world):
    sales = {sale["id"]: sale for sale in rows(world, Opportunity)}
    last = {}
    for row in rows(world, PremiumChange):
        sale = sales[row["opportunity_id"]]
        assert sale["opened_on"] <= row["changed_on"] <= (sale["closed_on"] or world.as_of)
        assert row["from_premium"] == last.get(sale["id"], row["from_premium"]) != row["to_premium"]
        last[sale["id"]] = row["to_premium"]
    assert len(last) >= 20
    assert all(sales[number]["expected_premium"] == premium for number, premium in last.items())
