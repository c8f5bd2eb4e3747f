"""Searches in a book of a million names, and what its index weighs: `python -m tests.bench.search --help`."""

import argparse
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from db.access import SYSTEM
from db.engine import database
from db.gram_index import index_all
from db.queries.actors import actor_named
from db.queries.found_customers import found_customers
from db.queries.found_records import found_records
from db.run import run
from db.session import reading
from tests.bench import book
from tests.bench.places import Place

ASKED = {
    "a common name": "王伟",
    "a surname": "王",
    "a rare pair": "鑫岩",
    "three characters": "张晓明",
    "one slip": "张小铭",
    "of a firm": "鼎盛物流",
    "of a firm, one slip": "鼎成物流",
    "pinyin": "zhangxiaom",
    "initials": "zxm",
    "one letter": "z",
    "number": "B123456",
    "policy": "P123456",
    "plate": "宁A12345",
    "phone": "13800001234",
    "last four": "1234",
    "nobody": "欧阳娜娜",
}


def asked():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="make the book in this folder, and use the one that is there")
    parser.add_argument("--postgres", default="", help="URL of an empty database, or of one with such a book")
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


def make_names(customers, today):
    """Customers with owners, private numbers and policies, and nothing that search does not ask of."""
    first = today - timedelta(days=book.DAYS)
    run(book._products, SYSTEM)
    sellers = run(book._staff, SYSTEM, customers=customers, today=first)
    book._seller_table(sellers)
    book._customers(customers, first, len(sellers))
    book._policies(customers, first)
    book._run_sql(first, "DROP TABLE bench_seller")
    before, start = weight(), time.perf_counter()
    grams = run(indexed, SYSTEM)
    taken = time.perf_counter() - start
    print(
        f"{customers:,} customers: {grams:,} grams in {taken:.0f} s, {(weight() - before) / customers:.0f} bytes a customer "
        f"of {weight() / customers:.0f}.\n",
        flush=True,
    )
    return book.counts()


def indexed(session, actor) -> int:
    """The index, and what the planner knows of it."""
    grams = index_all(session)
    session.trusted().execute(sa.text("ANALYZE"))
    return grams


def weight():
    """Bytes of the database."""
    with database().read.connect() as connection:
        if database().dialect == "sqlite":
            pages = connection.execute(sa.text("SELECT page_count FROM pragma_page_count")).scalar_one()
            return pages * connection.execute(sa.text("SELECT page_size FROM pragma_page_size")).scalar_one()
        return connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one()


def measured(rounds):
    """A line for each question and role: found, and the milliseconds of the customers alone and of every kind."""
    print("| typed | as | customers | ms | every kind ms |\n|---|---|--:|--:|--:|")
    for what, typed in ASKED.items():
        for login in ("salesperson", "manager", "department_head", "executive"):
            me, alone, whole = actor_named(login), [], []
            for _ in range(rounds):
                with reading(me) as session:
                    start = time.perf_counter()
                    found = found_customers(session, me, typed)
                    alone.append((time.perf_counter() - start) * 1000)
                with reading(me) as session:
                    start = time.perf_counter()
                    found_records(session, me, typed)
                    whole.append((time.perf_counter() - start) * 1000)
            number = f"{len(found.ids):,}{'+' if found.more else ''}"
            times = f"{statistics.median(alone):.1f} | {statistics.median(whole):.1f}"
            print(f"| {what}: {typed} | {login} | {number} | {times} |", flush=True)


def main():
    """The table on stdout."""
    order = asked()
    with tempfile.TemporaryDirectory(prefix="baoke-bench-") as folder:
        place = Place("book", order.keep or Path(folder), order.postgres)
        place.fill(order.customers, make_names)
        with place.here():
            measured(order.rounds)


if __name__ == "__main__":
    main()
