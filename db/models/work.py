"""Activities and day plans: what a salesperson does, day by day."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from db.models.base import KEEP_IDS, Versioned, coded, generated, text


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


class Activity(Versioned, table=True):
    """One contact with a customer, planned or done. While planned it holds its person."""

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["person_id", "open"], ["person.id", "person.active"], name="fk_activity_holder_is_active"
        ),
        sa.Index("ix_activity_person_planned", "person_id", "planned_on"),
        sa.Index("ix_activity_customer_planned", "customer_id", "planned_on"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    opportunity_id: int | None = Field(default=None, foreign_key="opportunity.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    kind: ActivityKind = coded(ActivityKind, "activity_kind")
    status: ActivityStatus = coded(ActivityStatus, "activity_status", default=ActivityStatus.PLANNED)
    subject: str = text(200)
    planned_on: date = Field(index=True)
    done_on: date | None = Field(default=None, index=True)
    outcome: str = text(500, default="")
    new_fact: int = Field(default=0)
    next_step: str = text(200, default="")
    open: int | None = generated("CASE WHEN status = 'planned' THEN 1 END")


class DayPlan(Versioned, table=True):
    """A salesperson's plan for one day: its items are the activities planned for that day."""

    __tablename__ = "day_plan"
    __table_args__ = (sa.UniqueConstraint("person_id", "day"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    day: date = Field(index=True)
    submitted_at: datetime | None = None
    comment: str = text(500, default="")
