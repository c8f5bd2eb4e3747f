"""A database for each of many worlds within one test."""

import os
import shutil
from contextlib import contextmanager

import pytest
from sqlalchemy import make_url

from db.engine import forget_databases


@pytest.fixture
def fresh(backend, template, tmp_path, monkeypatch):
    """Opens a new empty database as often as it is called."""

    @contextmanager
    def opened():
        make, drop = (_copy, _forget_copy) if backend == "sqlite" else (_create, _drop)
        address = make(template, tmp_path)
        monkeypatch.setenv("BAOKE_DATABASE_URL", address)
        forget_databases()
        try:
            yield address
        finally:
            forget_databases()
            drop(template, tmp_path)

    return opened


def _copy(template, folder):
    shutil.copyfile(template, folder / "world.sqlite3")
    return f"sqlite:///{folder / 'world.sqlite3'}"


def _forget_copy(_template, folder):
    for left in folder.glob("world.sqlite3*"):
        left.unlink()


def _create(template, _folder):
    _on_server(f"CREATE DATABASE {template}_world TEMPLATE {template}")
    return make_url(_server()).set(database=f"{template}_world").render_as_string(hide_password=False)


def _drop(template, _folder):
    _on_server(f"DROP DATABASE {template}_world WITH (FORCE)")


def _server():
    return os.environ["BAOKE_TEST_POSTGRES"]


def _on_server(order):
    import psycopg

    with psycopg.connect(_server().replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(order)
