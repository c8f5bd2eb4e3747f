"""Makes a book, starts the app on it, and measures over its WebSocket: `python -m tests.bench --help`."""

import argparse
import os
import platform
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from sqlmodel import col, select

from db.models.customers import Customer
from db.scope import sees
from db.session import reading
from tests.bench.bare import bare, statements
from tests.bench.client import Tab
from tests.bench.load import centile, pages_a_second, sessions
from tests.bench.moves import stage_changes
from tests.bench.pages import ODOO, visits
from tests.bench.places import Place

CUSTOMERS = 100_000
GOALS = {"p95": 400.0, "pages": 3.9, "growth": 1.5, "postgres": 2.0}


def asked():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS, help="size of the book; 100000 by default")
    parser.add_argument("--keep", type=Path, help="make the book in this folder, and use the one that is there")
    parser.add_argument(
        "--postgres", default="", help="URL of an empty database, or of one with such a book, to compare with"
    )
    parser.add_argument(
        "--growth", action="store_true", help="measure the same pages on a book ten times as large as well"
    )
    parser.add_argument("--rounds", type=int, default=30, help="runs of which the median is taken")
    parser.add_argument("--seconds", type=int, default=60, help="how long 50 sessions, and then 8 clients, go on")
    parser.add_argument("--slack", type=float, default=1.0, help="multiplies every goal; above 1 on a busy machine")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    return parser.parse_args()


class Bench:
    """One run: what was measured, and what was missed."""

    def __init__(self, order, folder):
        self.order, self.missed = order, []
        self.floor = Place("floor", folder)
        self.book = Place("SQLite", order.keep or folder / "book")
        self.others = [Place("PostgreSQL", folder / "postgres", order.postgres)] if order.postgres else []
        if order.growth:
            large = (order.keep.with_name(order.keep.name + "-large")) if order.keep else folder / "large"
            self.others.append(Place("ten times", large))

    def run(self):
        """Books, servers, measures, tables."""
        for place in (self.book, *self.others):
            place.fill(self.order.customers * (10 if place.name == "ten times" else 1))
        print(f"Book: {', '.join(f'{rows:,} {table}' for table, rows in self.book.sizes.items())}. {machine()}.\n")
        with ExitStack() as stack:
            stack.enter_context(self.floor.started("tests.bench.floor_app:app"))
            for place in (self.book, *self.others):
                stack.enter_context(place.started())
            for place in (self.book, *self.others):
                place.settled()
            self.pages()
            self.load()
        return 1 if self.missed else 0

    def pages(self):
        """Every page warm and cold, each time beside the floor."""
        idle = self.book.memory()
        places = (self.book, *self.others)
        heads = ["page", "run", "floor ms", "bare SQL ms (statements)", "page ms", "goal ms"]
        print("| " + " | ".join([*heads, *(f"{place.name} ms" for place in self.others), "verdict"]) + " |")
        print("|---|---|--:|--:|--:|--:|" + "--:|" * len(self.others) + "---|")
        # Each place has its own customers in sight of its people.
        of_each = [visits(customers_of(place, self.order.rounds * 2 + 4)) for place in places]
        for same in zip(*of_each, strict=True):
            if self.order.only in same[0].name:
                self.row(same, places)
        self.moves()
        after = self.book.memory()
        print(
            f"\nMemory of the app: {idle:.0f} MB before the first page, {after:.0f} MB after all of them.", flush=True
        )

    def moves(self):
        """The line of a stage change: a write through the page."""
        name = "stage change on the board, salesperson"
        if self.order.only not in name:
            return
        floor, taken = stage_changes(self.floor, (self.book, *self.others), self.order.rounds)
        limit = ODOO["stage change"]
        said = (
            f"{self.verdict(taken[0] < limit * self.order.slack, f'{name}: Odoo {limit:.0f} ms')}: Odoo 51–{limit:.0f}"
        )
        cells = [name, "write", f"{floor:.1f}", "–", f"{taken[0]:.1f}", "–", *(f"{one:.1f}" for one in taken[1:]), said]
        print("| " + " | ".join(cells) + " |", flush=True)

    def row(self, same, places):
        """The two lines of one page, as it is asked for at each place."""
        visit = same[0]
        cold, warm = statements(self.book, visit)
        for run, sent in (("warm", warm), ("cold", cold)):
            floor, taken = measured(self.floor, places, same, self.order.rounds, cold=run == "cold")
            sql = bare(self.book, sent, self.order.rounds)
            goal = max(4 * floor, 2 * (sql + floor)) * self.order.slack
            said = self.judged(visit, run, taken, goal)
            times = [
                f"{floor:.1f}",
                f"{sql:.1f} ({len(sent)})",
                f"{taken[0]:.1f}",
                f"{goal:.0f}" if visit.judged else "–",
            ]
            cells = [visit.name, run, *times, *(f"{other:.1f}" for other in taken[1:]), "; ".join(said)]
            print("| " + " | ".join(cells) + " |", flush=True)

    def judged(self, visit, run, taken, goal):
        """What is to be said of one line: kept within the goal, ahead of Odoo, beside the other places."""
        mine, what = taken[0], f"{visit.name}, {run}"
        said = [self.verdict(mine <= goal, f"{what} ×{mine / goal:.2f} of its goal")] if visit.judged else []
        if visit.odoo:
            limit = ODOO[visit.odoo]
            said.append(f"{self.verdict(mine < limit, f'{what}: Odoo {limit:.0f} ms')}: Odoo {limit:.0f}")
        beside = zip(self.others, taken[1:], strict=True)
        said += [self.compared(visit, run, place, mine, other) for place, other in beside]
        return [one for one in said if one]

    def compared(self, visit, run, place, mine, other):
        """How the same page does on ten times the book, or on PostgreSQL."""
        if place.name == "ten times":
            ratio, goal = other / mine, GOALS["growth"]
        elif visit.login == "department_head" and not visit.page:
            ratio, goal = mine / other, GOALS["postgres"]
        else:
            return ""
        met = self.verdict(ratio <= goal * self.order.slack, f"{visit.name}, {run}: {place.name} {ratio:.2f}")
        return f"{met}: {place.name} ×{ratio:.2f}"

    def load(self):
        """50 sessions that think, then 8 clients that do not."""
        if not self.order.seconds:
            return
        found, wrong = sessions(self.book, customers_of(self.book, 200), 50, self.order.seconds)
        p95, kept = centile(found, 95), f"{len(wrong)} errors {wrong[:2] or ''}"
        met = self.verdict(
            p95 <= GOALS["p95"] * self.order.slack and not wrong, f"50 sessions: p95 {p95:.0f} ms, {kept}"
        )
        times = f"median {statistics.median(found):.0f} ms, p95 {p95:.0f} ms, p99 {centile(found, 99):.0f} ms"
        print(f"\n50 sessions, 2 s think time, {self.order.seconds} s: {len(found)} clicks, {times}, {kept}: {met}.")
        rate = pages_a_second(self.book, 8, self.order.seconds)
        met = self.verdict(rate > GOALS["pages"], f"8 clients: {rate:.1f} pages/s")
        print(f"8 clients, pipeline pages: {rate:.1f} a second (Odoo {GOALS['pages']}): {met}.")
        print(f"Memory of the app after that: {self.book.memory():.0f} MB.", flush=True)

    def verdict(self, kept, what):
        """Says it, and remembers what was missed."""
        if not kept:
            self.missed.append(what)
        return "met" if kept else "**missed**"


