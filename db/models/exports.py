"""Files that leave the house: what was taken without leave, and what somebody asked a second person for."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, coded, generated, text


class Verdict(StrEnum):
    """What came of a request."""

    APPROVED = "approved"
    REFUSED = "refused"


class ExportRequest(SQLModel, table=True):
    """Somebody asks for one export: these rows, for this reason; somebody else decides, and it is taken once.

    `question` is a keyed hash of the place and its filters, so that nothing else can be taken on it; `asked` is the
    address of the list, codes only, and `told` its filters in words.
    """

    __tablename__ = "export_request"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "question", "waits"),
        sa.CheckConstraint("decided_by <> person_id", name="never_by_oneself"),
        sa.CheckConstraint("(verdict IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("(expires_at IS NULL) = (coalesce(verdict, '') <> 'approved')", name="approved_for_a_time"),
        sa.CheckConstraint("used_at IS NULL OR expires_at IS NOT NULL", name="used_once_approved"),
        sa.Index("ix_export_request_waits_person", "waits", "person_id"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    place: str = text(40)
    question: str = text(64)
    asked: str = text(400, default="")
    what: str = text(200)
    told: str = text(500, default="")
    rows: int
    reason: str = text(200)
    asked_at: datetime
    verdict: Verdict | None = coded(Verdict, "export_request_verdict", default=None)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    sentence: str = text(200, default="")
    expires_at: datetime | None = None
    used_at: datetime | None = None
    read_at: datetime | None = None
    waits: int | None = generated("CASE WHEN verdict IS NULL THEN 1 END")


class ExportTaken(SQLModel, table=True):
    """One file that was handed out; without a request it counts against the person's day."""

    __tablename__ = "export_taken"
    __table_args__ = (sa.Index("ix_export_taken_person_day", "person_id", "day"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    day: date
    at: datetime
    rows: int
    request_id: int | None = Field(default=None, foreign_key="export_request.id", index=True)
