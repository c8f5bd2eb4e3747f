"""What was said of the demo's projects: risks that are watched, and the minutes of the last weeks' meetings."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from db.models.projects import MeetingLine, Milestone, ProjectMeeting, ProjectRisk, RiskState, Word
from db.seed.deals import Deal
from db.seed.dice import Dice
from db.seed.world import World

RISKS = (
    ("竞争对手压价，底价可能守不住", 3, 3),
    ("再保人报价可能晚于开标", 2, 3),
    ("客户图纸未齐，查勘可能返工", 2, 2),
    ("客户分管领导即将换人", 1, 3),
    ("免赔额分歧未谈拢", 2, 2),
)
NOTES = {
    Word.ON_TRACK: ("", "按计划", "本周可交"),
    Word.AT_RISK: ("客户资料还差两份", "等总公司批复", "人手紧，可能晚三天"),
    Word.BLOCKED: ("等再保人报价", "客户未确认图纸", "等前一项结果"),
}
AGREED = ("下周一前由业务部约见客户分管领导。", "再保条件两天内催办，晚了改用备选方案。", "")


def note_risks(world: World, dice: Dice, deal: Deal, people: list[int]) -> None:
    """One to three of what may go wrong, each watched by one of the people."""
    for text, likelihood, impact in dice.sample(RISKS, dice.randrange(1, 4)):
        state = dice.among({RiskState.OPEN: 4, RiskState.HAPPENED: 1, RiskState.CLOSED: 1})
        judged = {"likelihood": likelihood, "impact": impact, "state": state}
        noted = dice.day(deal.opened_on, world.as_of)
        holder = dice.choice(people)
        world.rows.add(ProjectRisk, opportunity_id=deal.id, text=text, person_id=holder, noted_on=noted, **judged)


def note_meetings(world: World, dice: Dice, deal: Deal, made: list[int]) -> None:
    """The meetings of the last weeks, each over what was open then."""
    monday = world.as_of - timedelta(days=world.as_of.weekday() or 7)
    rows = [(number, world.rows.of[Milestone][number - 1]) for number in made]
    for weeks in (2, 1, 0):
        on = monday - timedelta(weeks=weeks)
        open_then = [(number, row) for number, row in rows if row["settled_on"] is None or row["settled_on"] > on]
        if on < deal.opened_on or not open_then:
            continue
        leader = deal.client.owner_on(on)
        at = datetime.combine(on, time(1, 30), UTC)
        held: dict[str, Any] = {"held_on": on, "at": at, "person_id": leader, "note": dice.choice(AGREED)}
        meeting = world.rows.add(ProjectMeeting, opportunity_id=deal.id, **held)
        for number, row in open_then[:6]:
            late = row["due_on"] < on
            word = dice.among({Word.AT_RISK: 2, Word.BLOCKED: 2} if late else {Word.ON_TRACK: 5, Word.AT_RISK: 2})
            said: dict[str, Any] = {"word": word, "note": dice.choice(NOTES[word])}
            then = {"person_id": row["person_id"], "due_on": row["due_on"]}
            world.rows.add(MeetingLine, meeting_id=meeting, milestone_id=number, **said, **then)
