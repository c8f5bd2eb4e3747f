"""Imports beside the screen: one at a time, one's own only, and every end is told."""

import os
import threading

import pytest
from sqlmodel import select

import factories as made
from db.errors import Busy, Denied, Refusal
from db.imports import jobs
from db.imports.jobs import job_of, keep_file, look_at, start_import
from db.imports.layout import Layout, Overrides
from db.models.policies import Policy
from db.periods import today
from db.queries.actors import actor_named
from db.queries.import_runs import import_runs, own_rejects, own_rejects_csv
from motor_file import csv_text, found, motor_staff, term

TEXT = csv_text([term(1, "2017-01-01"), term(2, "2017-01-01", "=1+1")]).encode()


@pytest.fixture
def service(url, tmp_path, monkeypatch):
    monkeypatch.setenv("BAOKE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(jobs, "_jobs", {})
    motor_staff()
    return made.hire("service", "service", "C")


def start(actor, content=TEXT, *, dry_run=False):
    path = keep_file("motor.csv", content)
    order = {"file_name": "motor.csv", "profile": "motor_portfolio", "as_of": today(), "overrides": Overrides()}
    return start_import(actor, path, dry_run=dry_run, **order)


def ended(job):
    for thread in threading.enumerate():
        if thread.name == "import":
            thread.join(60)
    assert job.ended
    return job


def test_a_dry_run_then_the_import(service):
    job = ended(start(service, dry_run=True))
    assert (job.report.tally.new, job.report.tally.rejected) == (1, 1)
    assert not found(select(Policy))
    assert job_of(service, job.token) is job
    assert ended(start(service)).report.tally.new == 1
    assert len(found(select(Policy))) == 1
    (run,) = import_runs(service)
    assert run.state.value == "published"


def test_an_upload_is_kept_for_this_account_alone_until_it_is_booked(service):
    path = keep_file("motor.csv", TEXT)
    assert path.stat().st_mode & 0o777 == 0o600
    assert keep_file("motor.csv", TEXT) == path
    assert look_at(path, "motor_portfolio", Overrides()).delimiter == ";"
    ended(start(service))
    assert not path.exists()


def test_an_upload_that_nobody_booked_does_not_stay(service):
    left = keep_file("other.csv", b"1")
    os.utime(left, (0, 0))
    assert keep_file("motor.csv", TEXT).exists()
    assert not left.exists()


def test_a_refusal_and_a_failure_are_told(service, monkeypatch):
    assert ended(start(service, b"\x00\x01" * 5000)).refusal.key == "imports.binary"

    def fail(*_given, **_order):
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "import_file", fail)
    job = ended(start(service))
    assert job.reference
    assert job.report is None


def test_one_at_a_time_and_only_for_importers(service, monkeypatch):
    go = threading.Event()
    monkeypatch.setattr(jobs, "import_file", lambda *_given, **_order: go.wait(30))
    job = start(service)
    with pytest.raises(Busy):
        start(service)
    go.set()
    threads = [thread for thread in threading.enumerate() if thread.name == "import"]
    for thread in threads:
        thread.join(30)
    assert job.ended
    with pytest.raises(Denied):
        start(actor_named("anna"))


def test_rejects_are_shown_to_who_brought_the_file_and_run_as_no_formula(service):
    job = ended(start(service))
    run_id = job.report.run_id
    (row,) = own_rejects(service, run_id, 10)
    assert (row.line, row.fault) == (3, "imports.row_amount")
    lines = list(own_rejects_csv(service, run_id, Layout("text", columns=("ID",)), 10))
    assert lines[0] == "行号,原因,ID\r\n"
    assert ",'=1+1," in lines[1]
    admin = made.hire("admin", "admin", "C")
    with pytest.raises(Refusal):
        own_rejects(admin, run_id, 10)
    assert job_of(admin, job.token) is None
    with pytest.raises(Denied):
        import_runs(actor_named("anna"))
