"""INSERT … SELECT in one call, and the staged rows that publishing selects from."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from db.imports.tables import ROW, VERDICT


def fill(connection: sa.Connection, table: Any, columns: Mapping[str, Any], source: Any, *where: Any) -> int:
    """Write one row of `table` for each row of `source`; a plain value stands in every row. Returns how many."""
    values = (_typed(table.c[name], value).label(name) for name, value in columns.items())
    select = sa.select(*values).select_from(source).where(*where)
    return connection.execute(sa.insert(table).from_select(list(columns), select)).rowcount


def _typed(column: Any, value: Any) -> Any:
    if value is None:
        return sa.null()
    return value if isinstance(value, sa.ColumnElement) else sa.literal(value, column.type)


def staged_rows(run_id: int, *verdicts: str) -> Any:
    """The staged rows with one of the verdicts, beside what the verdict knows."""
    known = ("verdict", "place", "policy_id", "customer_id", "product_id", "person_id", "unit_id", "claims_before",
             "delta", "ends", "becomes_ghost")  # fmt: skip
    return (
        sa.select(ROW, *(VERDICT.c[name] for name in known))
        .join(VERDICT, (VERDICT.c.run_id == ROW.c.run_id) & (VERDICT.c.line == ROW.c.line))
        .where(VERDICT.c.run_id == run_id, VERDICT.c.verdict.in_(verdicts))
        .subquery("staged")
    )


def compact(day: Any) -> Any:
    """A date as 20180430."""
    return sa.func.replace(sa.cast(day, sa.String), "-", "")
