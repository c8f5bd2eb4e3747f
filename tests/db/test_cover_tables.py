"""The tables of covers come to a database that has members already, and go again, without one being lost."""

from datetime import date

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from db.access import SYSTEM
from db.engine import forget_databases
from db.migrate import SCRIPTS, plain_engine, settings
from db.models.customers import Membership
from db.run import run
from factories import company, customer, hire, member

KEPT = "SELECT id, version, customer_id, person_id, can_write, valid_from, valid_to, reason, open FROM membership"


def rows(url):
    with plain_engine(url).connect() as connection:
        return sorted(map(tuple, connection.execute(sa.text(KEPT))))


def test_members_stay_as_they_are_on_the_way_there_and_back(url):
    company()
    li, wang = hire("li"), hire("wang")
    first, second = customer(li), customer(li)
    member(first, wang, until="2026-03-01")
    last = member(second, wang, can_write=1)
    before = rows(url)
    forget_databases()
    scripts = ScriptDirectory(str(SCRIPTS))
    command.downgrade(settings(url), scripts.get_revision("0017").down_revision)
    assert rows(url) == before
    command.upgrade(settings(url), "head")
    assert rows(url) == before
    assert member(first, wang) > last
    run(closed, SYSTEM, number=last)
    assert [row[-1] for row in rows(url)] == [None, None, 1]


def closed(session, actor, *, number: int) -> None:
    table = Membership.__table__
    session.trusted().execute(sa.update(table).where(table.c.id == number).values(valid_to=date(2026, 6, 30)))
