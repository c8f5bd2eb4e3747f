"""Rows on their way into the book: ids are given here, and all go in at once, table by table."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from db.models.claims import Claim, ClaimEvent, ClaimParty
from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.leads import LeadEvent
from db.models.notices import Notice
from db.models.people import Person, Placement, Unit
from db.models.policies import Cost, Credit, Endorsement, Policy, PolicyLink, PremiumEvent, Product, Target
from db.models.projects import MeetingLine, Milestone, MilestoneBlock, ProjectMeeting, ProjectRisk
from db.models.sales import CloseDateChange, Lead, Opportunity, PremiumChange, StageChange
from db.models.sign_in import Credential
from db.models.talk import ActivityParticipant, Comment
from db.models.work import Activity, DayPlan, RecurringVisit

Row = dict[str, Any]

ORDER: tuple[type[SQLModel], ...] = (
    Unit, Person, Placement, Credential, Product,
    Customer, CustomerPrivate, Ownership, Membership, Contact,
    Policy, PolicyLink, Endorsement, PremiumEvent, Claim, ClaimEvent, ClaimParty, Cost, Credit, Target,
    Opportunity, StageChange, CloseDateChange, PremiumChange, Milestone, MilestoneBlock, ProjectRisk, ProjectMeeting,
    MeetingLine, Lead, LeadEvent, Activity, DayPlan, RecurringVisit, Comment, ActivityParticipant, Notice,
)  # fmt: skip
"""Whom others refer to comes first."""


@cache
def table_of(model: type[SQLModel]) -> sa.Table:
    """The table of a model."""
    return model.__table__  # type: ignore[attr-defined, no-any-return]


@cache
def _blank(model: type[SQLModel]) -> Row:
    """Every column that is written, with its default; what the database computes is left out."""
    columns = [column for column in table_of(model).columns if column.computed is None]
    return {column.key: column.default.arg if column.default else None for column in columns}  # type: ignore[attr-defined]


class Rows:
    """All rows of the demo by table."""

    def __init__(self) -> None:
        self.of: dict[type[SQLModel], list[Row]] = {model: [] for model in ORDER}

    def add(self, model: type[SQLModel], **values: Any) -> int:
        """Note one row; its number in its table, which is its id where it has one."""
        rows = self.of[model]
        row = _blank(model) | values
        if "id" in row:
            row["id"] = len(rows) + 1
        rows.append(row)
        return len(rows)

    def change(self, model: type[SQLModel], row_id: int, **values: Any) -> None:
        """Set values of a row that was noted."""
        self.of[model][row_id - 1].update(values)

    def store(self, connection: Any) -> int:
        """Write all rows in the transaction of a connection; how many."""
        for model, rows in self.of.items():
            if rows:
                connection.execute(sa.insert(table_of(model)), rows)
                if connection.dialect.name == "postgresql" and "id" in rows[0]:
                    sequence = sa.func.pg_get_serial_sequence(table_of(model).name, "id")
                    connection.execute(sa.select(sa.func.setval(sequence, len(rows))))
        return sum(len(rows) for rows in self.of.values())
