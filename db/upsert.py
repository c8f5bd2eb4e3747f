"""INSERT … ON CONFLICT of whichever database it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from db.session import ActorSession


def insert_or(session: ActorSession, table: Any) -> Any:
    """An INSERT that takes an ON CONFLICT clause."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return (postgresql if is_postgresql else sqlite).insert(table)
