"""Alembic's entry: which database, which tables."""

from alembic import context
from sqlmodel import SQLModel

from db.engine import database_url
from db.migrate import plain_engine
from db.models import every

every.load()
url = context.config.attributes.get("url") or database_url()

with plain_engine(url).connect() as connection:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
