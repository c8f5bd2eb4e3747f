"""The real portfolio: every figure it has to meet, on both databases, killed on the way and started again."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

import factories as made
from db.access import SYSTEM
from db.measure import measure
from db.models.imports import ImportRow, ImportRun
from db.models.policies import Credit, Policy, PremiumEvent
from db.models.system import Audit
from db.periods import END, Period, year
from db.queries.actors import actor_named
from db.queries.summary_faults import summary_faults
from db.session import reading
from driver import ROOT
from killing import killed
from motor_file import found

FILE = "motor_portfolio_2018-04-30.csv.gz"
CHILD = """
import sys
from pathlib import Path
from db.access import SYSTEM
from db.imports.import_file import import_file
report = import_file(
    Path(sys.argv[1]), profile="motor_portfolio", actor=SYSTEM, on_progress=lambda now: print(now.step, flush=True)
)
print(report.tally, flush=True)
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print("MB", int(peak) // 1024, flush=True)
"""
ALL = Period(end=END)
FIGURES = {
    ("policies", ALL): 81_435,
    ("signed_premium", ALL): 2_585_417_241,
    ("signed_premium", year(2015)): 143_959_622,
    ("signed_premium", year(2016)): 1_000_829_867,
    ("signed_premium", year(2017)): 1_073_184_755,
    ("signed_premium", year(2018)): 367_442_997,
    ("written_off_premium", ALL): 409_187_203,
    ("received_premium", ALL): 2_176_230_038,
    ("earned_premium", year(2017)): 829_625_736,
    ("earned_premium", Period(end=date(2018, 5, 1))): 1_657_929_025,
    ("claims", ALL): 39_663,
    ("incurred_claims", ALL): 1_526_569_732,
    ("incurred_claims", year(2015)): 30_229,
    ("incurred_claims", year(2016)): 560_514_707,
    ("incurred_claims", year(2017)): 591_562_417,
    ("incurred_claims", year(2018)): 374_462_379,
    ("policies_in_force", Period(end=date(2018, 5, 1))): 29_873,
    ("premium_in_force", Period(end=date(2018, 5, 1))): 929_698_148,
}

pytestmark = [pytest.mark.ci, pytest.mark.portfolio, pytest.mark.alone]


@pytest.fixture
def file(portfolio, url, monkeypatch):
    monkeypatch.setenv("BAOKE_TODAY", "2018-04-30")
    made.company()
    made.hire("department_head", "department_head", "D1")
    made.hire("executive", "executive", "C")
    for department in (1, 2):
        for number in range(7):
            made.hire(f"s{department}{number}", unit=f"D{department}T{number % 2 + 1}")
    return portfolio / FILE


def child(file):
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(file)], cwd=ROOT, env={**os.environ}, stdout=subprocess.PIPE, text=True
    )


def figure(login, name, period):
    actor = actor_named(login)
    with reading(actor) as session:
        return round(measure(session, actor, name, period=period).total)


def counts():
    return [len(found(select(model.id))) for model in (Policy, PremiumEvent, Credit, Audit)]


def test_the_portfolio_meets_its_figures_though_killed_twice(file):
    before = counts()
    killed(child(file), "read", seconds=0.5)
    staged = len(found(select(ImportRow.line)))
    assert staged > 0
    killed(child(file), "publish", seconds=2)
    assert counts() == before
    assert len(found(select(ImportRow.line))) == 81_435
    with child(file) as process:
        told = process.stdout.read()
    assert process.returncode == 0
    assert "read" not in told.splitlines()
    assert int(told.splitlines()[-1].split()[1]) < 500
    wrong = {
        (name, period): got
        for (name, period), wanted in FIGURES.items()
        if (got := figure("executive", name, period)) != wanted
    }
    assert not wrong
    assert figure("department_head", "signed_premium", ALL) == 1_358_978_361
    assert figure("executive", "customers", ALL) == 46_000
    with reading(SYSTEM) as session:
        assert summary_faults(session) == []
    again = counts()
    with child(file) as process:
        assert "same=81435" in process.stdout.read()
    assert counts() == again
    (run,) = found(select(ImportRun))
    assert run.read == 81_435
    assert Path(file).name == run.file_name
