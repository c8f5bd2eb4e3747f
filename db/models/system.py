"""What keeps the application honest: audit, idempotency keys, leases, settings."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, text

REFUSED = sa.column("outcome") != "done"


class Audit(SQLModel, table=True):
    """One row per command and record it changed, append-only; personal fields stand as keyed hash and mask.

    `came_from` is an address or a command line. `seal` chains the row to the one before it: see db/chain.py.
    """

    __table_args__ = (
        sa.Index("ix_audit_record", "record_table", "record_id"),
        sa.Index("ix_audit_refused", "id", sqlite_where=REFUSED, postgresql_where=REFUSED),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    command: str = text(60, index=True)
    outcome: str = text(12, default="done")
    actor_id: int | None = Field(default=None, index=True)
    actor_login: str = text(64)
    record_table: str | None = text(40, default=None)
    record_id: int | None = None
    change: str = Field(default="{}", sa_type=sa.Text)
    came_from: str = text(60, default="")
    seal: str = text(64, default="")


class AuditEnd(SQLModel, table=True):
    """Where the chain of the audit begins and ends: one row, locked by whoever lengthens it, sealed like the rows."""

    __tablename__ = "audit_end"

    id: int = Field(default=1, primary_key=True)
    base_id: int = 0
    base_seal: str = text(64, default="")
    base_digest: str = text(64, default="")
    last_id: int = 0
    last_seal: str = text(64, default="")
    seal: str = text(64, default="")


class CommandKey(SQLModel, table=True):
    """A key that a form carries: the same key again answers with the first result instead of doing it twice."""

    __tablename__ = "command_key"

    key: str = text(64, primary_key=True)
    command: str = text(60)
    actor_id: int
    result: str = Field(default="null", sa_type=sa.Text)
    at: datetime = Field(index=True)


class Lease(SQLModel, table=True):
    """Who runs a job, until when; and the last business day it was done for."""

    job: str = text(40, primary_key=True)
    holder: str = text(80)
    until: datetime
    done_for: str | None = text(10, default=None)


class TableMark(SQLModel, table=True):
    """How often a table was written: the sum of its slots, of which PostgreSQL uses many, so that nobody waits."""

    __tablename__ = "table_mark"

    name: str = text(40, primary_key=True)
    slot: int = Field(primary_key=True)
    value: int = Field(sa_type=sa.BigInteger)


class Setting(SQLModel, table=True):
    """A fact about this installation, such as whether it is a demo."""

    name: str = text(40, primary_key=True)
    value: str = Field(default="", sa_type=sa.Text)
