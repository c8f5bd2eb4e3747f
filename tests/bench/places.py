"""Where a bench runs: a folder or a PostgreSQL database with a book in it, and the app started on it."""

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from db.access import SYSTEM
from db.migrate import upgrade
from db.queries.actors import actor_named
from db.run import run
from db.seed.demo import make_demo
from db.sign_in.sessions import open_session_for
from db.table_marks import note_every
from tests.bench.book import counts, make_book

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-06-30"
STARTED_WITHIN = 120


def touch_every_table(session, actor) -> int:
    """Say that all of them were written, without changing a row."""
    note_every(session.trusted())
    return 1


@dataclass
class Place:
    """A data folder, and the URL of the database if it is not the folder's own SQLite file."""

    name: str
    folder: Path
    url: str = ""
    port: int = 0
    pid: int = 0
    sizes: dict = field(default_factory=dict)

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self):
        return f"http://{self.address}"

    @property
    def settings(self):
        """What the environment says to the app, and to this process while it looks into the same database."""
        return {"BAOKE_DATA": str(self.folder), "BAOKE_TODAY": TODAY, "BAOKE_DATABASE_URL": self.url}

    @contextmanager
    def here(self):
        """This process reads and writes there."""
        before = {name: os.environ.get(name) for name in self.settings}
        os.environ.update(self.settings)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})

    def fill(self, customers, make=make_book):
        """Tables, staff and a book, unless there is one already."""
        from db.periods import today

        with self.here():
            self.folder.mkdir(parents=True, exist_ok=True)
            upgrade()
            if actor_named("executive") is None:
                make_demo(customers=0, seed=1, as_of=today(), staff_only=True)
            self.sizes = counts()
            if not self.sizes["customer"]:
                self.sizes = make(customers, today())

    def actor(self, login):
        with self.here():
            return actor_named(login)

    def cookie(self, login):
        """A new session of that person."""
        with self.here():
            return open_session_for(actor_named(login).person_id)

    def write(self):
        """A write of every table, by another process than the app: nothing that the app has worked out counts."""
        with self.here():
            run(touch_every_table, SYSTEM)

    def memory(self):
        """Megabytes that the app holds for itself; pages of the database's file, which it maps, are the system's."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return int(re.search(r"RssAnon:\s+(\d+)", status)[1]) / 1024

    def _busy(self):
        """Seconds of processor time so far."""
        times = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")

    def settled(self):
        """Wait until the app has done the day's work, which it begins beside the pages when it starts."""
        end = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < end:
            before = self._busy()
            time.sleep(2)
            if self._busy() - before < 0.1:
                return

    @contextmanager
    def started(self, app="app:app"):
        """The app by its production command; stopped afterwards."""
        self.port = free_port()
        server = [sys.executable, "-m", "uvicorn", app, "--ws-per-message-deflate", "false"]
        command = [*server, "--port", str(self.port), "--log-level", "warning"]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **self.settings}, stdout=quiet, stderr=quiet
        ) as app_run:
            self.pid = app_run.pid
            try:
                self._wait()
                yield self
            finally:
                app_run.terminate()

    def _wait(self):
        end = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < end:
            try:
                if httpx.get(f"http://{self.address}/_stcore/health").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.2)
        raise TimeoutError(f"{self.name} did not start")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
