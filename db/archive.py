"""The form of a backup: a ZIP with a manifest, a file of JSON lines per table, and the attached files.

Both databases write and read the same lines, so that an archive of one can be restored into the other. Columns that
the database computes itself are left out. A table's digest does not depend on the order of its rows, since the two
databases sort text differently.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from db.errors import Refusal
from db.models import every
from db.models.search import ActivityGram, ContactGram, CustomerGram, LeadGram, OpportunityGram
from db.models.sign_in import SignInSession, SignInTicket
from db.models.system import Lease, TableMark

FORMAT = "baoke backup 1"
MANIFEST = "manifest.json"
LEFT_OUT: tuple[type[SQLModel], ...] = (
    *(SignInSession, SignInTicket, Lease, TableMark),
    *(ActivityGram, ContactGram, CustomerGram, LeadGram, OpportunityGram),
)
"""Open sessions and running jobs belong to a moment: an old archive must not revive a session that was ended since.
Grams are made anew of the names.
"""

_MODULUS = 2**256
BATCH = 2_000


@dataclass(frozen=True)
class TableEntry:
    """One table of an archive."""

    name: str
    columns: list[str]
    rows: int
    digest: str


@dataclass(frozen=True)
class FileEntry:
    """One attached file of an archive, by its path below the folder of files."""

    path: str
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What an archive holds."""

    revision: str
    at: str
    dialect: str
    tables: list[TableEntry] = field(default_factory=list)
    files: list[FileEntry] = field(default_factory=list)
    key: str = ""
    """By which key the audit is sealed."""

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)


def archived_tables() -> list[sa.Table]:
    """Every table that goes into an archive."""
    left_out = {model.__tablename__ for model in LEFT_OUT}
    tables = (model.__table__ for model in every.load())  # type: ignore[attr-defined]
    return [table for table in tables if table.name not in left_out]


def stored_columns(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns that the database does not compute itself."""
    return [column for column in table.columns if column.computed is None]


class Digest:
    """A sum over the hashes of lines: the same rows in any order give the same digest."""

    def __init__(self) -> None:
        self.rows, self._sum = 0, 0

    def add(self, line: bytes) -> None:
        """Count one line in."""
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line).digest())) % _MODULUS

    def text(self) -> str:
        """The digest as hexadecimal digits."""
        return f"{self._sum:064x}"


def line_of(row: Sequence[Any]) -> bytes:
    """A row as one line, the same from both databases."""
    return json.dumps(list(row), ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a backup")


def lines_of(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """The rows of a table as lines, by primary key, a batch at a time in memory."""
    found = sa.select(*stored_columns(table)).order_by(*table.primary_key.columns)
    for row in connection.execute(found, execution_options={"yield_per": BATCH}):
        yield line_of(row)


def digest_of(lines: Iterable[bytes]) -> Digest:
    """Digest of lines."""
    digest = Digest()
    for line in lines:
        digest.add(line)
    return digest


def records_of(lines: Iterable[bytes], table: sa.Table, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Lines as rows to insert."""
    readers = [_reader(table.columns[name]) for name in columns]
    for line in lines:
        cells = zip(columns, readers, json.loads(line), strict=True)
        yield {name: None if cell is None else read(cell) for name, read, cell in cells}


def _reader(column: sa.Column[Any]) -> Callable[[Any], Any]:
    kind = column.type.impl_instance if isinstance(column.type, sa.TypeDecorator) else column.type
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat
    return date.fromisoformat if isinstance(kind, sa.Date) else lambda cell: cell


def lines_in(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The lines of one table of an archive."""
    with archive.open(f"tables/{name}.jsonl") as member:
        for line in member:
            yield line.rstrip(b"\n")


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest, after every table and file was found as it says."""
    manifest = _manifest(archive)
    for table in manifest.tables:
        found = digest_of(lines_in(archive, table.name))
        if (found.rows, found.text()) != (table.rows, table.digest):
            raise Refusal("cli.restore_broken", what=table.name)
    for file in manifest.files:
        path = PurePosixPath(file.path)
        with archive.open(f"files/{file.path}") as member:
            digest = hashlib.sha256(member.read()).hexdigest()
        if digest != file.digest or path.is_absolute() or ".." in path.parts:
            raise Refusal("cli.restore_broken", what=file.path)
    return manifest


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    said = json.loads(archive.read(MANIFEST))
    if said.pop("format", None) != FORMAT:
        raise Refusal("cli.restore_broken", what=MANIFEST)
    tables = [TableEntry(**table) for table in said.pop("tables")]
    files = [FileEntry(**file) for file in said.pop("files")]
    return Manifest(**said, tables=tables, files=files)