def measured(floor, places, same, rounds, *, cold):
    """Median milliseconds of the floor and of the page at each place, taken in turns; cold is right after a write."""
    with ExitStack() as stack:
        least = stack.enter_context(Tab(floor.address))
        tabs = [stack.enter_context(Tab(place.address, place.cookie(same[0].login))) for place in places]
        least.open()
        for tab, visit in zip(tabs, same, strict=True):
            tab.open(visit.page, **visit.query(0))
        floors, taken = [], [[] for _ in places]
        for turn in range(1, rounds + 1):
            floors.append(least.open())
            for place, tab, visit, times in zip(places, tabs, same, taken, strict=True):
                if cold:
                    place.write()
                times.append(tab.open(visit.page, **visit.query(turn + (rounds if cold else 0))))
                assert not tab.errors, (visit.name, tab.errors)
    return statistics.median(floors), [statistics.median(times) for times in taken]


def customers_of(place, number):
    """Ids of some customers in sight of each login, spread over the book."""
    found = {}
    with place.here():
        for login in ("department_head", "executive", "manager", "salesperson"):
            me = place.actor(login)
            with reading(me) as session:
                shown = select(Customer.id).where(sees(me, Customer)).order_by(col(Customer.number)).limit(number)
                found[login] = list(session.exec(shown)) or [1]
    return found


def machine():
    """What it ran on, and how busy that was."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"


def main():
    """The tables on stdout; 1 where a goal was missed."""
    order = asked()
    with tempfile.TemporaryDirectory(prefix="baoke-bench-") as folder:
        bench = Bench(order, Path(folder))
        code = bench.run()
    print("\nMissed: " + "; ".join(bench.missed) if bench.missed else "\nAll goals met.")
    return code


if __name__ == "__main__":
    sys.exit(main())
