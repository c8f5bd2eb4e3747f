"""A database per test, SQLite always, PostgreSQL in the ci tier; no clock, cheap passwords, nothing of the user's."""

import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

TEST_FOLDER = Path(tempfile.mkdtemp(prefix="baoke-tests-"))
os.environ.update(
    BAOKE_DATA=str(TEST_FOLDER / "data"),
    BAOKE_BCRYPT_ROUNDS="4",
    BAOKE_TODAY="2026-06-30",
    BAOKE_ZONE="Asia/Shanghai",
)
# A test never touches the database of whoever runs it.
os.environ.pop("BAOKE_DATABASE_URL", None)

POSTGRES = "BAOKE_TEST_POSTGRES"
BACKENDS = ("sqlite", "postgres")
MORNING = datetime(2026, 6, 30, 1, tzinfo=UTC)
"""Before the cut-off, at whatever hour the tests run."""


def pytest_unconfigure():
    shutil.rmtree(TEST_FOLDER, ignore_errors=True)


def pytest_generate_tests(metafunc):
    """A test that asks for `url`, however far down, runs on SQLite here and on PostgreSQL in the ci tier."""
    if "backend" in metafunc.fixturenames:
        soak = metafunc.definition.get_closest_marker("soak")
        marks = [pytest.mark.postgres] if soak else [pytest.mark.postgres, pytest.mark.ci]
        metafunc.parametrize(
            "backend", ["sqlite", pytest.param("postgres", marks=marks)], scope="session", ids=list(BACKENDS)
        )


def must_run(item):
    """With BAOKE_CI=1 a test of the ci tier may not be skipped, unless what it reads is not public."""
    if os.environ.get("BAOKE_CI") != "1" or not item.get_closest_marker("ci"):
        return False
    return bool(os.environ.get("BAOKE_SHARED")) or not item.get_closest_marker("portfolio")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and must_run(item):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and may not be here: {call.excinfo.value}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.skipped and os.environ.get("BAOKE_CI") == "1":
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session")
def template(backend):
    """A database with all tables and no rows, made once: each test gets a copy."""
    from db.migrate import upgrade

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if backend == "sqlite":
        path = TEST_FOLDER / f"template-{worker}.sqlite3"
        upgrade(f"sqlite:///{path}")
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        yield path
        return
    server = os.environ.get(POSTGRES)
    if not server:
        pytest.skip(f"{POSTGRES} names no PostgreSQL server")
    name = f"baoke_template_{os.getpid()}_{worker}"
    on_server(server, f"CREATE DATABASE {name}")
    upgrade(at_database(server, name))
    yield name
    on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def copied(backend, template, folder, monkeypatch):
    """The address of a migrated, empty database that `database()` opens until it is dropped."""
    if backend == "sqlite":
        shutil.copyfile(template, folder / "baoke.sqlite3")
        address = f"sqlite:///{folder / 'baoke.sqlite3'}"
    else:
        name = f"{template}_test"
        on_server(os.environ[POSTGRES], f"CREATE DATABASE {name} TEMPLATE {template}")
        address = at_database(os.environ[POSTGRES], name)
    monkeypatch.setenv("BAOKE_DATABASE_URL", address)
    forget()
    try:
        yield address
    finally:
        forget()
        if backend == "postgres":
            on_server(os.environ[POSTGRES], f"DROP DATABASE {name} WITH (FORCE)")
        for left in folder.glob("baoke.sqlite3*"):
            left.unlink()


@pytest.fixture
def url(backend, template, tmp_path, monkeypatch):
    """A database that this test alone uses; its address."""
    monkeypatch.setattr("db.day_plans.now", lambda: MORNING)
    with copied(backend, template, tmp_path, monkeypatch) as address:
        yield address


@pytest.fixture
def fresh(backend, template, tmp_path, monkeypatch):
    """Opens a new database as often as it is called: one for each of many worlds within a test."""
    return partial(copied, backend, template, tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def portfolio():
    """The folder of the motor portfolio, where it is at hand."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("BAOKE_SHARED", beside)) / "data"
    if not folder.is_dir():
        pytest.skip("BAOKE_SHARED names no folder with the motor portfolio")
    return folder


def forget():
    """What the process keeps between tests: engines, and Streamlit's caches, which know no test."""
    from db.engine import forget_databases

    forget_databases()
    if "streamlit" in sys.modules:
        import streamlit as st

        st.cache_data.clear()
        st.cache_resource.clear()


def at_database(server, name):
    return f"{server.rsplit('/', 1)[0]}/{name}"


def on_server(server, order):
    import psycopg

    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(order)
