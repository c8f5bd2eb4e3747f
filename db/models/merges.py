"""Customers recorded twice: which were merged, what that moved and overwrote, and which only look alike."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, generated, name_of, text, words_on


class CustomerMerge(SQLModel, table=True):
    """One customer taken up by another. The loser stays as a row that nobody owns, under the name it had then.

    `highest` is the last id of each table that moved, by which is told what came after.
    """

    __tablename__ = "customer_merge"
    __table_args__ = (sa.UniqueConstraint("loser_id", "open"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    winner_id: int = Field(foreign_key="customer.id", index=True)
    loser_id: int = Field(foreign_key="customer.id")
    loser_name: str = name_of(120)
    loser_number: str = text(40)
    merged_on: date
    at: datetime
    person_id: int = Field(foreign_key="person.id")
    reason: str = words_on(200)
    highest: str = Field(default="{}", sa_type=sa.Text)
    undone_at: datetime | None = None
    undone_by_id: int | None = Field(default=None, foreign_key="person.id")
    open: int | None = generated("CASE WHEN undone_at IS NULL THEN 1 END")


class MergedRow(SQLModel, table=True):
    """One value that a merge changed, before and after, as JSON: what undoing puts back."""

    __tablename__ = "merged_row"
    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    merge_id: int = Field(foreign_key="customer_merge.id", index=True)
    record_table: str = text(40)
    record_id: int
    field: str = text(40)
    before: str = Field(sa_type=sa.Text)
    after: str = Field(sa_type=sa.Text)


class CustomerApart(SQLModel, table=True):
    """Two customers that look alike and are not the same, as somebody found; the lower id first."""

    __tablename__ = "customer_apart"
    __table_args__ = (
        sa.UniqueConstraint("low_id", "high_id"),
        sa.CheckConstraint("low_id < high_id", name="lower_first"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    low_id: int = Field(foreign_key="customer.id")
    high_id: int = Field(foreign_key="customer.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    at: datetime
