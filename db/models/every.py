"""Every table, for whoever needs them all: migrations, backups, tests."""

from __future__ import annotations

import importlib
import pkgutil

import db.models
from sqlmodel import SQLModel


def load() -> list[type[SQLModel]]:
    """Import all families; the mapped classes, in the order of their tables' names."""
    for module in pkgutil.iter_modules(db.models.__path__):
        importlib.import_module(f"db.models.{module.name}")
    mapped = (mapper.class_ for mapper in SQLModel._sa_registry.mappers)  # type: ignore[attr-defined]
    return sorted(mapped, key=lambda model: str(model.__tablename__))
