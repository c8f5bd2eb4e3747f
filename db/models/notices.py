"""What somebody should know: one row per recipient and cause, and what each wants to be told in which way."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, coded, generated, text


class NoticeKind(StrEnum):
    """Why somebody is told."""

    TASK = "task"
    COMMENT = "comment"
    MENTION = "mention"
    JOINED = "joined"
    HANDED = "handed"
    REFUSED = "refused"
    DUE = "due"
    OVERDUE = "overdue"


class NoticeAbout(StrEnum):
    """What a notice leads to: all that is spoken about, and what is arranged between people."""

    CUSTOMER = "customer"
    OPPORTUNITY = "opportunity"
    ACTIVITY = "activity"
    PLAN = "plan"
    COVER = "cover"
    HANDOVER = "handover"
    REORGANISATION = "reorganisation"


class Notice(SQLModel, table=True):
    """One thing for one person; it names its record and says nothing of it, so that today's scope decides what shows.

    `in_app` and `by_mail` are how the person wanted to be told when it came up.
    """

    __table_args__ = (
        sa.UniqueConstraint("person_id", "cause"),
        sa.Index("ix_notice_person_unread", "person_id", "unread"),
        sa.Index("ix_notice_person_in_app", "person_id", "in_app", "id"),
        sa.Index("ix_notice_waits_person", "waits", "person_id"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    kind: NoticeKind = coded(NoticeKind, "notice_kind")
    cause: str = text(60)
    about: NoticeAbout = coded(NoticeAbout, "notice_about")
    about_id: int
    comment_id: int | None = Field(default=None, foreign_key="comment.id")
    by_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(index=True)
    read_at: datetime | None = None
    mailed_at: datetime | None = None
    in_app: int = Field(default=1)
    by_mail: int = Field(default=1)
    unread: int | None = generated("CASE WHEN read_at IS NULL AND in_app = 1 THEN 1 END")
    waits: int | None = generated("CASE WHEN read_at IS NULL AND mailed_at IS NULL AND by_mail = 1 THEN 1 END")


class NoticeSetting(SQLModel, table=True):
    """How one person wants to be told of one kind; without a row in both ways."""

    __tablename__ = "notice_setting"
    __table_args__ = (sa.CheckConstraint("in_app IN (0, 1) AND by_mail IN (0, 1)", name="on_or_off"),)

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    kind: NoticeKind = coded(NoticeKind, "notice_setting_kind", primary_key=True)
    in_app: int = Field(default=1)
    by_mail: int = Field(default=1)
