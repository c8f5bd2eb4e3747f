"""The first start: a demo where nobody else can look in, a sentence where somebody could."""

import json
import stat
import sys
import types
from datetime import date

import pytest

from db import first_start as starting
from db.engine import forget_databases
from db.first_start import DemoAccount, FirstStart, Stage, demo_accounts, found_stage, keep_demo_accounts
from db.migrate import upgrade
from db.models.system import Setting
from factories import staff, write

LI = DemoAccount("manager", "李强", "manager", "abcd-efgh")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A machine on which Baoke was never started."""
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("BAOKE_DATABASE_URL", raising=False)
    forget_databases()
    yield tmp_path / "data"
    forget_databases()


@pytest.fixture
def seed(monkeypatch):
    """In place of the real demo: a company with staff, and a note of what was asked for."""
    asked = {}

    def make_demo(**how):
        asked.update(how)
        staff()
        write(Setting(name="demo", value="1"))
        return types.SimpleNamespace(accounts=[tuple(vars(LI).values())])

    module = types.ModuleType("db.seed.demo")
    module.make_demo = make_demo
    monkeypatch.setitem(sys.modules, "db.seed.demo", module)
    return asked


def listens(monkeypatch, *, loopback):
    monkeypatch.setattr(starting, "is_listening", lambda: True)
    monkeypatch.setattr(starting, "bound_to_loopback", lambda: loopback)


def started(monkeypatch):
    """Start the server up to the end of what it does beside itself."""
    threads = []
    make = starting.Thread
    monkeypatch.setattr(starting, "Thread", lambda **how: threads.append(make(**how)) or threads[-1])
    begun = FirstStart()
    begun.begin()
    for thread in threads:
        thread.join(60)
    return begun


def test_on_ones_own_machine_the_demo_is_made(folder, seed, monkeypatch):
    listens(monkeypatch, loopback=True)
    assert started(monkeypatch).stage is Stage.READY
    assert seed == {"as_of": date(2026, 6, 30)}
    assert demo_accounts() == [LI]
    assert stat.S_IMODE((folder / "demo_accounts.json").stat().st_mode) == 0o600


def test_where_others_could_look_in_nothing_is_made(folder, seed, monkeypatch):
    listens(monkeypatch, loopback=False)
    assert started(monkeypatch).stage is Stage.EMPTY
    assert not seed


def test_a_named_database_is_never_filled(folder, seed, monkeypatch, tmp_path):
    listens(monkeypatch, loopback=True)
    monkeypatch.setenv("BAOKE_DATABASE_URL", f"sqlite:///{tmp_path / 'ours.sqlite3'}")
    assert started(monkeypatch).stage is Stage.EMPTY
    assert not seed


def test_tables_without_people_wait_for_their_setup(folder, seed, monkeypatch):
    listens(monkeypatch, loopback=True)
    upgrade()
    begun = started(monkeypatch)
    assert begun.stage is Stage.EMPTY
    assert not seed
    staff()
    assert begun.stage is Stage.READY


def test_older_tables_are_told_apart(folder, monkeypatch):
    upgrade()
    monkeypatch.setattr(starting, "newest", lambda: "9999")
    assert found_stage() is Stage.OUTDATED


def test_a_demo_that_cannot_be_made_says_so(folder, monkeypatch):
    listens(monkeypatch, loopback=True)
    module = types.ModuleType("db.seed.demo")
    module.make_demo = lambda **_how: 1 / 0
    monkeypatch.setitem(sys.modules, "db.seed.demo", module)
    assert started(monkeypatch).stage is Stage.FAILED


def test_accounts_are_shown_on_this_machine_only_and_only_of_a_demo(folder, monkeypatch):
    upgrade()
    keep_demo_accounts([LI])
    listens(monkeypatch, loopback=True)
    assert demo_accounts() == []
    write(Setting(name="demo", value="1"))
    assert demo_accounts() == [LI]
    listens(monkeypatch, loopback=False)
    assert demo_accounts() == []
    assert json.loads((folder / "demo_accounts.json").read_text("utf-8"))[0]["login"] == "manager"
