"""Who stands in for somebody who is away, and until when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from db.models.base import KEEP_IDS, Versioned, coded, generated


class Absence(StrEnum):
    """Why somebody is away: a choice, so that nobody writes down what an illness is."""

    LEAVE = "leave"
    ILLNESS = "illness"
    TRAINING = "training"
    OTHER = "other"


class Cover(Versioned, table=True):
    """Somebody serves the customers of somebody who is away, up to and with the day `until`; nobody's ownership moves.

    Planned while `began_on` is empty; `open` is 1 until it has ended, or was called off before it began.
    """

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["absent_id", "open"], ["person.id", "person.active"], name="fk_cover_absent_is_active"
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id", "open"], ["person.id", "person.active"], name="fk_cover_substitute_is_active"
        ),
        sa.UniqueConstraint("absent_id", "open"),
        sa.CheckConstraint("absent_id <> substitute_id", name="by_somebody_else"),
        sa.CheckConstraint("until >= planned_from", name="ends_after_start"),
        sa.CheckConstraint("began_on IS NULL OR began_on >= planned_from", name="begins_as_planned"),
        sa.CheckConstraint("ended_on IS NULL OR began_on IS NULL OR ended_on >= began_on", name="over_after_start"),
        sa.Index("ix_cover_substitute_open", "substitute_id", "open"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    absent_id: int = Field(foreign_key="person.id", index=True)
    substitute_id: int = Field(foreign_key="person.id")
    by_id: int = Field(foreign_key="person.id")
    reason: Absence = coded(Absence, "cover_reason")
    planned_from: date
    until: date
    began_on: date | None = None
    ended_on: date | None = None
    open: int | None = generated("CASE WHEN ended_on IS NULL THEN 1 END")
