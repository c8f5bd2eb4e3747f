"""Rows of another CRM's export on their way into the book, and which record each of them became."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import text


class ImportRecord(SQLModel, table=True):
    """A parsed row of one of the files: `part` says which, `key` is its id there; gone once it is in the book.

    Of a user, `holder_id` is who takes what they own, `doer_id` the person they are here, at work or not. `rules` are
    the codes of what was put right in the row.
    """

    __tablename__ = "import_record"
    __table_args__ = (sa.Index("ix_import_record_key", "run_id", "part", "key", "line"),)

    run_id: int = Field(foreign_key="import_run.id", primary_key=True)
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    part: str = text(24)
    key: str = text(60)
    digest: str = text(32)
    number: str | None = text(40, default=None)
    name: str | None = text(200, default=None)
    kind: str | None = text(24, default=None)
    role: str | None = text(24, default=None)
    title: str | None = text(60, default=None)
    owner: str | None = text(120, default=None)
    account: str | None = text(60, default=None)
    contact: str | None = text(60, default=None)
    login: str | None = text(120, default=None)
    email: str | None = text(120, default=None)
    unit: str | None = text(80, default=None)
    holder_id: int | None = None
    doer_id: int | None = None
    status: str | None = text(24, default=None)
    planned_on: date | None = None
    done_on: date | None = None
    since: date | None = None
    outcome: str | None = text(500, default=None)
    result: str | None = text(24, default=None)
    needs: str | None = text(2000, default=None)
    region: str | None = text(40, default=None)
    industry: str | None = text(60, default=None)
    address: str | None = text(200, default=None)
    phone: str | None = text(40, default=None)
    phone_mask: str | None = text(40, default=None)
    phone_hash: str | None = text(64, default=None)
    phone_tail: str | None = text(16, default=None)
    id_number: str | None = text(40, default=None)
    id_hash: str | None = text(64, default=None)
    id_tail: str | None = text(16, default=None)
    rules: str = text(200, default="")
    corrected: str = Field(default="[]", sa_type=sa.Text)
    original: str = Field(default="[]", sa_type=sa.Text)


class ImportLink(SQLModel, table=True):
    """Which record a row became, by the profile, the file and its id there; `digest` is what it said last."""

    __tablename__ = "import_link"

    source: str = text(40, primary_key=True)
    part: str = text(24, primary_key=True)
    number: str = text(60, primary_key=True)
    record_id: int
    digest: str = text(32)
