"""Every function that reads has its row in the matrix, and gives each role what the oracle says."""

import inspect
import os
from importlib import import_module

import pytest

from authorisation.oracle import Oracle
from authorisation.readers import READERS, leaks_of
from authorisation.world import settled
from db.session import reading
from source import ROOT

WORLDS = int(os.environ.get("BAOKE_READER_WORLDS", "2"))


def public_functions():
    modules = sorted(file.stem for file in (ROOT / "db/queries").glob("*.py") if file.stem != "__init__")
    for module in ("measure", "drill", *(f"queries.{name}" for name in modules)):
        loaded = import_module(f"db.{module}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ == loaded.__name__ and not name.startswith("_"):
                yield f"{module.removeprefix('queries.')}.{name}"


HELPERS_OF_FIGURES = {"measure.total_of", "measure.span_of"}


def test_every_reading_function_has_its_row():
    there = set(public_functions()) - HELPERS_OF_FIGURES
    assert there - set(READERS) == set(), "name them in tests/authorisation/readers.py: who gets what"
    assert set(READERS) - there == set()


def check_readers(seed):
    world, found, made = settled(seed), [], 0
    for me in world.actors():
        with reading(me) as session:
            leaks, checks = leaks_of(session, me, Oracle(world, me.person_id), world)
        found += leaks
        made += checks
    return found, made


def test_every_role_reads_what_the_oracle_says(url):
    leaks, made = check_readers(7)
    assert not leaks, leaks[:3]
    assert made > 200


@pytest.mark.ci
def test_every_role_reads_what_the_oracle_says_in_many_worlds(fresh, backend, capsys):
    made = 0
    for seed in range(200, 200 + WORLDS):
        with fresh():
            leaks, checks = check_readers(seed)
        assert not leaks, leaks[:3]
        made += checks
    with capsys.disabled():
        print(f"\n{backend}: {made} checks of reading functions in {WORLDS} worlds, 0 leaks")  # noqa: T201
