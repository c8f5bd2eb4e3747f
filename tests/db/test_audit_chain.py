"""The audit only grows, and whatever is done to it behind the application's back is told."""

import os
import random
import subprocess
import sys
import time
from copy import deepcopy

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

import factories as made
import tampering
from db.access import SYSTEM
from db.anchors import FOLDER, anchor_of
from db.audit_check import Break, accept_end, check_audit
from db.backup import write_backup
from db.chain import COLUMNS
from db.commands.note_backup import note_backup
from db.engine import database, forget_databases
from db.keys import data_folder
from db.migrate import SCRIPTS, settings
from db.restore import restore_backup
from db.run import run
from db.sealing import AUDIT
from source import ROOT

TAMPERINGS = int(os.environ.get("BAOKE_TAMPERINGS", "200"))


@pytest.fixture(autouse=True)
def own_installation(tmp_path, monkeypatch):
    monkeypatch.setenv("BAOKE_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "installation"))


def happen(times=1):
    for number in range(times):
        run(note_backup, SYSTEM, rows=number, file=f"第{number}份.zip")


def whole():
    """That the audit holds, and how many rows it has."""
    found = check_audit()
    assert found.broken is None, found
    return found.rows


def sql(*orders):
    with database().write.connect() as connection:
        for order in orders:
            connection.execute(sa.text(order))
        connection.commit()


def test_what_was_written_hangs_together_and_is_anchored(url):
    assert whole() == 0
    made.company()
    made.hire("li")
    found = check_audit()
    assert found.rows == found.last.id == whole() > 0
    assert anchor_of(database().url) == found.last


def test_every_column_but_the_seal_is_sealed():
    assert {*COLUMNS, "seal"} == {column.name for column in AUDIT.columns}


@pytest.mark.parametrize(
    "order",
    ["UPDATE audit SET actor_login = 'x'", "DELETE FROM audit WHERE id = 1", "UPDATE audit SET seal = ''"],
)
def test_the_database_itself_refuses_to_change_or_delete(url, order):
    happen(2)
    with pytest.raises(DBAPIError):
        sql(order)
    assert whole() == 2


def test_a_connection_that_asks_for_nothing_cannot_replace_a_row_nor_slip_one_in_before(url):
    happen(3)
    if database().dialect == "postgresql":
        with pytest.raises(DBAPIError):
            sql("TRUNCATE audit")
        return
    columns = ", ".join(name for name in (*COLUMNS, "seal") if name != "id")
    for order in (
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE id = 2",
        f"INSERT INTO audit (id, {columns}) SELECT 1, {columns} FROM audit WHERE id = 3",  # noqa: S608
    ):
        with pytest.raises(DBAPIError):
            sql("PRAGMA recursive_triggers = OFF", order)
    assert whole() == 3


@pytest.fixture
def tampered(url):
    """An audit of thirty rows, whose every end somebody has kept a copy of, and without the database's rules."""
    ends = []
    for _ in range(30):
        happen()
        ends.append(tampering.end_now())
    audit = tampering.Audit()
    audit.ends = {end["last_id"]: end for end in ends}
    tampering.unlock()
    return audit


def test_whatever_is_done_to_it_is_told(tampered):
    dice, told = random.Random(1), []  # noqa: S311
    for number in range(TAMPERINGS):
        way = tampering.WAYS[number % len(tampering.WAYS)]
        rows, end, row = way(dice, deepcopy(tampered.rows), tampered.ends)
        changed = rows != tampered.rows or end != tampered.ends[30]
        tampered.put(rows, end)
        found = check_audit()
        assert (found.broken is not None) == changed, (way.__name__, number)
        if row is not None and changed:
            assert (found.broken, found.row) == (Break.ROW, row), (way.__name__, number)
        told.append(changed)
    assert sum(told) == len(told)
    tampered.put(tampered.rows, tampered.ends[30])
    assert whole() == 30


def test_a_cut_stays_known_however_much_is_written_after_it(tampered):
    tampered.put(tampered.rows[:20], tampered.ends[20])
    found = check_audit()
    assert (found.broken, found.last.id, found.row) == (Break.AHEAD, 20, 30)
    happen(30)
    assert check_audit().broken is Break.ANCHOR
    accept_end(check_audit())
    assert whole() == 51
    happen()
    assert whole() == 52


def test_an_end_that_somebody_moved_is_not_sealed_again_by_the_next_command(tampered):
    rows = tampered.rows
    moved = tampered.ends[30] | {"base_id": rows[9]["id"], "base_seal": rows[9]["seal"]}
    for end in (moved, None):
        tampered.put(rows[10:], end)
        assert check_audit().broken
        happen(2)
        assert check_audit().broken


def test_the_file_beside_the_keys_is_missed_and_not_made_again_by_itself(url):
    happen(3)
    [file] = (data_folder() / FOLDER).iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    line = file.read_text()
    file.write_text(line.replace("3", "2", 1))
    assert check_audit().broken is Break.ANCHOR
    file.unlink()
    happen()
    assert check_audit().broken is Break.NO_ANCHOR
    accept_end(check_audit())
    assert whole() == 5


def test_somebody_elses_key_seals_nothing(url, monkeypatch):
    happen(2)
    monkeypatch.setenv("BAOKE_SECRET_KEY", "x" * 40)
    found = check_audit()
    assert (found.broken, found.row) == (Break.ROW, 1)


CHILD = """
from db.access import SYSTEM
from db.commands.note_backup import note_backup
from db.run import run
for number in range(40):
    run(note_backup, SYSTEM, rows=number, file="x")
"""


def test_two_processes_that_write_at_once_keep_one_chain(url):
    happen()
    others = [subprocess.Popen([sys.executable, "-c", CHILD], cwd=ROOT) for _ in range(2)]
    happen(40)
    assert [other.wait() for other in others] == [0, 0]
    assert whole() == 121


def test_the_chain_holds_after_a_backup_and_on_the_other_database(url, tmp_path, monkeypatch):
    made.company()
    made.hire("li")
    before = whole()
    write_backup(tmp_path / "branch.zip")
    restore_backup(tmp_path / "branch.zip", force=True)
    assert whole() == before
    happen()
    assert whole() == before + 1
    monkeypatch.setenv("BAOKE_DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.sqlite3")
    forget_databases()
    restore_backup(tmp_path / "branch.zip")
    assert whole() == before
    write_backup(tmp_path / "back.zip")
    monkeypatch.setenv("BAOKE_DATABASE_URL", url)
    forget_databases()
    restore_backup(tmp_path / "back.zip", force=True)
    assert whole() == before


def test_a_backup_of_another_installation_is_taken_over_as_a_whole(url, tmp_path, monkeypatch):
    happen(5)
    write_backup(tmp_path / "branch.zip")
    monkeypatch.setenv("BAOKE_SECRET_KEY", "x" * 40)
    restore_backup(tmp_path / "branch.zip", force=True)
    assert whole() == 0
    happen(2)
    assert whole() == 2
    tampering.unlock()
    sql("UPDATE audit SET actor_login = 'x' WHERE id = 3")
    assert check_audit().broken is Break.BASE


def test_rows_of_before_are_chained_when_the_database_is_upgraded(url):
    happen(7)
    script = ScriptDirectory(str(SCRIPTS)).get_revision("0015")
    forget_databases()
    command.downgrade(settings(url), script.down_revision)
    command.upgrade(settings(url), "head")
    assert whole() == 7
    happen()
    assert whole() == 8


@pytest.mark.soak
def test_a_hundred_thousand_rows_are_followed_in_seconds(url, capsys):
    def much(session, actor) -> None:
        for number in range(100_000):
            session.notebook.tell("customer", number, {"tier": ["standard", "high"]})

    run(much, SYSTEM)
    began = time.perf_counter()
    assert whole() == 100_000
    with capsys.disabled():
        print(f"\n100,000 rows followed in {time.perf_counter() - began:.2f} s")  # noqa: T201
