"""A project begins: its milestones are made from those that config.toml declares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.access import Actor
from db.config import config
from db.config_shape import MilestonePlan
from db.errors import Invalid, Refusal
from db.models.projects import Milestone, MilestoneBlock
from db.models.sales import Opportunity
from db.periods import END
from db.projects import holder, led_project, milestones_of
from db.rules.critical_path import Step, calendar
from db.run import WritingSession


def start_project(
    session: WritingSession, actor: Actor, *, opportunity_id: int, start_on: date, holders: Mapping[str, int]
) -> int:
    """Make the milestones from the sale's stage on, one after the other; how many. `holders` names who holds each lane.

    Stages that lie behind get none.
    """
    sale = led_project(session, actor, opportunity_id)
    if milestones_of(session, actor, sale):
        raise Refusal("projects.begun")
    if not date(2000, 1, 1) <= start_on < END:
        raise Invalid(fields={"start_on": "entries.day"})
    plans = _ahead(sale)
    if not plans:
        raise Refusal("projects.nothing_declared")
    people = {lane: holder(session, sale, holders.get(lane)) for lane in {plan.lane for plan in plans}}
    days = calendar([Step(plan.code, plan.days, plan.blocked_by) for plan in plans], start_on)
    made = {}
    for plan in plans:
        begins, due = days[plan.code]
        named: dict[str, Any] = {"code": plan.code, "name": plan.name[actor.language], "stage": plan.stage}
        dated: dict[str, Any] = {"start_on": begins, "due_on": due, "first_due_on": due}
        whose: dict[str, Any] = {"lane": plan.lane, "person_id": people[plan.lane]}
        made[plan.code] = Milestone(opportunity_id=opportunity_id, **named, **whose, **dated)
    session.add_all(made.values())
    session.flush()
    ids = {code: milestone.id or 0 for code, milestone in made.items()}
    waits = [(plan.code, code) for plan in plans for code in plan.blocked_by if code in ids]
    session.add_all(MilestoneBlock(milestone_id=ids[one], blocker_id=ids[other]) for one, other in waits)
    return len(made)


def _ahead(sale: Opportunity) -> list[MilestonePlan]:
    """What is declared of the stage that the sale stands in and those after it, stage by stage."""
    codes = [stage.code for stage in config().stages.of(sale.kind)]
    left = codes[codes.index(sale.stage) :] if sale.stage in codes else codes
    plans = [plan for plan in config().projects.milestones if plan.stage in left]
    return sorted(plans, key=lambda plan: left.index(plan.stage))
