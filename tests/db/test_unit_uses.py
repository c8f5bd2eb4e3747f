"""Whatever names a unit is known to a reorganisation: a column that is added later cannot be forgotten."""

import sqlalchemy as sa

import factories as made
import reorganised as re
from db.access import SYSTEM
from db.periods import today
from db.run import run
from db.unit_uses import GOES, STAYS, naming_units, table_of


def test_every_column_that_names_a_unit_is_declared_once():
    declared = [*GOES, *STAYS]
    assert set(naming_units()) - set(declared) == set(), "say in db/unit_uses.py what becomes of it"
    assert set(declared) - set(naming_units()) == set()
    assert len(declared) == len(set(declared))


def test_nothing_open_is_left_with_a_team_that_has_gone(url):
    of = re.branch()
    made.lead("D1T1")
    re.moved(of.admin)
    here, left = made.unit_id("D1T1"), {}

    def look(session, actor) -> None:
        for column in GOES:
            table = table_of(column)
            still = table.c.month > today() if "month" in table.c else table.c.open == 1
            counted = sa.select(sa.func.count()).select_from(table).where(table.c.unit_id == here, still)
            left[column] = session.trusted().execute(counted).scalar_one()
        session.notebook.quiet = True

    run(look, SYSTEM)
    assert left == dict.fromkeys(GOES, 0)
