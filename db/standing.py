"""The covers that have not ended, for the commands that begin, follow and end them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from db.models.covers import Cover
from db.run import WritingSession

COVERS: Any = Cover.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Standing:
    """A cover that has not ended; planned while `began_on` is empty."""

    id: int
    absent_id: int
    substitute_id: int
    planned_from: date
    until: date
    began_on: date | None


def standing(session: WritingSession, *people: int) -> list[Standing]:
    """The covers that have not ended, of these people on either side, or of everybody."""
    columns = (COVERS.c[name] for name in Standing.__dataclass_fields__)
    asked = sa.select(*columns).where(COVERS.c.open == 1).order_by(COVERS.c.id)
    if people:
        asked = asked.where(COVERS.c.absent_id.in_(people) | COVERS.c.substitute_id.in_(people))
    return [Standing(*row) for row in session.trusted().execute(asked)]
