"""Units as a tree, people, and each person's dated place in it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from db.models.base import IS_OPEN, KEEP_IDS, Versioned, coded, generated, text


class Role(StrEnum):
    """What a person is here; `system` is no person but the jobs of the application itself."""

    SALESPERSON = "salesperson"
    MANAGER = "manager"
    DEPARTMENT_HEAD = "department_head"
    EXECUTIVE = "executive"
    SERVICE = "service"
    CLAIMS = "claims"
    ANALYST = "analyst"
    ADMIN = "admin"
    SYSTEM = "system"


class UnitKind(StrEnum):
    """The three levels of the tree."""

    COMPANY = "company"
    DEPARTMENT = "department"
    TEAM = "team"


class Unit(Versioned, table=True):
    """A company, a department of it, or a team of a department; known from `opened_on` up to `closed_on`, if noted.

    The unit above never changes: a team under another department is another unit, and its past stays where it was.
    """

    __table_args__ = (
        sa.CheckConstraint("(kind = 'company') = (parent_id IS NULL)", name="only_company_is_root"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = text(24, unique=True)
    name: str = text(80)
    kind: UnitKind = coded(UnitKind, "unit_kind")
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    region: str | None = text(40, default=None)
    active: int = Field(default=1)
    opened_on: date | None = None
    closed_on: date | None = None


class Person(Versioned, table=True):
    """Somebody who signs in. `active` is 1 or 0; who holds anything cannot become 0."""

    __table_args__ = (
        sa.UniqueConstraint("id", "active"),
        sa.CheckConstraint("active IN (0, 1)", name="active_is_0_or_1"),
        sa.CheckConstraint("role <> 'system'", name="system_is_no_person"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    login: str = text(64, unique=True)
    name: str = text(80)
    role: Role = coded(Role, "person_role")
    email: str | None = text(120, default=None)
    language: str = text(2, default="zh")
    language_chosen: int = Field(default=0)
    joined_on: date | None = None
    left_on: date | None = None
    active: int = Field(default=1)


class Placement(Versioned, table=True):
    """Where a person works from `valid_from` up to `valid_to`; one open row at most."""

    __table_args__ = (
        sa.UniqueConstraint("person_id", "open"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        sa.Index("ix_placement_unit_open", "unit_id", "open", "person_id"),
        KEEP_IDS,
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    unit_id: int = Field(foreign_key="unit.id")
    valid_from: date
    valid_to: date | None = None
    open: int | None = generated(IS_OPEN)
