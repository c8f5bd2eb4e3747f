"""Activities and day plans: what a salesperson does, day by day."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import IS_OPEN, KEEP_IDS, Versioned, coded, fen, generated, text, words_on


class ActivityKind(StrEnum):
    """What kind of contact it is."""

    VISIT = "visit"
    CALL = "call"
    MESSAGE = "message"
    MEETING = "meeting"
    SERVICE = "service"
    CARE = "care"


class ActivityStatus(StrEnum):
    """planned → done / cancelled / missed."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"
    MISSED = "missed"


class Cause(StrEnum):
    """Why a plan holds an item; the record is the policy, claim, opportunity, recurring visit or, of gaps, customer."""

    RENEWAL = "renewal"
    OVERDUE = "overdue"
    CLAIM = "claim"
    STALLED = "stalled"
    NEXT_STEP = "next_step"
    RECURRING = "recurring"
    GAPS = "gaps"


class Every(StrEnum):
    """In what a recurring visit is counted."""

    WEEK = "week"
    MONTH = "month"


class Amended(StrEnum):
    """What happened to an item of a plan after the cut-off."""

    ADDED = "added"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"
    MOVED = "moved"


class Activity(Versioned, table=True):
    """One contact with a customer, planned or done. While planned it holds its person.

    `stake` is fen; `result` the code of the outcome or reason chosen, `facts` the codes of the new facts it recorded;
    `unplanned` is 1 where it came after the plan of its day was handed in.
    """

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["person_id", "open"], ["person.id", "person.active"], name="fk_activity_holder_is_active"
        ),
        sa.Index("ix_activity_person_planned", "person_id", "planned_on"),
        sa.Index("ix_activity_customer_planned", "customer_id", "planned_on"),
        sa.Index("uq_activity_cause", "person_id", "cause", "cause_id", "open", unique=True),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    opportunity_id: int | None = Field(default=None, foreign_key="opportunity.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    kind: ActivityKind = coded(ActivityKind, "activity_kind")
    status: ActivityStatus = coded(ActivityStatus, "activity_status", default=ActivityStatus.PLANNED)
    subject: str = words_on(200)
    planned_on: date = Field(index=True)
    done_on: date | None = Field(default=None, index=True)
    outcome: str = words_on(500, default="")
    new_fact: int = Field(default=0)
    next_step: str = words_on(200, default="")
    cause: Cause | None = coded(Cause, "activity_cause", default=None)
    cause_id: int | None = None
    cause_on: date | None = None
    stake: int | None = fen(default=None)
    result: str = text(24, default="")
    facts: str = text(80, default="")
    moves: int = Field(default=0)
    moved_from_id: int | None = Field(default=None, foreign_key="activity.id", index=True)
    unplanned: int = Field(default=0)
    open: int | None = generated("CASE WHEN status = 'planned' THEN 1 END")


class DayPlan(Versioned, table=True):
    """A salesperson's plan for one day: its items are the activities planned for that day."""

    __tablename__ = "day_plan"
    __table_args__ = (sa.UniqueConstraint("person_id", "day"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    day: date = Field(index=True)
    submitted_at: datetime | None = None
    closed_at: datetime | None = None
    comment: str = words_on(500, default="")


class PlanAmendment(SQLModel, table=True):
    """What somebody changed in a handed-in plan after the cut-off of its day: appended, never altered."""

    __tablename__ = "plan_amendment"
    __table_args__ = (sa.Index("ix_plan_amendment_day", "day", "activity_id"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id", index=True)
    day: date
    person_id: int = Field(foreign_key="person.id")
    changed_at: datetime
    what: Amended = coded(Amended, "plan_amendment_what")
    words: str = words_on(200, default="")


class RecurringVisit(Versioned, table=True):
    """A contact that comes again every so many weeks or months, with whoever owns the customer then."""

    __tablename__ = "recurring_visit"
    __table_args__ = (
        sa.CheckConstraint("every > 0", name="every_some"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        sa.Index("ix_recurring_visit_customer_open", "customer_id", "open"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    kind: ActivityKind = coded(ActivityKind, "recurring_visit_kind", default=ActivityKind.VISIT)
    subject: str = words_on(200)
    every: int
    unit: Every = coded(Every, "recurring_visit_unit")
    valid_from: date
    valid_to: date | None = None
    open: int | None = generated(IS_OPEN)
