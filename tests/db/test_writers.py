"""Sixteen people writing at once: nobody reads of a lock, nothing is lost, and each save is quick."""

import threading
import time

import pytest
from sqlmodel import func, select

from db.access import SYSTEM
from db.errors import Busy, Refusal, Stale
from db.models.sales import Opportunity
from db.models.system import Audit
from db.record import found, fresh
from db.run import run
from db.session import reading
from factories import company, customer, hire, one, opportunity

WRITERS = 16
RECORDS = 20


def add_one(session, actor, *, sale: int, version: int) -> None:
    record = found(session, actor, Opportunity, sale)
    fresh(session, record, version)
    record.expected_premium += 1


class Writer(threading.Thread):
    """Changes one record after another until told to stop; as a form does, with the version it read."""

    def __init__(self, sales, until):
        super().__init__()
        self.sales, self.until = sales, until
        self.saved, self.stale, self.busy = 0, 0, 0
        self.writes, self.reads, self.faults = [], [], []

    def run(self):
        turn = self.ident or 0
        while time.monotonic() < self.until:
            turn += 1
            try:
                self.save(self.sales[turn % len(self.sales)])
            except Stale:
                self.stale += 1
            except Busy:
                self.busy += 1
            except Refusal as refusal:
                self.faults.append(refusal.key)
            except Exception as fault:  # noqa: BLE001 - any of them is what the test looks for
                self.faults.append(repr(fault))

    def save(self, sale):
        began = time.perf_counter()
        with reading(SYSTEM) as session:
            version = session.exec(select(Opportunity.version).where(Opportunity.id == sale)).one()
        read = time.perf_counter()
        try:
            run(add_one, SYSTEM, sale=sale, version=version)
            self.saved += 1
        finally:
            self.reads.append(read - began)
            self.writes.append(time.perf_counter() - read)


def percentile(times, share):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1_000


def write_for(seconds, writers=WRITERS):
    """The figures of so many writers in so many seconds."""
    company()
    owner = hire("li")
    sales = [opportunity(customer(owner), premium=0) for _ in range(RECORDS)]
    audited = one(select(func.count()).select_from(Audit))
    until = time.monotonic() + seconds
    threads = [Writer(sales, until) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    saved = sum(thread.saved for thread in threads)
    writes = [taken for thread in threads for taken in thread.writes]
    reads = [taken for thread in threads for taken in thread.reads]
    return {
        "saved": saved,
        "stale": sum(thread.stale for thread in threads),
        "busy": sum(thread.busy for thread in threads),
        "faults": [fault for thread in threads for fault in thread.faults],
        "lost": saved - one(select(func.sum(Opportunity.expected_premium))),
        "unaudited": saved - (one(select(func.count()).select_from(Audit)) - audited),
        "write p50 ms": round(percentile(writes, 0.5), 1),
        "write p99 ms": round(percentile(writes, 0.99), 1),
        "read p99 ms": round(percentile(reads, 0.99), 1),
        "saves a second": round(saved / seconds),
    }


def check(figures, *, quick):
    assert not figures["faults"], figures["faults"][:3]
    assert (figures["busy"], figures["lost"], figures["unaudited"]) == (0, 0, 0), figures
    assert figures["saved"] > 0
    assert figures["write p99 ms"] <= quick, figures


def test_a_few_writers_for_a_moment(url):
    check(write_for(0.5, writers=4), quick=5_000)


@pytest.mark.alone
@pytest.mark.ci
def test_sixteen_writers_for_twenty_seconds(url, capsys):
    figures = write_for(20)
    with capsys.disabled():
        print(f"\n16 writers, 20 s, {url.split(':')[0]}: {figures}")  # noqa: T201
    check(figures, quick=200)


@pytest.mark.soak
def test_sixteen_writers_for_a_minute(url, capsys):
    figures = write_for(60)
    with capsys.disabled():
        print(f"\n16 writers, 60 s, {url.split(':')[0]}: {figures}")  # noqa: T201
    check(figures, quick=200)
