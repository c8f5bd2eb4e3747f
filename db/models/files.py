"""Files that hang on a customer; what is in them lies in the data folder."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import KEEP_IDS, text, words_on


class Attachment(SQLModel, table=True):
    """A file of a customer: what it is stored as in the folder, its digest, and why it was removed, if it was."""

    __table_args__ = (sa.Index("ix_attachment_customer", "customer_id", "removed_at"), KEEP_IDS)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")
    name: str = words_on(120)
    kind: str = text(12)
    size: int
    digest: str = text(64)
    stored: str = text(40, unique=True)
    person_id: int = Field(foreign_key="person.id")
    at: datetime
    removed_at: datetime | None = None
    removed_by_id: int | None = Field(default=None, foreign_key="person.id")
    removed_reason: str = words_on(200, default="")
