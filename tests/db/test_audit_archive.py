"""Old rows of the audit go into a sealed file, and both the file and what stays can be followed."""

import gzip
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

import tampering
from db import audit
from db.access import SYSTEM
from db.audit_archive import check_archive, take_out_audit
from db.audit_check import Break, check_audit
from db.backup import write_backup
from db.commands.note_backup import note_backup
from db.engine import database
from db.errors import Refusal
from db.periods import now, zone
from db.restore import restore_backup
from db.run import run

FIRST = datetime(2024, 1, 1, 12, tzinfo=zone())


@pytest.fixture
def years(url, tmp_path, monkeypatch):
    """One row a month for two years from 2024 on, in an installation of its own."""
    monkeypatch.setenv("BAOKE_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "installation"))
    for month in range(24):
        monkeypatch.setattr(audit, "now", lambda month=month: FIRST + timedelta(days=31 * month))
        run(note_backup, SYSTEM, rows=month, file="x")
    monkeypatch.setattr(audit, "now", now)
    return tmp_path


def whole(found):
    assert found.broken is None, found
    return found.rows


def test_old_rows_leave_and_both_chains_hold(years):
    file = years / "2024.jsonl.gz"
    assert take_out_audit(file, date(2025, 1, 1)).rows == 12
    assert file.stat().st_mode & 0o777 == 0o600
    assert whole(check_archive(file)) == 12
    assert whole(check_audit()) == 13
    second = years / "2025.jsonl.gz"
    assert take_out_audit(second, date(2026, 1, 1)).rows == 12
    assert whole(check_archive(second)) == 12
    run(note_backup, SYSTEM, rows=1, file="x")
    assert whole(check_audit()) == 3


def test_what_stays_is_still_refused_to_be_deleted_and_comes_back_from_a_backup(years):
    take_out_audit(years / "2024.jsonl.gz", date(2025, 1, 1))
    with pytest.raises(DBAPIError), database().write.connect() as connection:
        connection.execute(sa.text("DELETE FROM audit"))
    write_backup(years / "branch.zip")
    restore_backup(years / "branch.zip", force=True)
    assert whole(check_audit()) == 13


def test_a_file_that_somebody_changed_is_told(years):
    file = years / "2024.jsonl.gz"
    take_out_audit(file, date(2025, 1, 1))
    lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    for changed, broken, row in (
        ([*lines[:4], lines[4].replace(b'"x', b'"y', 1).replace(b'x\\"', b'y\\"', 1), *lines[5:]], Break.ROW, 4),
        ([*lines[:5], *lines[6:]], Break.ROW, 6),
        ([*lines[:10], lines[-1]], Break.CUT, 12),
        (lines[:-1], Break.CUT, 0),
    ):
        file.write_bytes(gzip.compress(b"".join(changed)))
        found = check_archive(file)
        assert (found.broken, found.row) == (broken, row)
    file.write_bytes(b"x")
    with pytest.raises(Refusal):
        check_archive(file)


def test_nothing_leaves_a_chain_that_does_not_hold_nor_a_file_that_is_there(years):
    file = years / "2024.jsonl.gz"
    with pytest.raises(Refusal) as none:
        take_out_audit(file, date(2023, 1, 1))
    assert none.value.key == "cli.audit_archive_none"
    file.write_bytes(b"")
    with pytest.raises(Refusal) as there:
        take_out_audit(file, date(2025, 1, 1))
    assert there.value.key == "cli.file_there"
    tampering.unlock()
    with database().write.connect() as connection:
        connection.execute(sa.text("UPDATE audit SET actor_login = 'x' WHERE id = 20"))
        connection.commit()
    with pytest.raises(Refusal) as broken:
        take_out_audit(years / "other.gz", date(2025, 1, 1))
    assert broken.value.key == "cli.audit_archive_broken"


def test_a_row_put_in_before_where_the_chain_begins_is_told(years):
    rows = tampering.Audit().rows
    take_out_audit(years / "2024.jsonl.gz", date(2025, 1, 1))
    tampering.unlock()
    with database().write.connect() as connection:
        connection.execute(sa.insert(tampering.AUDIT), [rows[3]])
        connection.commit()
    assert check_audit().broken is Break.BASE
