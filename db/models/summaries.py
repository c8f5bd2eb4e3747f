"""Monthly sums of the ledgers, kept in the writing transaction; a test proves them equal to the ledgers.

`month` is 202603 for March 2026. `amount` is in fen, but for `earned`, which is in millionths of a fen; `entries`
counts what the amount is made of.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from db.models.base import fen, text


class MonthByProduct(SQLModel, table=True):
    """A ledger's month in one unit and one product; product 0 is none."""

    __tablename__ = "month_by_product"
    __table_args__ = (sa.Index("ix_month_by_product_unit", "unit_id", "kind", "month"),)

    kind: str = text(24, primary_key=True)
    month: int = Field(primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    product_id: int = Field(primary_key=True)
    amount: int = fen()
    entries: int = fen()


class MonthByPerson(SQLModel, table=True):
    """A ledger's month in one unit, credited to one person."""

    __tablename__ = "month_by_person"
    __table_args__ = (
        sa.Index("ix_month_by_person_unit", "unit_id", "kind", "month"),
        sa.Index("ix_month_by_person_person", "person_id", "kind", "month"),
    )

    kind: str = text(24, primary_key=True)
    month: int = Field(primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    amount: int = fen()
    entries: int = fen()


class CustomersByOwner(SQLModel, table=True):
    """How many customers of each tier a person owns now."""

    __tablename__ = "customers_by_owner"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    tier: str = text(24, primary_key=True)
    customers: int
