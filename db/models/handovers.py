"""Handovers: what somebody holds is listed, given to successors, signed for by both sides, and moved at once."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, Versioned, coded, exact_text, fen, generated, name_of, text, words_on


class HandoverReason(StrEnum):
    """Why somebody hands over what they hold."""

    LEFT = "left"
    MOVED = "moved"
    LONG_LEAVE = "long_leave"


class HandoverState(StrEnum):
    """draft → frozen → agreed → done → closed; withdrawn before it is done, undone after."""

    DRAFT = "draft"
    FROZEN = "frozen"
    AGREED = "agreed"
    DONE = "done"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


UNDER_WAY = (HandoverState.DRAFT, HandoverState.FROZEN, HandoverState.AGREED)
"""Begun, and nothing moved yet."""


class Handover(Versioned, table=True):
    """All that one person holds, on its way to others; who heads `unit_id`, the leaver's when it began, leads it.

    `giver_reason` says why somebody signed for the leaver. `before` and `after` are the figures of the certificate as
    JSON, `highest` the last id of each table when it was done, by which is told what came later.
    """

    __table_args__ = (
        sa.UniqueConstraint("leaver_id", "open"),
        sa.Index("ix_handover_unit", "unit_id", "state"),
        sa.Index("ix_handover_due", "state", "effective_on"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    leaver_id: int = Field(foreign_key="person.id")
    unit_id: int = Field(foreign_key="unit.id")
    reason: HandoverReason = coded(HandoverReason, "handover_reason")
    last_day: date
    state: HandoverState = coded(HandoverState, "handover_state", default=HandoverState.DRAFT)
    opened_by_id: int | None = Field(default=None, foreign_key="person.id")
    opened_on: date
    frozen_at: datetime | None = None
    effective_on: date
    giver_signed_at: datetime | None = None
    giver_signed_by_id: int | None = Field(default=None, foreign_key="person.id")
    giver_reason: str = words_on(200, default="")
    approved_at: datetime | None = None
    approved_by_id: int | None = Field(default=None, foreign_key="person.id")
    done_at: datetime | None = None
    done_by_id: int | None = Field(default=None, foreign_key="person.id")
    disabled: int = Field(default=0)
    closed_on: date | None = None
    closed_reason: str = words_on(200, default="")
    undone_at: datetime | None = None
    undone_by_id: int | None = Field(default=None, foreign_key="person.id")
    undone_reason: str = words_on(200, default="")
    digest: str = text(64, default="")
    before: str = Field(default="{}", sa_type=sa.Text)
    after: str = Field(default="{}", sa_type=sa.Text)
    highest: str = Field(default="{}", sa_type=sa.Text)
    open: int | None = generated("CASE WHEN state IN ('draft', 'frozen', 'agreed') THEN 1 END")


class HandoverLine(Versioned, table=True):
    """One customer that the leaver owned when the list was frozen, with its figures of that day in fen, and for whom.

    `number` and `name` are the customer's own as they were then, `policies` how many were in force; a list taken before
    these were noted has none of them. `by_rule` is 1 where the rule chose the successor and 0 where somebody did;
    `score` is the completeness of what is known of the customer, 0 to 100.
    """

    __tablename__ = "handover_line"
    __table_args__ = (
        sa.UniqueConstraint("handover_id", "customer_id"),
        sa.Index("ix_handover_line_successor", "successor_id", "handover_id"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    handover_id: int = Field(foreign_key="handover.id")
    customer_id: int = Field(foreign_key="customer.id", index=True)
    successor_id: int | None = Field(default=None, foreign_key="person.id")
    by_rule: int = Field(default=1)
    number: str = exact_text(40, default="")
    name: str = name_of(120, default="")
    policies: int | None = None
    premium: int = fen(default=0)
    receivable: int = fen(default=0)
    overdue: int = fen(default=0)
    next_expiry: date | None = None
    score: int | None = None
    note: str = words_on(500, default="")


class HandoverItem(SQLModel, table=True):
    """One open row of any table that named the leaver when the list was frozen, and what became of it.

    Once it is done `moved` is 1 where the successor holds it, 2 where it was given back, and 0 where there was nothing
    to move: the successor had the same already. `after_id` is the row that stands for it then: its own, or of dated
    rows the one that follows.
    A companion of others who would no longer see the visit is kept here too: `person_id` says whose a row was.
    """

    __tablename__ = "handover_item"
    __table_args__ = (
        sa.UniqueConstraint("handover_id", "record_table", "record_id"),
        sa.Index("ix_handover_item_customer", "handover_id", "customer_id"),
        sa.Index("ix_handover_item_successor", "successor_id", "handover_id"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    handover_id: int = Field(foreign_key="handover.id")
    record_table: str = text(40)
    record_id: int
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    person_id: int = Field(foreign_key="person.id")
    successor_id: int | None = Field(default=None, foreign_key="person.id")
    moved: int = Field(default=0)
    after_id: int | None = None


class HandoverSigning(SQLModel, table=True):
    """That a successor has taken what a handover lists for them."""

    __tablename__ = "handover_signing"
    __table_args__ = (sa.UniqueConstraint("handover_id", "person_id"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    handover_id: int = Field(foreign_key="handover.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    signed_at: datetime
