"""The demo's working days: what each seller planned and did, what is planned now, and the plans handed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from db.models.people import Role
from db.models.sales import Outcome
from db.models.work import Activity, ActivityKind, ActivityStatus, DayPlan
from db.seed.deals import Deal
from db.seed.diary import Diary
from db.seed.dice import Dice, later
from db.seed.staff import Worker
from db.seed.today import day_items
from db.seed.world import World

KINDS = {
    ActivityKind.CALL: 34,
    ActivityKind.VISIT: 32,
    ActivityKind.MESSAGE: 14,
    ActivityKind.MEETING: 10,
    ActivityKind.SERVICE: 6,
    ActivityKind.CARE: 4,
}
PLANNED_AHEAD = 14


def make_work(world: World, deals: list[Deal]) -> None:
    """Note all activities and day plans."""
    diary = Diary(world, deals)
    _evidence(diary, deals)
    for seller in world.staff.sellers():
        _days_of(diary, seller)
    _service(diary)
    day_items(diary)
    diary.entries.sort(key=lambda entry: (entry["planned_on"], entry["person_id"], entry["customer_id"]))
    for entry in diary.entries:
        world.rows.add(Activity, **entry)
    _plans(world)


def _evidence(diary: Diary, deals: list[Deal]) -> None:
    """What moved the sales: a visit or a meeting on the day of most moves."""
    dice = diary.dice
    for deal in deals:
        days = [day for _stage, day in deal.moves[1:] if dice.chance(0.4)]
        if deal.outcome is Outcome.OPEN and deal.evidence_on and deal.evidence_on > deal.moves[-1][1]:
            days.append(deal.evidence_on)
        for day in days:
            kind = ActivityKind.MEETING if dice.chance(0.35) else ActivityKind.VISIT
            owner = deal.client.owner_on(day)
            if day < diary.world.as_of and diary.world.staff[owner].works_on(day):
                diary.done(diary.enter(deal.client, owner, kind, day, deal=deal), new_fact=dice.chance(0.8))


def _days_of(diary: Diary, seller: Worker) -> None:
    """A seller's weekdays: less is known of older ones, and two weeks are planned ahead."""
    world, dice = diary.world, diary.dice
    keeps = dice.uniform(0.62, 0.92)
    load = min(1.0, len(diary.held.get(seller.id, ())) / 40)
    day, last = world.since, later(world.as_of, PLANNED_AHEAD)
    while day <= last:
        if day.weekday() < 5 and seller.works_on(day) and day != world.as_of:
            mean = 1.1 if day > world.as_of else 2.6 if day > later(world.as_of, -90) else 0.7
            for _item in range(dice.times(mean * load * seller.skill)):
                _item_of(diary, seller, day, keeps)
        day += timedelta(days=1)


def _item_of(diary: Diary, seller: Worker, day: date, keeps: float) -> None:
    dice = diary.dice
    client = diary.somebody(seller.id, day)
    if client is None:
        return
    deal = diary.running(client, day) if dice.chance(0.7) else None
    kind = dice.among(KINDS)
    entry = diary.enter(client, seller.id, kind, day, deal=deal)
    if day > diary.world.as_of:
        return
    late = day >= later(diary.world.as_of, -3) and seller.left_on is None and dice.chance(0.1)
    if dice.chance(keeps):
        diary.done(entry, new_fact=dice.chance(0.45 if kind is ActivityKind.VISIT else 0.3))
    elif not late:
        missed = dice.chance(0.6)
        entry["status"] = ActivityStatus.MISSED if missed else ActivityStatus.CANCELLED
        entry["outcome"] = "未能成行" if missed else "客户改期"


def _service(diary: Diary) -> None:
    """The service desk calls a few customers every day."""
    world, dice = diary.world, diary.dice
    for worker in world.staff.of_role(Role.SERVICE) if world.clients else ():
        for back in range(-5, 120):
            day = later(world.as_of, -back)
            client = dice.choice(world.clients)
            if day.weekday() > 4 or client.known_since > day:
                continue
            kind = ActivityKind.CARE if dice.chance(0.5) else ActivityKind.SERVICE
            entry = diary.enter(client, worker.id, kind, day)
            if back > 0:
                diary.done(entry, new_fact=dice.chance(0.2))


def _plans(world: World) -> None:
    """A plan for each of the last sixty days; today's is handed in by most."""
    dice = world.dice("plans")
    for seller in world.staff.sellers():
        for back in range(60, -1, -1):
            day = later(world.as_of, -back)
            if not seller.works_on(day) or (back and (day.weekday() > 4 or dice.chance(0.06))):
                continue
            submitted = datetime.combine(day, time(0, dice.randrange(5, 59)), UTC)
            world.rows.add(
                DayPlan,
                person_id=seller.id,
                day=day,
                submitted_at=submitted if dice.chance(0.9 if back else 0.6) else None,
                comment=_comment(dice) if back else "",
            )


def _comment(dice: Dice) -> str:
    return dice.choice(("我同行", "先确认决策人是否在", "注意催缴进度", "做得好")) if dice.chance(0.08) else ""
