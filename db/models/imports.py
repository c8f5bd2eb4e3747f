"""Imports: what was read from which file, the rows on their way into the book, and saved profiles."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, Versioned, coded, fen, text


class ImportState(StrEnum):
    """staging → staged → published; what stopped it may be tried again from where it stood."""

    STAGING = "staging"
    STAGED = "staged"
    PUBLISHED = "published"


class ImportProfile(Versioned, table=True):
    """A profile saved here, in the same TOML as the shipped ones."""

    __tablename__ = "import_profile"
    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    name: str = text(40, unique=True)
    content: str = Field(sa_type=sa.Text)
    saved_by: str = text(64)
    saved_at: datetime


class ImportRun(SQLModel, table=True):
    """One file read by one profile: its key is the hash of both, so that the same file again goes on where it stood."""

    __tablename__ = "import_run"
    __table_args__ = (KEEP_IDS,)

    id: int | None = Field(default=None, primary_key=True)
    key: str = text(64, unique=True)
    file_hash: str = text(64)
    file_name: str = text(200)
    profile: str = text(40)
    as_of: date
    layout: str = Field(default="{}", sa_type=sa.Text)
    state: ImportState = coded(ImportState, "import_state", default=ImportState.STAGING)
    started_by: int | None = Field(default=None, index=True)
    started_login: str = text(64)
    started_at: datetime
    published_at: datetime | None = None
    staged_line: int = Field(default=0)
    read: int = Field(default=0)
    blank: int = Field(default=0)
    report: str = Field(default="{}", sa_type=sa.Text)


class ImportRow(SQLModel, table=True):
    """A parsed term on its way into the book; gone once it is there. `from_day` and `to_day` are `date.toordinal`."""

    __tablename__ = "import_row"
    __table_args__ = (sa.Index("ix_import_row_term", "run_id", "policy_number", "inception", "line"),)

    run_id: int = Field(foreign_key="import_run.id", primary_key=True)
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    digest: str = text(32)
    policy_number: str = text(40)
    customer_number: str = text(40)
    customer_name: str = text(120)
    customer_since: date | None = None
    birth_date: date | None = None
    region: str | None = text(40, default=None)
    product: str = text(24)
    channel: str | None = text(24, default=None)
    owner: str | None = text(64, default=None)
    seat: int | None = Field(default=None, sa_type=sa.BigInteger)
    insured_object: str | None = text(200, default=None)
    inception: date
    expiry: date
    from_day: int
    to_day: int
    premium: int = fen()
    lapse: date | None = None
    cover_ended_on: date | None = None
    ghost: int = Field(default=0)
    claims: int = Field(default=0)
    claims_cost: int = fen(default=0)
    claim_on: date
    corrected: str = Field(default="[]", sa_type=sa.Text)
    original: str = Field(default="[]", sa_type=sa.Text)


class ImportEntry(SQLModel, table=True):
    """A parsed row of one of the files of a pipeline, on its way into the book: `part` says which, `key` names it."""

    __tablename__ = "import_entry"
    __table_args__ = (sa.Index("ix_import_entry_key", "run_id", "part", "key", "line"),)

    run_id: int = Field(foreign_key="import_run.id", primary_key=True)
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    part: str = text(24)
    digest: str = text(32)
    key: str = text(120)
    number: str | None = text(40, default=None)
    series: str | None = text(24, default=None)
    price: int | None = fen(default=None)
    team: str | None = text(60, default=None)
    channel: str | None = text(24, default=None)
    industry: str | None = text(60, default=None)
    region: str | None = text(40, default=None)
    parent: str | None = text(120, default=None)
    agent: str | None = text(60, default=None)
    product: str | None = text(60, default=None)
    account: str | None = text(120, default=None)
    stage: str | None = text(24, default=None)
    opened_on: date | None = None
    closed_on: date | None = None
    closes_on: date | None = None
    days: int | None = None
    value: int | None = fen(default=None)
    corrected: str = Field(default="[]", sa_type=sa.Text)
    original: str = Field(default="[]", sa_type=sa.Text)


class ImportLead(SQLModel, table=True):
    """A parsed row of a list of leads on its way in; gone once it is there. `sought` is the line that is asked for.

    `origin` is the keyed hash by which the lead is known when the same row comes again.
    """

    __tablename__ = "import_lead"

    run_id: int = Field(foreign_key="import_run.id", primary_key=True)
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    digest: str = text(32)
    origin: str = text(64)
    number: str | None = text(40, default=None)
    name: str = text(120)
    kind: str = text(24)
    contact_name: str | None = text(80, default=None)
    phone: str | None = text(40, default=None)
    email: str | None = text(120, default=None)
    source: str = text(40)
    received_on: date | None = None
    region: str | None = text(40, default=None)
    sought: str | None = text(40, default=None)
    expected_premium: int | None = fen(default=None)
    unit: str | None = text(24, default=None)
    owner: str | None = text(64, default=None)
    note: str | None = text(500, default=None)
    corrected: str = Field(default="[]", sa_type=sa.Text)
    original: str = Field(default="[]", sa_type=sa.Text)


class ImportOrigin(SQLModel, table=True):
    """Which lead a row of a list became, by what the row is known by: none comes twice, whatever became of it."""

    __tablename__ = "import_origin"

    origin: str = text(64, primary_key=True)
    lead_id: int = Field(foreign_key="lead.id", index=True)


class ImportVerdict(SQLModel, table=True):
    """What becomes of a staged row, with the ids it gets or has; made anew by each dry run and each publishing."""

    __tablename__ = "import_verdict"
    __table_args__ = (sa.Index("ix_import_verdict_verdict", "run_id", "verdict"),)

    run_id: int = Field(foreign_key="import_run.id", primary_key=True)
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    verdict: str = text(12)
    fault: str | None = text(60, default=None)
    place: int | None = None
    policy_id: int | None = None
    customer_id: int | None = None
    product_id: int | None = None
    person_id: int | None = None
    unit_id: int | None = None
    claims_before: int = Field(default=0)
    delta: int = fen(default=0)
    ends: int = Field(default=0)
    becomes_ghost: int = Field(default=0)
    opportunity_id: int | None = None
    moves: int = Field(default=0)
    rehomed: int = Field(default=0)


class ImportReject(SQLModel, table=True):
    """A row that was not taken: why, and how it stood in the file."""

    __tablename__ = "import_reject"

    run_id: int = Field(foreign_key="import_run.id", primary_key=True)
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    fault: str = text(60)
    params: str = Field(default="{}", sa_type=sa.Text)
    original: str = Field(default="[]", sa_type=sa.Text)


class ImportSeat(SQLModel, table=True):
    """Who takes the n-th share of a channel's new customers, and in which unit: frozen while a file is published."""

    __tablename__ = "import_seat"

    run_id: int = Field(foreign_key="import_run.id", primary_key=True)
    channel: str = text(24, primary_key=True)
    place: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    person_id: int = Field(foreign_key="person.id")
    unit_id: int = Field(foreign_key="unit.id")
