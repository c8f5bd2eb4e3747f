"""A database for each of many worlds within one test."""

import os
import shutil
from contextlib import contextmanager

import pytest

POSTGRES = "BAOKE_TEST_POSTGRES"


@pytest.fixture
def fresh(backend, template, tmp_path, monkeypatch):
    """Opens a new empty database as often as it is called."""

    @contextmanager
    def opened():
        from conftest import at_database, forget, on_server

        server = os.environ.get(POSTGRES, "")
        if backend == "sqlite":
            path = tmp_path / "world.sqlite3"
            for old in tmp_path.glob("world.sqlite3*"):
                old.unlink()
            shutil.copyfile(template, path)
            address = f"sqlite:///{path}"
        else:
            name = f"{template}_world"
            on_server(server, f"CREATE DATABASE {name} TEMPLATE {template}")
            address = at_database(server, name)
        monkeypatch.setenv("BAOKE_DATABASE_URL", address)
        forget()
        try:
            yield address
        finally:
            forget()
            if backend == "postgres":
                on_server(server, f"DROP DATABASE {name} WITH (FORCE)")

    return opened
