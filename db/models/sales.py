"""Leads, opportunities and every stage they went through."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, Versioned, coded, fen, generated, name_of, text, words_on
from db.models.customers import CustomerKind
from db.models.policies import BusinessType


class LeadStatus(StrEnum):
    """Where a lead stands."""

    NEW = "new"
    CONTACTED = "contacted"
    CONVERTED = "converted"
    DROPPED = "dropped"


class SaleKind(StrEnum):
    """Relationship sale 关系型, project sale 项目型, or sale to an account out of another CRM's pipeline 客户型."""

    RELATIONSHIP = "relationship"
    PROJECT = "project"
    ACCOUNT = "account"


class Outcome(StrEnum):
    """Whether an opportunity still runs."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Lead(Versioned, table=True):
    """Somebody who might become a customer; without a person it lies in the unit's pool.

    While it is new or contacted it holds its person. `expected_premium` in fen.
    """

    __table_args__ = (
        sa.ForeignKeyConstraint(["person_id", "open"], ["person.id", "person.active"], name="fk_lead_holder_is_active"),
        sa.Index("ix_lead_person_open", "person_id", "open", "received_on"),
        sa.Index("ix_lead_unit_open", "unit_id", "open", "person_id"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = name_of(120)
    kind: CustomerKind = coded(CustomerKind, "lead_kind", default=CustomerKind.INDIVIDUAL)
    contact_name: str = name_of(80, default="")
    source: str = text(40, index=True)
    status: LeadStatus = coded(LeadStatus, "lead_status", default=LeadStatus.NEW)
    received_on: date = Field(index=True)
    unit_id: int = Field(foreign_key="unit.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    region: str | None = text(40, default=None)
    line: str | None = text(40, default=None)
    expected_premium: int | None = fen(default=None)
    phone: str | None = words_on(40, default=None)
    phone_mask: str | None = words_on(40, default=None)
    phone_hash: str | None = text(64, default=None, index=True)
    email: str | None = words_on(120, default=None)
    assigned_on: date | None = None
    contacted_on: date | None = None
    converted_on: date | None = None
    dropped_reason: str | None = words_on(200, default=None)
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    opportunity_id: int | None = Field(default=None, foreign_key="opportunity.id", index=True)
    note: str = words_on(500, default="")
    open: int | None = generated("CASE WHEN status IN ('new', 'contacted') THEN 1 END")


class Opportunity(Versioned, table=True):
    """A sale that may come; whoever owns its customer owns it."""

    __table_args__ = (
        sa.Index("ix_opportunity_customer_outcome", "customer_id", "outcome"),
        sa.Index("ix_opportunity_outcome_stage", "outcome", "stage"),
        # Holds all that the list of open ones is sorted and added up by.
        sa.Index(
            "ix_opportunity_outcome_close",
            "outcome",
            "expected_close",
            "expected_premium",
            "customer_id",
            "stage_since",
        ),
        # Holds all that a pile of the board is counted, added up and ordered by.
        sa.Index(
            "ix_opportunity_board", "outcome", "kind", "stage", "expected_close", "expected_premium", "customer_id"
        ),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    title: str = name_of(120)
    kind: SaleKind = coded(SaleKind, "opportunity_kind")
    business_type: BusinessType = coded(BusinessType, "opportunity_business_type")
    product_id: int = Field(foreign_key="product.id")
    stage: str = text(24)
    outcome: Outcome = coded(Outcome, "opportunity_outcome", default=Outcome.OPEN)
    expected_premium: int = fen()
    probability: int = Field(default=0, ge=0, le=100)
    expected_close: date
    opened_on: date = Field(index=True)
    closed_on: date | None = Field(default=None, index=True)
    stage_since: date
    evidence_on: date
    next_step: str = words_on(200, default="")
    next_step_on: date | None = None
    competitor: str | None = text(60, default=None)
    lost_reason: str | None = text(120, default=None)
    lost_note: str | None = words_on(200, default=None)
    key: int = Field(default=0)


class OpportunityOrigin(SQLModel, table=True):
    """Where an imported opportunity comes from: the profile, its number there, and who worked on it there, as text."""

    __tablename__ = "opportunity_origin"
    __table_args__ = (sa.UniqueConstraint("source", "number"),)

    opportunity_id: int = Field(foreign_key="opportunity.id", primary_key=True)
    source: str = text(40)
    number: str = text(40)
    agent: str = text(60)
    team: str | None = text(60, default=None)
    office: str | None = text(40, default=None)


class StageChange(SQLModel, table=True):
    """One move of an opportunity from a stage (none at the start) to another; `days` were spent in the first.

    `reason` is said where one is asked for: why a closed one was opened again.
    """

    __tablename__ = "stage_change"
    __table_args__ = (
        # Holds all that is asked of the way up to a day.
        sa.Index("ix_stage_change_way", "opportunity_id", "changed_on", "id", "to_stage"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id")
    from_stage: str | None = text(24, default=None)
    to_stage: str = text(24)
    changed_on: date = Field(index=True)
    days: int | None = None
    changed_at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id")
    reason: str | None = text(120, default=None)


class PremiumChange(SQLModel, table=True):
    """One change of the premium that is expected of an opportunity, in fen."""

    __tablename__ = "premium_change"
    __table_args__ = (
        sa.Index("ix_premium_change_day", "opportunity_id", "changed_on", "id", "from_premium"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id")
    from_premium: int = fen()
    to_premium: int = fen()
    changed_on: date = Field(index=True)
    changed_at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id")


class CloseDateChange(SQLModel, table=True):
    """One change of the day on which an opportunity was expected to close; `days` later, or earlier if negative."""

    __tablename__ = "close_date_change"
    __table_args__ = (
        sa.Index("ix_close_date_change_opportunity_days", "opportunity_id", "days"),
        sa.Index("ix_close_date_change_day", "opportunity_id", "changed_on", "id", "from_day"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id")
    from_day: date
    to_day: date
    days: int
    changed_on: date = Field(index=True)
    changed_at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id")
