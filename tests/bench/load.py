"""Many at once: sessions that read, think and click on, and clients that do not think."""

import itertools
import statistics
import threading
import time

from tests.bench.client import Tab

THINK = 2.0
ROLES = ("department_head", "executive", "manager", "salesperson")


def _way(login, customers, turn):
    """What one session opens one after the other: its home most of all, then a list, a record, the rows of a bar."""
    steps = (
        ("", {}),
        ("customers", {}),
        ("customer", {"id": str(customers[login][turn % len(customers[login])])}),
        ("", {}),
        ("opportunities", {}),
        ("rows", {"metric": "signed_premium", "period": f"2026-0{turn % 6 + 1}"}),
    )
    return steps[turn % len(steps)]


def sessions(place, customers, number, seconds):
    """Milliseconds of every click of so many sessions that think 2 s between two, and what went wrong."""
    found, wrong, end = [], [], time.monotonic() + seconds
    cookies = [place.cookie(ROLES[at % len(ROLES)]) for at in range(number)]

    def visit(at):
        login = ROLES[at % len(ROLES)]
        try:
            with Tab(place.address, cookies[at], quick=True) as tab:
                time.sleep(THINK * at / number)
                tab.open()
                for turn in itertools.count(at):
                    if time.monotonic() > end:
                        return
                    page, query = _way(login, customers, turn)
                    found.append(tab.open(page, **query))
                    wrong.extend(tab.errors)
                    time.sleep(THINK)
        except Exception as broken:  # noqa: BLE001 - each is counted
            wrong.append(repr(broken))

    _at_once(visit, number)
    return found, wrong


def pages_a_second(place, clients, seconds, page="opportunities", login="department_head"):
    """How many pipeline pages so many clients get in a second, each asking again at once."""
    done, end = [], time.monotonic() + seconds
    cookies = [place.cookie(login) for _ in range(clients)]

    def visit(at):
        with Tab(place.address, cookies[at], quick=True) as tab:
            while time.monotonic() < end:
                done.append(tab.open(page))

    _at_once(visit, clients)
    return len(done) / seconds


def _at_once(visit, number):
    threads = [threading.Thread(target=visit, args=(at,)) for at in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def centile(values, part):
    """The value that so many of a hundred do not exceed."""
    return statistics.quantiles(values, n=100)[part - 1]
