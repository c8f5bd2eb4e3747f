"""By what records are found: grams of their names; what somebody pinned, opened last, or keeps as a filter.

The grams are derived, kept in the writing transaction by `db.gram_index`, and for its own reading alone: no role reads
them, since they know every name there is.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, coded, exact_text, text

# The rows lie in the order they are looked up in, without a second copy of them.
BY_GRAM = {"sqlite_with_rowid": False}


class RecordKind(StrEnum):
    """What can be searched, pinned and opened, by the name of its page."""

    CUSTOMER = "customer"
    POLICY = "policy"
    OPPORTUNITY = "opportunity"


class Gram(SQLModel):
    """A gram, and the record that is found by it."""

    gram: str = exact_text(32, primary_key=True)
    record_id: int = Field(primary_key=True)


class CustomerGram(Gram, table=True):
    """A gram of a customer's name."""

    __tablename__ = "customer_gram"
    __table_args__ = (BY_GRAM,)


class ContactGram(Gram, table=True):
    """A gram of a contact's name, or the mark of a phone."""

    __tablename__ = "contact_gram"
    __table_args__ = (BY_GRAM,)


class LeadGram(Gram, table=True):
    """A gram of a lead's name, or the mark of a phone."""

    __tablename__ = "lead_gram"
    __table_args__ = (BY_GRAM,)


class OpportunityGram(Gram, table=True):
    """A gram of an opportunity's title."""

    __tablename__ = "opportunity_gram"
    __table_args__ = (BY_GRAM,)


class ActivityGram(Gram, table=True):
    """A gram of an activity's subject."""

    __tablename__ = "activity_gram"
    __table_args__ = (BY_GRAM,)


class PinnedRecord(SQLModel, table=True):
    """A record that somebody keeps at hand."""

    __tablename__ = "pinned_record"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    kind: RecordKind = coded(RecordKind, "pinned_record_kind", primary_key=True)
    record_id: int = Field(primary_key=True)
    pinned_at: datetime


class RecentRecord(SQLModel, table=True):
    """A record that somebody opened, and when last; the latest twenty of each person are kept."""

    __tablename__ = "recent_record"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    kind: RecordKind = coded(RecordKind, "recent_record_kind", primary_key=True)
    record_id: int = Field(primary_key=True)
    opened_at: datetime


class SavedFilter(SQLModel, table=True):
    """A list as somebody narrowed it, under a name of their own; `asked` is its address, codes only."""

    __tablename__ = "saved_filter"
    __table_args__ = (sa.UniqueConstraint("person_id", "page", "name"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    page: str = text(24)
    name: str = text(40)
    asked: str = text(400, default="")
