"""An import that several tests look at is made once; each test gets a copy of the database it left."""

import sqlite3
from pathlib import Path

import pytest

from crm_export import crm_export
from crm_files import bring, crm_staff, write_folder

_made = {}
SMALL = {"accounts": 220, "contacts": 150, "tasks": 180, "calls": 160, "events": 150}
SIZES = [SMALL, pytest.param({}, marks=[pytest.mark.ci, pytest.mark.alone])]


@pytest.fixture
def once(url, tmp_path_factory):
    """Bring the database to a named state: by `make` the first time, by a copy of the file afterwards."""

    def state(name, make):
        from db.engine import forget_databases

        if not url.startswith("sqlite"):
            return make()
        file = Path(url.removeprefix("sqlite:///"))
        if name in _made:
            saved, answer = _made[name]
            forget_databases()
            copy(saved, file)
            return answer
        answer = make()
        saved = tmp_path_factory.mktemp("made") / "state.sqlite3"
        forget_databases()
        copy(file, saved)
        _made[name] = saved, answer
        return answer

    return state


@pytest.fixture(params=SIZES, ids=["small", "large"])
def export(request, once, tmp_path):
    """The folder of an export, what is expected of it, and the report of its import."""
    to = crm_export(**request.param)
    folder = write_folder(tmp_path / "export", to.rows)

    def make():
        crm_staff()
        return bring(folder)

    return folder, to, once(f"crm {len(request.param)}", make)


def copy(source, target):
    for leftover in target.parent.glob(f"{target.name}-*"):
        leftover.unlink()
    target.unlink(missing_ok=True)
    read, written = sqlite3.connect(source), sqlite3.connect(target)
    with read, written:
        read.backup(written)
    read.close()
    written.close()


def pytest_collection_modifyitems(items):
    """On PostgreSQL one broken file of each kind is enough: the readers are the same."""
    from broken_files import KINDS

    def enough(item):
        params = getattr(item, "callspec", None) and item.callspec.params
        many = params and getattr(item, "originalname", "") == "test_broken_files_are_answered"
        return not many or params["backend"] == "sqlite" or params["seed"] < len(KINDS)

    items[:] = [item for item in items if enough(item)]
