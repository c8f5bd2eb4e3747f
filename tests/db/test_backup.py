"""A branch is written into an archive and brought back, on either database, whole or not at all."""

import json
import stat
import zipfile
from datetime import date
from threading import Event, Thread

import pytest
from sqlmodel import func, select

import factories as made
import factories_money as money
from db.access import SYSTEM
from db.archive import archived_tables, digest_of, lines_of
from db.backup import files_folder, write_backup
from db.engine import forget_databases
from db.errors import Refusal
from db.migrate import upgrade
from db.models.customers import Customer, Ownership
from db.models.people import Person
from db.models.sign_in import SignInSession
from db.models.system import Audit
from db.queries.actors import actor_named
from db.restore import restore_backup
from db.run import run
from db.session import reading

HASH = "$2b$04$abcdefghijklmnopqrstuv"


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "branch.zip"


@pytest.fixture(autouse=True)
def own_files(tmp_path, monkeypatch):
    monkeypatch.setenv("BAOKE_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "installation"))


def a_branch():
    made.company()
    li, wang = made.hire("li", name="李=强"), made.hire("wang", "manager")
    first = made.customer(li, "张三\u2028", phone="13800138000", needs='换"行"\n,')
    second = made.customer(wang, kind="organisation")
    # A customer that points to a later one: rows come in order of id.
    made.change(Customer, first, parent_id=second)
    money.policy(first, 36_500, "2025-03-01", parts=4)
    money.claim(money.policy(second, 900, "2026-01-01"), "2026-02-01")
    made.activity(first, "2026-07-01", li)
    made.opportunity(second, "needs")
    return li


def digests():
    with reading(SYSTEM) as session:
        connection = session.trusted()
        return {table.name: digest_of(lines_of(connection, table)).text() for table in archived_tables()}


def elsewhere(tmp_path, monkeypatch, name="elsewhere"):
    """From here on the process uses another, empty SQLite database."""
    monkeypatch.setenv("BAOKE_DATABASE_URL", f"sqlite:///{tmp_path / name}.sqlite3")
    forget_databases()


def test_what_comes_back_is_what_was_there(url, archive):
    a_branch()
    before = digests()
    written = write_backup(archive)
    made.hire("later")
    with pytest.raises(Refusal) as refused:
        restore_backup(archive)
    assert refused.value.key == "cli.restore_full"
    assert actor_named("later")
    assert restore_backup(archive, force=True) == written
    assert digests() == before
    assert actor_named("later") is None


def test_after_restoring_work_goes_on_with_new_ids_and_every_rule(url, archive):
    a_branch()
    write_backup(archive)
    highest = made.one(select(Person.id).order_by(Person.id.desc()))
    restore_backup(archive, force=True)
    assert made.hire("zhao").person_id > highest

    def forget_the_past(session, actor):
        import sqlalchemy as sa

        session.trusted().execute(sa.delete(Audit))

    from sqlalchemy.exc import DBAPIError

    with pytest.raises((DBAPIError, Refusal)):
        run(forget_the_past, SYSTEM)

    def leave_an_orphan(session, actor):
        session.add(Customer(number="orphan", name="x", kind="individual"))

    with pytest.raises(Refusal):
        run(leave_an_orphan, SYSTEM)


def test_an_archive_of_either_database_fits_the_other(url, archive, tmp_path, monkeypatch):
    a_branch()
    before = digests()
    write_backup(archive)
    elsewhere(tmp_path, monkeypatch)
    restore_backup(archive)
    assert digests() == before
    back = tmp_path / "back.zip"
    write_backup(back)
    monkeypatch.setenv("BAOKE_DATABASE_URL", url)
    forget_databases()
    restore_backup(back, force=True)
    assert digests() == before


def test_attached_files_go_along_and_keys_do_not(url, archive, tmp_path, monkeypatch):
    made.company()
    (files_folder() / "2026").mkdir(parents=True)
    (files_folder() / "2026" / "扫描件.pdf").write_bytes(b"%PDF")
    (files_folder().parent / "keys.json").write_text("{}")
    assert write_backup(archive).files == 1
    with zipfile.ZipFile(archive) as packed:
        assert not [name for name in packed.namelist() if "keys" in name]
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "other"))
    elsewhere(tmp_path, monkeypatch)
    restore_backup(archive)
    assert (tmp_path / "other" / "files" / "2026" / "扫描件.pdf").read_bytes() == b"%PDF"


