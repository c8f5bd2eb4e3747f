"""What all tables share: names of constraints, whole-fen money, coded columns, versions."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from db.masks import Masked

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Ids are never given out twice: an id in the history must not come to mean another record.
KEEP_IDS = {"sqlite_autoincrement": True}

IS_OPEN = "CASE WHEN valid_to IS NULL THEN 1 END"


def coded(kind: type[StrEnum], name: str, **column: Any) -> Any:
    """A column that holds the value of a code list and that the database checks."""
    enum = sa.Enum(
        kind,
        values_callable=lambda codes: [code.value for code in codes],
        native_enum=False,
        length=24,
        create_constraint=True,
        validate_strings=True,
        name=name,
    )
    return Field(sa_type=enum, **column)


def fen(**column: Any) -> Any:
    """A column of money in whole fen."""
    return Field(sa_type=sa.BigInteger, **column)


def text(length: int, **column: Any) -> Any:
    """A column of text with an upper length that pydantic and PostgreSQL check."""
    return Field(max_length=length, **column)


def exact_text(length: int, **column: Any) -> Any:
    """A column of text that both databases order by its characters' codes, so that an index finds beginnings."""
    kept = sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
    return Field(sa_type=kept, max_length=length, **column)


def name_of(length: int, **column: Any) -> Any:
    """Text by which a customer is known: its first character alone shows where customers are masked."""
    return Field(sa_type=Masked(sa.String(length), 1), max_length=length, **column)


def words_on(length: int, **column: Any) -> Any:
    """Text that says something of a customer: nothing of it shows where customers are masked."""
    return Field(sa_type=Masked(sa.String(length), 0), max_length=length, **column)


def number_of(length: int, **column: Any) -> Any:
    """Exact text by which others know a customer's contract or claim: shows as little."""
    kept = sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
    return Field(sa_type=Masked(kept, 0), max_length=length, **column)


def generated(expression: str) -> Any:
    """A stored column that the database computes itself."""
    column = sa.Column(sa.Integer, sa.Computed(expression, persisted=True))
    return Field(default=None, sa_column=column)


class Versioned(SQLModel):
    """A record that forms edit: the version travels with the form and is compared on saving."""

    version: int = Field(default=1, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        return {"version_id_col": cls.version} if hasattr(cls, "version") else {}
