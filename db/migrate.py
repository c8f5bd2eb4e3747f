"""Bring a database to the newest tables, by Alembic, from the first table on."""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from db.engine import database_url, sqlite_driver

SCRIPTS = Path(__file__).with_name("migrations")


def plain_engine(url: str) -> sa.Engine:
    """An engine without our pragmas: rebuilding a parent table with foreign keys on would delete its children."""
    if url.startswith("sqlite"):
        path = sa.make_url(url).database
        if path:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        return sa.create_engine(url, module=sqlite_driver(), poolclass=sa.NullPool)
    return sa.create_engine(url, poolclass=sa.NullPool)


def settings(url: str) -> Config:
    """Alembic's settings for one database."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = url
    return config


def migration_url() -> str:
    """BAOKE_MIGRATE_URL, for an owner of the tables that the app is not, else the app's own database."""
    return os.environ.get("BAOKE_MIGRATE_URL") or database_url()


def upgrade(url: str | None = None) -> None:
    """Create or change the tables up to the newest revision."""
    command.upgrade(settings(url or migration_url()), "head")


def empty(url: str | None = None) -> None:
    """Throw all tables away with what is in them, and make them anew."""
    command.downgrade(settings(url or migration_url()), "base")
    upgrade(url)


def revision(url: str) -> str | None:
    """The revision a database stands at; None if it has no tables yet."""
    engine = plain_engine(url)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The revision this code needs."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head()
