"""Claims, their ledger and the third parties that work on them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, Versioned, coded, fen, name_of, number_of, words_on
from db.models.policies import Basis


class ClaimStatus(StrEnum):
    """Reported → surveyed → assessed → approved → paid → closed; the rest on the side."""

    REPORTED = "reported"
    SURVEYED = "surveyed"
    ASSESSED = "assessed"
    APPROVED = "approved"
    PAID = "paid"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RECOVERED = "recovered"


class ClaimEventKind(StrEnum):
    """`estimate` changes what the claim is expected to cost in all; `payment` pays part of it."""

    ESTIMATE = "estimate"
    PAYMENT = "payment"


class PartyRole(StrEnum):
    """What a third party does on a claim."""

    ADJUSTER = "adjuster"
    GARAGE = "garage"
    HOSPITAL = "hospital"
    LAW_FIRM = "law_firm"
    APPRAISER = "appraiser"


class Claim(Versioned, table=True):
    """A loss under a policy. Its money is in the claim ledger alone."""

    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    number: str = number_of(60, unique=True)
    policy_id: int = Field(foreign_key="policy.id", index=True)
    loss_on: date
    reported_on: date = Field(index=True)
    status: ClaimStatus = coded(ClaimStatus, "claim_status", index=True)
    cause: str = words_on(120, default="")
    closed_on: date | None = None
    basis: Basis = coded(Basis, "claim_basis", default=Basis.KNOWN)


class ClaimEvent(SQLModel, table=True):
    """One row of the append-only claim ledger: outstanding = Σ estimate − Σ payment, incurred = Σ estimate.

    `opening` is 1 on the one row that a claim begins with, so that Σ opening counts claims.
    """

    __tablename__ = "claim_event"
    __table_args__ = (
        sa.Index("ix_claim_event_unit_kind_booked", "unit_id", "kind", "booked_on"),
        sa.Index("ix_claim_event_kind_booked", "kind", "booked_on"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", index=True)
    kind: ClaimEventKind = coded(ClaimEventKind, "claim_event_kind")
    booked_on: date
    amount: int = fen()
    opening: int = Field(default=0)
    unit_id: int = Field(foreign_key="unit.id")


class ClaimParty(SQLModel, table=True):
    """A third party engaged on a claim."""

    __tablename__ = "claim_party"
    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", index=True)
    role: PartyRole = coded(PartyRole, "claim_party_role")
    name: str = name_of(80)
    engaged_on: date
    due_on: date | None = None
    fee: int | None = fen(default=None)
    result: str = words_on(200, default="")
    rating: int | None = None
