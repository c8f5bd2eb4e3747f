"""Writes the database and the attached files into one archive as of one moment."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa

from db.access import SYSTEM
from db.archive import (
    FORMAT,
    MANIFEST,
    FileEntry,
    Manifest,
    TableEntry,
    archived_tables,
    digest_of,
    lines_of,
    stored_columns,
)
from db.chain import key_mark
from db.commands.note_backup import note_backup
from db.engine import database, database_url
from db.errors import Refusal
from db.keys import data_folder
from db.migrate import revision
from db.periods import now
from db.run import run
from db.session import reading


@dataclass(frozen=True)
class Summary:
    """How much an archive holds."""

    tables: int
    rows: int
    files: int


def files_folder() -> Path:
    """Where attached files lie; the keys lie beside it and never in an archive."""
    return data_folder() / "files"


def write_backup(file: Path) -> Summary:
    """Write an archive while others go on working; it appears under its name only when it is whole."""
    if file.exists():
        raise Refusal("cli.file_there", file=file)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        # The archive holds people's names and numbers: for its owner's eyes.
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _write(archive)
        os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    run(note_backup, SYSTEM, rows=manifest.rows, file=str(file))
    return summary_of(manifest)


def _write(archive: zipfile.ZipFile) -> Manifest:
    manifest = Manifest(revision(database_url()) or "", now().isoformat(), database().dialect, key=key_mark())
    with reading(SYSTEM) as session:
        for table in archived_tables():
            manifest.tables.append(_write_table(archive, session.trusted(), table))
    for path in sorted(found for found in files_folder().rglob("*") if found.is_file()):
        name = path.relative_to(files_folder()).as_posix()
        archive.write(path, f"files/{name}")
        manifest.files.append(FileEntry(name, hashlib.sha256(path.read_bytes()).hexdigest()))
    archive.writestr(MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1))
    return manifest


def _write_table(archive: zipfile.ZipFile, connection: sa.Connection, table: sa.Table) -> TableEntry:
    def written() -> Iterator[bytes]:
        for line in lines_of(connection, table):
            member.write(line + b"\n")
            yield line

    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as member:
        digest = digest_of(written())
    return TableEntry(table.name, [column.name for column in stored_columns(table)], digest.rows, digest.text())


def summary_of(manifest: Manifest) -> Summary:
    """What is told of an archive."""
    return Summary(len(manifest.tables), manifest.rows, len(manifest.files))
