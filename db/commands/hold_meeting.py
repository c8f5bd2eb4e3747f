"""A meeting goes through the open milestones of a project: its minutes are kept as they were said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.access import Actor
from db.errors import Invalid
from db.models.projects import MeetingLine, ProjectMeeting, Word
from db.periods import now, today
from db.projects import led_project, milestones_of
from db.rules.entries import entered
from db.run import WritingSession


@dataclass(frozen=True)
class Said:
    """What was said of a milestone."""

    milestone_id: int
    word: Word
    note: str = ""


def hold_meeting(
    session: WritingSession, actor: Actor, *, opportunity_id: int, lines: Sequence[Said], note: str = ""
) -> int:
    """Keep what a meeting said of the open milestones, line by line, as of today. Answers the meeting's id."""
    sale = led_project(session, actor, opportunity_id)
    open_ones = {one.id or 0: one for one in milestones_of(session, actor, sale) if one.open}
    if not lines or len({line.milestone_id for line in lines}) < len(lines):
        raise Invalid(fields={"lines": "projects.nothing_said"})
    if not {line.milestone_id for line in lines} <= set(open_ones):
        raise Invalid(fields={"lines": "projects.settled"})
    taken = entered(ProjectMeeting, note=note)
    held: dict[str, Any] = {"held_on": today(), "at": now(), "person_id": actor.person_id}
    meeting = ProjectMeeting(opportunity_id=opportunity_id, **held, **taken)
    session.add(meeting)
    session.flush()
    assert meeting.id is not None
    for line in lines:
        of = open_ones[line.milestone_id]
        as_said = entered(MeetingLine, word=line.word, note=line.note)
        known: dict[str, Any] = {"milestone_id": line.milestone_id, "person_id": of.person_id, "due_on": of.due_on}
        session.add(MeetingLine(meeting_id=meeting.id, **known, **as_said))
    return meeting.id
