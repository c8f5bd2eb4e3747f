"""What happened to a lead, from the day it came in: rows are added and never changed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, coded, text, words_on


class LeadStep(StrEnum):
    """What may happen to a lead."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    CLAIMED = "claimed"
    RETURNED = "returned"
    CONTACTED = "contacted"
    CONVERTED = "converted"
    DROPPED = "dropped"


class LeadEvent(SQLModel, table=True):
    """One step of a lead: who took it (nobody: a rule did), and whose the lead is by it, or was until it was returned.

    `way` is the rule that decided, or the kind of contact.
    """

    __tablename__ = "lead_event"
    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id", index=True)
    step: LeadStep = coded(LeadStep, "lead_event_step")
    happened_on: date = Field(index=True)
    at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    holder_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    way: str = text(24, default="")
    note: str = words_on(500, default="")
