"""The first start on a machine of one's own: a demo company is made where there is no database yet."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from enum import StrEnum
from threading import Event, Thread

from sqlmodel import select

from db.access import SYSTEM
from db.engine import database_url
from db.keys import data_folder, write_private
from db.listening import bound_to_loopback, is_listening
from db.memory import remembered
from db.migrate import newest, revision, upgrade
from db.models.people import Person
from db.models.system import Setting
from db.periods import today
from db.session import reading
from db.sign_in.passwords import password_fits

log = logging.getLogger(__name__)

WAIT_SECONDS = 60.0
_TICK = 0.05


class Stage(StrEnum):
    """How far the installation is."""

    READY = "ready"
    EMPTY = "empty"
    OUTDATED = "outdated"
    TABLES = "tables"
    COMPANY = "company"
    FAILED = "failed"


@dataclass(frozen=True)
class DemoAccount:
    """A made-up person and the password that was generated for them."""

    login: str
    name: str
    role: str
    password: str


class FirstStart:
    """The stage of this process's installation; `changed` is set whenever it moves on."""

    def __init__(self) -> None:
        self._stage: Stage | None = None
        self.changed = Event()

    @property
    def stage(self) -> Stage:
        """Where the installation stands; looked up anew until it is ready."""
        if self._stage in (None, Stage.EMPTY, Stage.OUTDATED):
            self._stage = found_stage()
        return self._stage or Stage.EMPTY

    def move(self, stage: Stage) -> None:
        """Go on to a stage and wake whoever waits."""
        self._stage = stage
        self.changed.set()

    def wait(self, seconds: float) -> None:
        """Until the stage moves on, or the time is over."""
        self.changed.wait(seconds)
        self.changed.clear()

    def begin(self) -> None:
        """At the start of the server: make the demo beside it, if there is nothing yet and nobody else can look in."""
        password_fits("", None)  # The first hash costs twice, which must not tell that a login is unknown.
        if "BAOKE_DATABASE_URL" not in os.environ and revision(database_url()) is None:
            Thread(target=self._make_if_private, name="first start", daemon=True).start()

    def _make_if_private(self) -> None:
        started = Event()
        for _ in range(int(WAIT_SECONDS / _TICK)):
            if is_listening():
                break
            started.wait(_TICK)
        if bound_to_loopback():
            self.make_demo()

    def make_demo(self) -> None:
        """Tables, then the company, then its accounts."""
        from db.seed.demo import make_demo

        try:
            self.move(Stage.TABLES)
            upgrade()
            self.move(Stage.COMPANY)
            keep_demo_accounts([DemoAccount(*account) for account in make_demo(as_of=today()).accounts])
            self.move(Stage.READY)
        except Exception:
            log.exception("the demo company could not be made")
            self.move(Stage.FAILED)


first_start = FirstStart()


def found_stage() -> Stage:
    """What the database itself says: no tables or no people, older tables, or ready."""
    url = database_url()
    stands_at = revision(url)
    if stands_at is None:
        return Stage.EMPTY
    if stands_at != newest():
        return Stage.OUTDATED
    with reading(SYSTEM) as session:
        somebody = session.exec(select(Person.id).limit(1)).first()
    return Stage.READY if somebody else Stage.EMPTY


def is_demo() -> bool:
    """Whether the people and customers of this database are made up."""
    with reading(SYSTEM) as session:
        return remembered(session, "is_demo", lambda: session.get(Setting, "demo") is not None)


def keep_demo_accounts(accounts: list[DemoAccount]) -> None:
    """Write the generated passwords where only the owner of this installation can read them."""
    path = data_folder() / "demo_accounts.json"
    write_private(path, json.dumps([vars(account) for account in accounts], ensure_ascii=False, indent=1))


def demo_accounts() -> list[DemoAccount]:
    """The generated accounts, to be shown while nobody but this machine can look: else none."""
    path = data_folder() / "demo_accounts.json"
    if not (path.is_file() and bound_to_loopback() and is_demo()):
        return []
    return [DemoAccount(**account) for account in json.loads(path.read_text("utf-8"))]
