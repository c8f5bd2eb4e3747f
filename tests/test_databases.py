"""Every test that asks for a database gets its own, with all tables and no rows."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel, select

from db.access import SYSTEM
from db.engine import database
from db.migrate import newest, plain_engine, revision
from db.models import every
from db.models.people import Unit
from db.run import run
from db.session import ActorSession, reading


def open_company(session: ActorSession, actor, *, name: str) -> int:
    unit = Unit(code="company", name=name, kind="company")
    session.add(unit)
    session.flush()
    return unit.id


@pytest.mark.parametrize("again", [1, 2])
def test_a_test_does_not_see_what_another_wrote(url, again):
    run(open_company, SYSTEM, name="甲保险分公司")
    with reading(SYSTEM) as session:
        assert [unit.name for unit in session.exec(select(Unit))] == ["甲保险分公司"]


def test_the_tables_are_what_the_models_say(url):
    every.load()
    with plain_engine(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_tables_are_the_newest(url, backend):
    assert revision(url) == newest()
    assert database().dialect == {"sqlite": "sqlite", "postgres": "postgresql"}[backend]
