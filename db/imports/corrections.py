"""What was corrected in rows that are taken, and how many rows are not."""

import json
from collections import Counter
from typing import Any

import sqlalchemy as sa

from db.imports.tables import REJECT

Corrections = list[tuple[str, str, str, int]]
"""Column, text as it stood, text as it is taken, number of rows."""


def refused(connection: sa.Connection, run_id: int) -> dict[str, int]:
    """How many rows are not taken, by reason."""
    why = sa.select(REJECT.c.fault, sa.func.count()).where(REJECT.c.run_id == run_id).group_by(REJECT.c.fault)
    return {row[0]: row[1] for row in connection.execute(why)}


def corrections(connection: sa.Connection, run_id: int, table: Any) -> Corrections:
    """What the profile's declared corrections changed in staged rows, and how often."""
    by = sa.select(table.c.corrected, sa.func.count()).where(table.c.run_id == run_id, table.c.corrected != "[]")
    found: Counter[tuple[str, str, str]] = Counter()
    for corrected, number in connection.execute(by.group_by(table.c.corrected)):
        for column, stood, taken in json.loads(corrected):
            found[column, stood, taken] += number
    return [(*which, number) for which, number in sorted(found.items())]
