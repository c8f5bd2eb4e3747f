"""What colleagues say about a record, and who comes along to a visit or handed it out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, coded, words_on


class About(StrEnum):
    """The kinds of record that can be spoken of."""

    CUSTOMER = "customer"
    OPPORTUNITY = "opportunity"
    ACTIVITY = "activity"
    PLAN = "plan"


class Comment(SQLModel, table=True):
    """What somebody said about a record; whoever sees the record sees it. Never changed afterwards."""

    __table_args__ = (
        sa.CheckConstraint("(kind = 'plan') = (customer_id IS NULL)", name="hangs_on_a_customer_or_a_plan"),
        sa.CheckConstraint("(kind = 'plan') = (day_plan_id IS NOT NULL)", name="names_its_plan"),
        sa.CheckConstraint("(kind = 'activity') = (activity_id IS NOT NULL)", name="names_its_activity"),
        sa.CheckConstraint("(kind = 'opportunity') = (opportunity_id IS NOT NULL)", name="names_its_opportunity"),
        sa.Index("ix_comment_customer_kind", "customer_id", "kind"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: About = coded(About, "comment_kind")
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    opportunity_id: int | None = Field(default=None, foreign_key="opportunity.id", index=True)
    activity_id: int | None = Field(default=None, foreign_key="activity.id", index=True)
    day_plan_id: int | None = Field(default=None, foreign_key="day_plan.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    text: str = words_on(500)
    at: datetime


class Part(StrEnum):
    """What somebody has to do with another's activity: goes along, or handed it out."""

    COMPANION = "companion"
    GIVER = "giver"


class ActivityParticipant(SQLModel, table=True):
    """Somebody besides the person of an activity. `open` is 1 while a companion of a planned one: it holds them.

    A trigger of the database keeps `open` in step with the activity, whoever closes it.
    """

    __tablename__ = "activity_participant"
    __table_args__ = (
        sa.UniqueConstraint("activity_id", "person_id", "part"),
        sa.CheckConstraint("open IS NULL OR open = 1", name="open_is_1_or_nothing"),
        sa.CheckConstraint("open IS NULL OR (left_at IS NULL AND part = 'companion')", name="only_companions_hold"),
        sa.ForeignKeyConstraint(
            ["person_id", "open"], ["person.id", "person.active"], name="fk_activity_participant_holder_is_active"
        ),
        sa.Index("ix_activity_participant_person_open", "person_id", "open"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    person_id: int = Field(foreign_key="person.id")
    part: Part = coded(Part, "activity_participant_part")
    joined_at: datetime
    left_at: datetime | None = None
    open: int | None = None
