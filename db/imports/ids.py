"""Ids given out by the importer itself, so that ledger rows and their credit are written without a round trip."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

LOCKED = ("customer", "ownership", "policy", "endorsement", "premium_event", "claim", "claim_event", "credit")


def hold_tables(connection: sa.Connection, tables: Sequence[str] = LOCKED) -> None:
    """On PostgreSQL keep other writers out until the commit; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(_order(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE"))


def learn_sizes(connection: sa.Connection, *tables: Any) -> None:
    """Let PostgreSQL count rows written in this transaction, or it plans as if there were none."""
    if connection.dialect.name == "postgresql":
        for table in tables:
            connection.execute(_order(f"ANALYZE {table.name}"))


def last_id(connection: sa.Connection, table: Any) -> int:
    """The highest id ever given out."""
    highest: int = connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))).scalar_one()
    if connection.dialect.name == "sqlite":
        given = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
        ever = connection.execute(sa.select(given.c.seq).where(given.c.name == table.name)).scalar()
        return max(highest, ever or 0)
    sequence = sa.table(f"{table.name}_id_seq", sa.column("last_value"), sa.column("is_called"))
    row = connection.execute(sa.select(sequence.c.last_value, sequence.c.is_called)).one()
    return max(highest, row.last_value if row.is_called else 0)


def keep_ids(connection: sa.Connection, table: Any) -> None:
    """Tell PostgreSQL's sequence which ids were given out; SQLite has noticed."""
    if connection.dialect.name == "postgresql":
        highest = connection.execute(sa.select(sa.func.max(table.c.id))).scalar()
        if highest:
            connection.execute(sa.select(sa.func.setval(f"{table.name}_id_seq", highest)))


def _order(statement: str) -> sa.DDL:
    return sa.DDL(statement)  # type: ignore[no-untyped-call]