def test_sessions_stay_out_so_that_an_old_archive_revives_none(url, archive):
    from db.commands.add_person import add_person
    from db.sign_in.sessions import find_session, open_session_for

    made.company()
    order = {"name": "王芳", "role": "salesperson", "unit_id": made.unit_id("D1T1"), "today": date(2026, 6, 30)}
    cookie = open_session_for(run(add_person, SYSTEM, login="wang", password_hash=HASH, **order))
    write_backup(archive)
    restore_backup(archive, force=True)
    assert find_session(cookie) is None
    assert made.one(select(SignInSession.id)) is None


def test_an_archive_is_for_its_owners_eyes_and_never_written_over(url, archive):
    made.company()
    write_backup(archive)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with pytest.raises(Refusal) as refused:
        write_backup(archive)
    assert refused.value.key == "cli.file_there"
    assert [file.name for file in archive.parent.glob(".branch*")] == []


def altered(archive, name, change):
    """The archive with one member changed."""
    other = archive.with_name("altered.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(other, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return other


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("tables/person.jsonl", lambda lines: lines.replace("李".encode(), "王".encode())),
        ("tables/person.jsonl", lambda lines: lines.split(b"\n", 1)[1]),
        ("tables/person.jsonl", lambda _lines: b"not json\n"),
        ("manifest.json", lambda _said: b"{}"),
        ("manifest.json", lambda _said: b"\xff"),
        ("manifest.json", lambda said: said.replace(b'"revision": "', b'"revision": "9')),
    ],
)
def test_an_archive_that_was_tampered_with_is_refused_before_anything_changes(url, archive, name, change):
    a_branch()
    write_backup(archive)
    before = digests()
    with pytest.raises(Refusal):
        restore_backup(altered(archive, name, change), force=True)
    assert digests() == before


def test_what_is_no_archive_is_refused(url, tmp_path):
    for content in (b"", b"PK", b"x" * 1000):
        (tmp_path / "x.zip").write_bytes(content)
        with pytest.raises(Refusal) as refused:
            restore_backup(tmp_path / "x.zip")
        assert refused.value.key == "cli.restore_broken"


def test_rows_that_belong_to_nobody_are_not_restored_and_nothing_stays(url, archive, tmp_path, monkeypatch):
    """An archive whose digests agree but whose rows do not."""
    a_branch()
    write_backup(archive)
    broken = altered(archive, "tables/ownership.jsonl", lambda _lines: b"")

    def without_owners(said):
        manifest = json.loads(said)
        entry = next(table for table in manifest["tables"] if table["name"] == "ownership")
        entry.update(rows=0, digest="0" * 64)
        return json.dumps(manifest).encode()

    broken = altered(broken.rename(archive.with_name("b.zip")), "manifest.json", without_owners)
    elsewhere(tmp_path, monkeypatch)
    upgrade()
    with pytest.raises(Refusal):
        restore_backup(broken)
    assert made.one(select(Person)) is None


def test_an_archive_written_while_others_write_is_one_moment(url, archive, tmp_path, monkeypatch):
    """Customer and owner are written together, so an archive of two moments would have one without the other."""
    made.company()
    li = made.hire("li")
    for _ in range(30):
        made.customer(li)
    stop = Event()

    def keep_writing():
        while not stop.is_set():
            made.customer(li)

    writer = Thread(target=keep_writing)
    writer.start()
    try:
        for number in range(3):
            write_backup(archive.with_name(f"{number}.zip"))
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        elsewhere(tmp_path, monkeypatch, f"moment{number}")
        restore_backup(archive.with_name(f"{number}.zip"))
        assert made.one(select(func.count(Customer.id))) == made.one(select(func.count(Ownership.id))) >= 30
