"""Every column that names a unit, declared once: what goes with a team that is moved, merged or split, and what stays.

A column that is found in the tables but not here makes a test fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from db.models.every import load
from db.models.handovers import Handover
from db.models.people import Placement
from db.models.policies import Target
from db.models.sales import Lead

GOES: dict[str, tuple[type[SQLModel], str]] = {
    "placement.unit_id": (Placement, "a place ends and another begins on the day"),
    "lead.unit_id": (Lead, "open leads go with whoever holds them; the pool of a unit that closes goes to the new one"),
    "handover.unit_id": (Handover, "those under way are led from the new unit; one that was done keeps what it says"),
    "target.unit_id": (Target, "months that begin after the day; those before and the running one stay"),
}
"""table.column → its model, and what becomes of its rows."""

STAYS = frozenset(
    {
        "claim_event.unit_id", "cost.unit_id", "import_seat.unit_id", "month_by_person.unit_id",
        "month_by_product.unit_id", "premium_event.unit_id", "reorganisation.into_id", "reorganisation.parent_id",
        "reorganisation_line.from_unit_id", "reorganisation_unit.unit_id", "unit.parent_id",
    }
)  # fmt: skip
"""What was booked to a unit as of its day, sums of it, the tree itself, and what plans and imports say."""


def naming_units() -> Iterator[str]:
    """Every column of the tables that refers to a unit, as table.column."""
    for model in load():
        table: sa.Table = model.__table__  # type: ignore[attr-defined]
        for column in table.columns:
            if any(key.target_fullname == "unit.id" for key in column.foreign_keys):
                yield f"{table.name}.{column.name}"


def table_of(column: str) -> Any:
    """The table of a column that goes along."""
    return GOES[column][0].__table__  # type: ignore[attr-defined]
