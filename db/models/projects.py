"""A project on an opportunity: milestones and what blocks them, risks, and the meetings that went through it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, Versioned, coded, generated, text, words_on


class MilestoneStatus(StrEnum):
    """open → done with its evidence, or waived with a reason."""

    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"


class RiskState(StrEnum):
    """Whether a risk still threatens, came true, or is over."""

    OPEN = "open"
    HAPPENED = "happened"
    CLOSED = "closed"


class Word(StrEnum):
    """What a meeting says of a milestone."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BLOCKED = "blocked"


class Milestone(Versioned, table=True):
    """Something that a department has to have done by a day. While it is open it holds its person.

    `code` is that of the template it was made from; `first_due_on` the day it was due at first.
    """

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["person_id", "open"], ["person.id", "person.active"], name="fk_milestone_holder_is_active"
        ),
        sa.UniqueConstraint("opportunity_id", "code"),
        sa.CheckConstraint("due_on >= start_on", name="due_after_start"),
        sa.CheckConstraint("(status = 'open') = (settled_on IS NULL)", name="settled_on_a_day"),
        sa.CheckConstraint("status <> 'done' OR evidence <> ''", name="done_with_evidence"),
        sa.CheckConstraint("status <> 'waived' OR waived_reason <> ''", name="waived_with_a_reason"),
        sa.Index("ix_milestone_person_open", "person_id", "open"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id")
    code: str | None = text(24, default=None)
    name: str = text(80)
    stage: str = text(24)
    lane: str = text(24)
    person_id: int = Field(foreign_key="person.id")
    start_on: date
    due_on: date
    first_due_on: date
    status: MilestoneStatus = coded(MilestoneStatus, "milestone_status", default=MilestoneStatus.OPEN)
    settled_on: date | None = None
    settled_by_id: int | None = Field(default=None, foreign_key="person.id")
    evidence: str = words_on(500, default="")
    waived_reason: str = words_on(200, default="")
    open: int | None = generated("CASE WHEN status = 'open' THEN 1 END")


class MilestoneBlock(SQLModel, table=True):
    """One milestone that has to be settled before another can be done."""

    __tablename__ = "milestone_block"
    __table_args__ = (
        sa.UniqueConstraint("milestone_id", "blocker_id"),
        sa.CheckConstraint("milestone_id <> blocker_id", name="blocks_another"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    milestone_id: int = Field(foreign_key="milestone.id")
    blocker_id: int = Field(foreign_key="milestone.id", index=True)


class ProjectRisk(Versioned, table=True):
    """What may go wrong with a project, and who watches it; `likelihood` and `impact` from 1, low, to 3, high."""

    __tablename__ = "project_risk"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["person_id", "open"], ["person.id", "person.active"], name="fk_project_risk_holder_is_active"
        ),
        sa.CheckConstraint("likelihood BETWEEN 1 AND 3 AND impact BETWEEN 1 AND 3", name="from_1_to_3"),
        sa.Index("ix_project_risk_person_open", "person_id", "open"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    text: str = words_on(200)
    likelihood: int
    impact: int
    person_id: int = Field(foreign_key="person.id")
    state: RiskState = coded(RiskState, "project_risk_state", default=RiskState.OPEN)
    noted_on: date
    open: int | None = generated("CASE WHEN state = 'open' THEN 1 END")


class ProjectMeeting(SQLModel, table=True):
    """A meeting that went through the milestones of a project, by whom it was led. Never changed afterwards."""

    __tablename__ = "project_meeting"
    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    held_on: date
    at: datetime
    person_id: int = Field(foreign_key="person.id")
    note: str = words_on(1000, default="")


class MeetingLine(SQLModel, table=True):
    """What a meeting said of a milestone, with who held it and when it was due that day. Never changed afterwards."""

    __tablename__ = "meeting_line"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "milestone_id"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="project_meeting.id")
    milestone_id: int = Field(foreign_key="milestone.id", index=True)
    word: Word = coded(Word, "meeting_line_word")
    note: str = words_on(200, default="")
    person_id: int = Field(foreign_key="person.id")
    due_on: date
