"""The real pipeline export: its counts, on both databases, killed on the way and started again."""

import os
import subprocess
import sys

import pytest
from sqlmodel import select

import factories as made
from db.measure import measure
from db.models.customers import Customer
from db.models.imports import ImportEntry, ImportRun
from db.models.sales import Opportunity, OpportunityOrigin, StageChange
from db.models.system import Audit
from db.periods import END, Period
from db.queries.actors import actor_named
from db.session import reading
from driver import ROOT
from killing import killed
from motor_file import found

CHILD = """
import sys
from pathlib import Path
from db.access import SYSTEM
from db.imports import import_file as whole
from db.imports.import_file import import_file
whole.BATCH = int(sys.argv[2])
report = import_file(
    Path(sys.argv[1]), profile="pipeline_export", actor=SYSTEM, on_progress=lambda now: print(now.step, flush=True)
)
print(report.tally, flush=True)
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print("MB", int(peak) // 1024, flush=True)
"""
ALL = Period(end=END)
STAGES = {"won": 4_238, "lost": 2_473, "engaging": 1_589, "prospecting": 500}

pytestmark = [pytest.mark.ci, pytest.mark.portfolio, pytest.mark.alone]


@pytest.fixture
def folder(portfolio, url, monkeypatch):
    monkeypatch.setenv("BAOKE_TODAY", "2018-01-31")
    made.company(departments=3)
    made.hire("department_head", "department_head", "D1")
    made.hire("executive", "executive", "C")
    for department in (1, 2, 3):
        for number in range(5):
            made.hire(f"s{department}{number}", unit=f"D{department}T{number % 2 + 1}")
    return portfolio / "pipeline_export"


def child(folder, batch=500):
    command = [sys.executable, "-c", CHILD, str(folder), str(batch)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ}, stdout=subprocess.PIPE, text=True)


def by_stage(login):
    actor = actor_named(login)
    with reading(actor) as session:
        return {
            row.keys[0]: row.value for row in measure(session, actor, "opportunities", by=["stage"], period=ALL).rows
        }


def counts():
    models = (Opportunity, Customer, StageChange, Audit)
    return [len(found(select(model.id))) for model in models]


def test_the_export_meets_its_counts_though_killed_twice(folder):
    before = counts()
    killed(child(folder), "read", seconds=0)
    staged = len(found(select(ImportEntry.line)))
    # On a busy machine the kill may come when all is staged; the next one comes later still.
    assert 0 < staged <= 8_927
    killed(child(folder), "publish", seconds=0.05)
    assert counts() == before
    assert len(found(select(ImportEntry.line))) == 8_927
    with child(folder) as process:
        told = process.stdout.read()
    assert process.returncode == 0
    assert "read" not in told.splitlines()
    assert int(told.splitlines()[-1].split()[1]) < 500
    assert by_stage("executive") == STAGES
    assert sum(STAGES.values()) == 8_800
    for said in (
        "customers=85", "unregistered=27", "products=7", "linked=15", "rejected=0", "'sale_without_account': 1425",
        "('product', 'GTXPro', 'GTX Pro', 1480)", "('sector', 'technolgy', 'technology', 12)",
        "('office_location', 'Philipines', 'Philippines', 1)", "'agent_without_sales': 5",
    ):  # fmt: skip
        assert said in told
    agents = select(OpportunityOrigin.agent).where(OpportunityOrigin.number == "1C1I7A6R")
    assert found(agents) == ["Moses Frase"]
    again = counts()
    with child(folder) as process:
        assert "same=8800" in process.stdout.read()
    assert counts() == again
    (run,) = found(select(ImportRun))
    assert (run.read, run.file_name, str(run.as_of)) == (8_927, "pipeline_export", "2017-12-31")
