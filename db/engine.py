"""The database of this process: SQLite by default, PostgreSQL by BAOKE_DATABASE_URL; a read and a write engine."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy import Engine, event

from db.errors import Busy
from db.keys import data_folder
from db.table_marks import raise_with_writes

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    # Else INSERT OR REPLACE would pass by the rule that ledgers lose no row.
    "recursive_triggers=ON",
    "temp_store=MEMORY",
)
WAIT_FOR_LOCK = 30.0


def database_url() -> str:
    """BAOKE_DATABASE_URL, else the SQLite file in the data folder."""
    return os.environ.get("BAOKE_DATABASE_URL") or f"sqlite:///{data_folder()}/baoke.sqlite3"


def safe_sqlite(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset corruption (mended in 3.51.3, 3.50.7 and 3.44.6)."""
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def sqlite_driver() -> ModuleType:
    """pysqlite3 where it is installed, else Python's own if its SQLite is a safe one."""
    try:
        import pysqlite3

    except ImportError:
        if not safe_sqlite(sqlite3.sqlite_version_info):
            raise RuntimeError(
                f"SQLite {sqlite3.sqlite_version} may corrupt its log; install pysqlite3 or a Python with SQLite 3.51.3"
            ) from None
        return sqlite3
    return pysqlite3  # type: ignore[no-any-return]


class FairLock:
    """First come, first served: without the order a writer among many waits for seconds."""

    def __init__(self, file: Path | None) -> None:
        self._mutex = threading.Lock()
        self._queue: deque[threading.Lock] = deque()
        self._held = False
        # Other processes (the command line beside the app) share the file's lock.
        self._file = FileLock(file, thread_local=False) if file else None

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Wait in line, then hold the lock; raises Busy after 30 s."""
        self._enter()
        try:
            with self._shared():
                yield
        finally:
            self._leave()

    @contextmanager
    def _shared(self) -> Iterator[None]:
        if self._file is None:
            yield
            return
        try:
            self._file.acquire(timeout=WAIT_FOR_LOCK, poll_interval=0.01)
        except TimeoutError as late:
            raise Busy("core.busy") from late
        try:
            yield
        finally:
            self._file.release()

    def _enter(self) -> None:
        with self._mutex:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._queue.append(turn)
        if turn.acquire(timeout=WAIT_FOR_LOCK):
            return
        with self._mutex:
            if turn in self._queue:
                self._queue.remove(turn)
                raise Busy("core.busy")

    def _leave(self) -> None:
        with self._mutex:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._held = False


@dataclass
class Database:
    """One database and how this process reads and writes it."""

    url: str
    read: Engine
    write: Engine
    lock: FairLock | None = None
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.read.dialect.name

    def close(self) -> None:
        """Give all connections back."""
        self.notes.clear()
        self.read.dispose()
        self.write.dispose()


READING = ("cache_size=-8192", "mmap_size=2147418112")
WRITING = ("cache_size=-65536",)
"""Readers are many and share one mapping of the file; a writer is alone, and what it touches must not stay there."""


def _sqlite_engine(url: str, begin: str, memory: tuple[str, ...]) -> Engine:
    engine = sa.create_engine(url, module=sqlite_driver(), connect_args={"timeout": 30}, pool_size=64, max_overflow=0)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (*PRAGMAS, *memory):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine, "checkin")
    def _release(connection: Any, _record: Any) -> None:
        # A commit that a deferred rule refused leaves SQLite's transaction, and so the write lock, open.
        if connection is not None and connection.in_transaction:
            connection.rollback()

    return engine


def open_database(url: str) -> Database:
    """Engines for a URL; nothing is created in it."""
    if not url.startswith("sqlite"):
        engine = sa.create_engine(url, pool_size=16, max_overflow=48)
        raise_with_writes(engine)
        # A page's queries see one moment; writers take row locks instead.
        return Database(url, engine.execution_options(isolation_level="REPEATABLE READ"), engine)
    path = sa.make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    lock = FairLock(Path(f"{path}.lock") if path else None)
    write = _sqlite_engine(url, "BEGIN IMMEDIATE", WRITING)
    raise_with_writes(write)
    return Database(url, _sqlite_engine(url, "BEGIN", READING), write, lock)


_opened: dict[str, Database] = {}
_opening = threading.Lock()


def database() -> Database:
    """The database of this process."""
    url = database_url()
    found = _opened.get(url)
    if found is None:
        with _opening:
            found = _opened.get(url) or _opened.setdefault(url, open_database(url))
    return found


def forget_databases() -> None:
    """Close what is open, for tests and for restoring a backup."""
    with _opening:
        for opened in _opened.values():
            opened.close()
        _opened.clear()
