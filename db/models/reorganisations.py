"""Reorganisations: who goes from which units to which one, on a day; a unit never changes the one above it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, Versioned, coded, text


class ReorganisationKind(StrEnum):
    """A whole team under another department, several teams to one, some of a team apart, or one person elsewhere."""

    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    PERSON = "person"


class ReorganisationState(StrEnum):
    """planned → done; withdrawn before it is done, undone after."""

    PLANNED = "planned"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


class Reorganisation(Versioned, table=True):
    """A plan that the daily job carries out on its day; figures stay with the units that they were booked to.

    Everybody of it goes to `into_id`; while that is empty, to a unit that is made on the day from `code`, `name`,
    `region` and `parent_id`. `before` and `after` are counts and digests as JSON, `moved` what went along by table.
    """

    __table_args__ = (
        sa.CheckConstraint("into_id IS NOT NULL OR code <> ''", name="leads_somewhere"),
        sa.CheckConstraint("(code = '') = (parent_id IS NULL)", name="new_unit_has_its_place"),
        sa.Index("ix_reorganisation_due", "state", "effective_on"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: ReorganisationKind = coded(ReorganisationKind, "reorganisation_kind")
    state: ReorganisationState = coded(ReorganisationState, "reorganisation_state", default=ReorganisationState.PLANNED)
    effective_on: date
    reason: str = text(200)
    into_id: int | None = Field(default=None, foreign_key="unit.id")
    code: str = text(24, default="")
    name: str = text(80, default="")
    region: str | None = text(40, default=None)
    parent_id: int | None = Field(default=None, foreign_key="unit.id")
    planned_on: date
    planned_by_id: int | None = Field(default=None, foreign_key="person.id")
    done_on: date | None = None
    done_by_id: int | None = Field(default=None, foreign_key="person.id")
    ended_on: date | None = None
    ended_by_id: int | None = Field(default=None, foreign_key="person.id")
    ended_reason: str = text(200, default="")
    before: str = Field(default="{}", sa_type=sa.Text)
    after: str = Field(default="{}", sa_type=sa.Text)
    moved: str = Field(default="{}", sa_type=sa.Text)


class ReorganisationUnit(SQLModel, table=True):
    """A unit that people go from; `closes` is 1 where everybody does."""

    __tablename__ = "reorganisation_unit"
    __table_args__ = (sa.CheckConstraint("closes IN (0, 1)", name="closes_or_stays"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    reorganisation_id: int = Field(foreign_key="reorganisation.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    closes: int


class ReorganisationLine(SQLModel, table=True):
    """Somebody who goes along; `pending` is 1 until it is done or withdrawn, so that nobody is in two at once.

    `placement_id` is the place they were given; empty once it is done for who was elsewhere by then.
    """

    __tablename__ = "reorganisation_line"
    __table_args__ = (
        sa.UniqueConstraint("reorganisation_id", "person_id"),
        sa.UniqueConstraint("person_id", "pending"),
        sa.CheckConstraint("pending IS NULL OR pending = 1", name="pending_is_1_or_nothing"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    reorganisation_id: int = Field(foreign_key="reorganisation.id")
    person_id: int = Field(foreign_key="person.id")
    from_unit_id: int = Field(foreign_key="unit.id")
    placement_id: int | None = Field(default=None, foreign_key="placement.id")
    pending: int | None = Field(default=1)
