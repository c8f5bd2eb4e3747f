"""The demo's talk: what leaders said of recent visits and got as answers, where they come along, what they gave out."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from db.models.notices import Notice, NoticeKind
from db.models.people import Role
from db.models.sales import Opportunity, Outcome
from db.models.talk import About, ActivityParticipant, Comment, Part
from db.models.work import Activity, ActivityKind, ActivityStatus
from db.seed.dice import Dice, later
from db.seed.rows import Row
from db.seed.staff import Worker
from db.seed.world import World

SAID = ("客户的顾虑记一下，下次带上理赔案例", "做得好，尽快把方案发过去", "决策人是否确认过？", "价格再和核保谈一次")
ANSWERED = ("好的，明天联系", "已确认，是财务总监", "方案今天发出", "核保说可以下调，等书面回复")
OF_SALES = ("这单下周我一起盯", "竞争对手报价了解一下", "注意成交日不要再推迟")
SPOKEN_OF, AHEAD = 14, 7
"""Days back in which visits were spoken of, and ahead in which leaders come along."""


def make_talk(world: World) -> None:
    """Words, joint visits, tasks and notices between each leader of a team and its sellers."""
    dice, own = world.dice("talk"), _own_work(world)
    for leader in world.staff.of_role(Role.MANAGER):
        team = [one for one in world.staff.sellers() if _under(world, one, leader)]
        work = [entry for seller in team for entry in own.get(seller.id, ())]
        _words(world, dice, leader, work)
        _beside(world, dice, leader, work)
        _of_sales(world, dice, leader, {seller.id for seller in team})


def _under(world: World, seller: Worker, leader: Worker) -> bool:
    here = seller.left_on is None and leader.left_on is None
    return here and seller.unit_on(world.as_of) == leader.unit_on(world.as_of)


def _own_work(world: World) -> dict[int, list[Row]]:
    """By seller what they do about now for customers that are theirs today."""
    owners = {client.id: client.owner_on(world.as_of) for client in world.clients}
    first, last = later(world.as_of, -SPOKEN_OF), later(world.as_of, AHEAD)
    found: dict[int, list[Row]] = {}
    for entry in world.rows.of[Activity]:
        if first <= entry["planned_on"] <= last and owners.get(entry["customer_id"]) == entry["person_id"]:
            found.setdefault(entry["person_id"], []).append(entry)
    return found


def _words(world: World, dice: Dice, leader: Worker, work: list[Row]) -> None:
    """Of the last visits some are spoken of, and most of that is answered."""
    done = [entry for entry in work if entry["status"] == ActivityStatus.DONE and entry["kind"] == ActivityKind.VISIT]
    for entry in done[-3:]:
        of: dict[str, Any] = {"kind": About.ACTIVITY, "customer_id": entry["customer_id"], "activity_id": entry["id"]}
        at = min(_at(entry["done_on"], 10), _at(world.as_of, 0))
        _say(world, leader.id, entry["person_id"], dice.choice(SAID), at, of, entry["id"])
        if dice.chance(0.7):
            later_on = at + timedelta(minutes=dice.randrange(5, 50))
            _say(world, entry["person_id"], leader.id, dice.choice(ANSWERED), later_on, of, entry["id"])


def _of_sales(world: World, dice: Dice, leader: Worker, team: set[int]) -> None:
    """Two of the team's running sales are spoken of."""
    owners = {client.id: client.owner_on(world.as_of) for client in world.clients}
    running = [row for row in world.rows.of[Opportunity] if row["outcome"] == Outcome.OPEN]
    for row in [row for row in running if owners.get(row["customer_id"]) in team][:2]:
        of: dict[str, Any] = {"kind": About.OPPORTUNITY, "customer_id": row["customer_id"], "opportunity_id": row["id"]}
        whom, at = owners[row["customer_id"]], _at(later(world.as_of, -1), dice.randrange(1, 9))
        _say(world, leader.id, whom, dice.choice(OF_SALES), at, of, row["id"])


def _say(world: World, by: int, whom: int, words: str, at: datetime, of: dict[str, Any], record: int) -> None:
    """A comment, and the notice of it to whom it concerns."""
    said = world.rows.add(Comment, person_id=by, text=words, at=at, **of)
    told = {"kind": NoticeKind.COMMENT, "cause": f"comment:{said}", "about": of["kind"], "about_id": record}
    world.rows.add(Notice, person_id=whom, by_id=by, at=at, comment_id=said, **told)


def _beside(world: World, dice: Dice, leader: Worker, work: list[Row]) -> None:
    """The leader comes along to one of the visits that are planned, and has handed out one of the other items."""
    ahead = [entry for entry in work if entry["status"] == ActivityStatus.PLANNED and entry["planned_on"] > world.as_of]
    visits = [entry for entry in ahead if entry["kind"] == ActivityKind.VISIT]
    others = [entry for entry in ahead if entry["kind"] != ActivityKind.VISIT]
    for part, kind, entries in ((Part.COMPANION, NoticeKind.JOINED, visits), (Part.GIVER, NoticeKind.TASK, others)):
        if not entries:
            continue
        entry, at = dice.choice(entries), _at(world.as_of, 0)
        values = {"activity_id": entry["id"], "person_id": leader.id, "part": part, "joined_at": at}
        number = world.rows.add(ActivityParticipant, open=1 if part is Part.COMPANION else None, **values)
        cause = number if part is Part.COMPANION else entry["id"]
        told = {"kind": kind, "cause": f"{kind}:{cause}", "about": About.ACTIVITY, "about_id": entry["id"]}
        world.rows.add(Notice, person_id=entry["person_id"], by_id=leader.id, at=at, **told)


def _at(day: Any, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 20), UTC)
