"""Every table, for whoever needs them all: migrations, backups, tests."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from sqlmodel import SQLModel

import db.models


def load() -> list[type[SQLModel]]:
    """Import all families; the mapped classes, in the order of their tables' names."""
    for module in pkgutil.iter_modules(db.models.__path__):
        importlib.import_module(f"db.models.{module.name}")
    registry = SQLModel._sa_registry  # noqa: SLF001 - SQLModel keeps the only list of its tables there
    mapped = (mapper.class_ for mapper in registry.mappers)
    return sorted(mapped, key=lambda model: str(model.__tablename__))


@cache
def column_types() -> dict[tuple[str, str], Any]:
    """The type of every column, by its table and name."""
    return {
        (str(model.__tablename__), column.name): column.type
        for model in load()
        for column in model.__table__.columns  # type: ignore[attr-defined]
    }
