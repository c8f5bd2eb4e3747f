"""The demo's projects: running project sales with milestones of several departments, risks, and weekly meetings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from db.config_shape import MilestonePlan
from db.models.customers import Membership
from db.models.projects import (
    Milestone,
    MilestoneBlock,
    MilestoneStatus,
)
from db.models.sales import Outcome, SaleKind
from db.rules.critical_path import Step, calendar
from db.seed.deals import Deal
from db.seed.dice import Dice, later
from db.seed.project_meetings import note_meetings, note_risks
from db.seed.world import World

EVIDENCE = ("查勘报告已归档", "邮件确认，附件已存", "会议纪要第 3 条", "核保意见书", "盖章件已收", "客户书面回复")
LARGE, LATE = 100_000_000, 9  # fen; the largest ones are the days behind that a weekly meeting is about
WAIVED = ("客户未要求", "沿用上年条件", "由总公司统一办理")


@dataclass
class Team:
    """Who holds what each lane has to do: the owner, and colleagues of other departments as members."""

    owner: int
    others: list[int] = field(default_factory=list)

    def of(self, lane: str, lanes: list[str]) -> int:
        """The holder of a lane; the first lane is the owner's."""
        people = [self.owner, *self.others]
        return people[lanes.index(lane) % len(people)]


def make_projects(world: World, deals: list[Deal]) -> None:
    """Give every running project sale its milestones, as far as its stage has come."""
    plans = list(world.settings.projects.milestones)
    dice = world.dice("projects")
    running = [deal for deal in deals if deal.kind is SaleKind.PROJECT and deal.outcome is Outcome.OPEN]
    for deal in running if plans else ():
        _project(world, dice, deal, plans)


def _project(world: World, dice: Dice, deal: Deal, plans: list[MilestonePlan]) -> None:
    team = _team(world, dice, deal)
    stages = [stage.code for stage in world.settings.stages.project]
    at = stages.index(deal.moves[-1][0].code)
    lanes = [lane.code for lane in world.settings.projects.lanes]
    begins = _begins(world, deal, plans, at, stages)
    days = calendar([Step(plan.code, plan.days, plan.blocked_by) for plan in plans], begins)
    made: dict[str, int] = {}
    open_codes: set[str] = set()
    for plan in plans:
        waits = open_codes & set(plan.blocked_by)
        place = stages.index(plan.stage)
        settled = place < at or (place == at and not waits and dice.chance(0.45) and days[plan.code][0] < world.as_of)
        row = _row(world, dice, plan, days[plan.code], settled=settled)
        holder = team.of(plan.lane, lanes)
        row |= {"person_id": holder, "settled_by_id": holder if settled else None}
        made[plan.code] = world.rows.add(Milestone, opportunity_id=deal.id, **row)
        open_codes |= set() if settled else {plan.code}
    for plan in plans:
        for code in plan.blocked_by:
            world.rows.add(MilestoneBlock, milestone_id=made[plan.code], blocker_id=made[code])
    note_risks(world, dice, deal, [team.owner, *team.others])
    note_meetings(world, dice, deal, [made[plan.code] for plan in plans])


def _begins(world: World, deal: Deal, plans: list[MilestonePlan], at: int, stages: list[str]) -> date:
    """The day on which work began, so that the present stage's milestones lie around today."""
    days = calendar([Step(plan.code, plan.days, plan.blocked_by) for plan in plans], date(2000, 1, 1))
    here = [days[plan.code] for plan in plans if stages.index(plan.stage) == at] or [days[plans[0].code]]
    middle = min(start for start, _due in here) + (max(due for _start, due in here) - min(s for s, _d in here)) / 2
    late = LATE if deal.premium >= LARGE else world.dice(f"project/{deal.id}").randrange(-6, 9)
    return world.as_of - (middle - date(2000, 1, 1)) - timedelta(days=late)


def _team(world: World, dice: Dice, deal: Deal) -> Team:
    """The owner, and two colleagues of other departments who may write, members since the project began."""
    owner = deal.client.owner_on(world.as_of)
    team = Team(owner)
    known = {
        row["person_id"]
        for row in world.rows.of[Membership]
        if row["customer_id"] == deal.client.id and row["valid_to"] is None
    }
    since = max(deal.opened_on, deal.client.known_since)
    sellers = [one for one in world.staff.sellers() if one.left_on is None and one.joined_on <= since]
    near = [one for one in sellers if one.department is not deal.client.department and one.id not in known | {owner}]
    for colleague in dice.sample(near, min(2, len(near))):
        team.others.append(colleague.id)
        joined: dict[str, Any] = {"valid_from": since, "valid_to": None, "reason": "项目协作", "can_write": 1}
        world.rows.add(Membership, customer_id=deal.client.id, person_id=colleague.id, **joined)
    return team


def _row(world: World, dice: Dice, plan: MilestonePlan, days: tuple[date, date], *, settled: bool) -> dict[str, Any]:
    start, due = days
    moved = dice.choice((0, 0, 0, 3, 5)) if not settled else 0
    row: dict[str, Any] = {"code": plan.code, "name": plan.name.zh, "stage": plan.stage, "lane": plan.lane}
    row |= {"start_on": start, "due_on": later(due, moved), "first_due_on": due}
    if settled:
        waived = dice.chance(0.08)
        row["status"] = MilestoneStatus.WAIVED if waived else MilestoneStatus.DONE
        row["settled_on"] = min(world.as_of, max(start, later(due, dice.choice((-2, -1, 0, 0, 1, 3)))))
        row["waived_reason" if waived else "evidence"] = dice.choice(WAIVED if waived else EVIDENCE)
    return row
