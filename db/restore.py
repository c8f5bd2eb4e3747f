"""Brings an archive back into an empty database of either kind, whole or not at all."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import AddConstraint, DropConstraint

from db.access import SYSTEM, Actor
from db.anchors import write_anchor
from db.archive import (
    BATCH,
    Manifest,
    archived_tables,
    digest_of,
    lines_in,
    lines_of,
    read_manifest,
    records_of,
)
from db.audit_check import kept_end, take_over_chain
from db.backup import Summary, files_folder, summary_of
from db.chain import key_mark
from db.engine import database
from db.errors import Refusal
from db.gram_index import index_all
from db.keys import data_folder
from db.migrate import empty, newest, upgrade
from db.run import WritingSession, run
from db.session import reading
from db.table_marks import note_every


def restore_backup(file: Path, *, force: bool = False) -> Summary:
    """Bring an archive into an empty database of either kind; with `force` what is there now is thrown away.

    Refused before anything changes if the archive is not whole or not of this program's tables. The rows come in one
    transaction, and the digest of each table is taken again before it ends.
    """
    with _opened(file) as archive:
        manifest = read_manifest(archive)
        if manifest.revision != newest():
            raise Refusal("cli.restore_other", theirs=manifest.revision, ours=newest())
        upgrade()
        if not _is_empty():
            if not force:
                raise Refusal("cli.restore_full")
            with lock.hold() if (lock := database().lock) else nullcontext():
                empty()
        run(restore_tables, SYSTEM, archive=archive, manifest=manifest)
        write_anchor(database().url, kept_end().last)
        _restore_files(archive, manifest)
    return summary_of(manifest)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; whatever is wrong with the file itself becomes a sentence."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError) as broken:
        raise Refusal("cli.restore_broken", what=broken) from broken


def _is_empty() -> bool:
    with reading(SYSTEM) as session:
        connection = session.trusted()
        tables = archived_tables()
        rows = any(connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() for table in tables)
    return not rows and not any(files_folder().glob("*"))


def restore_tables(session: WritingSession, actor: Actor, *, archive: zipfile.ZipFile, manifest: Manifest) -> None:  # noqa: ARG001
    """Put the rows of an archive into empty tables. No audit row of its own: the audit is the archive's."""
    session.notebook.quiet = True
    connection = session.trusted()
    note_every(connection)
    tables = {table.name: table for table in archived_tables()}
    with _references_later(connection):
        for entry in manifest.tables:
            records = records_of(lines_in(archive, entry.name), tables[entry.name], entry.columns)
            _insert(connection, tables[entry.name], entry.columns, records)
    for entry in manifest.tables:
        table = tables[entry.name]
        _count_on(connection, table)
        if digest_of(lines_of(connection, table)).text() != entry.digest:
            raise Refusal("cli.restore_differs", table=entry.name)
    if manifest.key != key_mark():
        take_over_chain(session)
    index_all(session)


def _insert(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], records: Iterator[dict[str, Any]]
) -> None:
    if connection.dialect.name == "sqlite":
        while batch := list(islice(records, BATCH)):
            connection.execute(sa.insert(table), batch)
        return
    # COPY takes a million rows in the time of a hundred thousand INSERTs; names are quoted by the dialect.
    quote = connection.dialect.identifier_preparer.quote
    target = f"COPY {quote(table.name)} ({', '.join(map(quote, columns))}) FROM STDIN"
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(target) as copied:
        for record in records:
            copied.write_row([record[name] for name in columns])


@contextmanager
def _references_later(connection: sa.Connection) -> Iterator[None]:
    """Rows may come in any order; that each points to one that is there is checked before the transaction ends."""
    if connection.dialect.name == "sqlite":
        connection.execute(sa.DDL("PRAGMA defer_foreign_keys = ON"))  # type: ignore[no-untyped-call]
        yield
        return
    found = sa.MetaData()
    found.reflect(connection)
    references = [key for table in found.tables.values() for key in table.foreign_key_constraints]
    for key in references:
        connection.execute(DropConstraint(key))
    yield
    for key in references:
        connection.execute(AddConstraint(key))


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL's counter of ids go on behind the last one; SQLite's does by itself."""
    column = table.columns.get("id")
    if connection.dialect.name != "postgresql" or column is None or not isinstance(column.type, sa.Integer):
        return
    name = connection.dialect.identifier_preparer.quote(table.name)
    last = sa.select(sa.func.max(column)).scalar_subquery()
    counter = sa.func.pg_get_serial_sequence(name, "id")
    connection.execute(sa.select(sa.func.setval(counter, last)).where(last.is_not(None), counter.is_not(None)))


def _restore_files(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    target = files_folder()
    with TemporaryDirectory(dir=data_folder(), prefix=".restore-") as folder:
        for file in manifest.files:
            archive.extract(f"files/{file.path}", folder)
        shutil.rmtree(target, ignore_errors=True)
        if manifest.files:
            shutil.move(Path(folder) / "files", target)
