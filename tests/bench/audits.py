"""The audit's page over ten million rows, in statements and milliseconds: `python -m tests.bench.audits --help`."""

import argparse
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from db.engine import database
from db.queries.actors import actor_named
from db.queries.audits import Sought, audited, audits, chain_state, count_audits
from db.session import reading
from tests.bench import book
from tests.bench.places import TODAY, Place

DAYS = 730
COMMANDS = (
    "log_activity", "close_activity", "plan_activity", "change_opportunity", "advance_opportunity", "change_customer",
    "open_session", "export_rows", "add_customer", "add_contact", "reveal_customer", "make_plan",
)  # fmt: skip
TABLES = ("activity", "activity", "activity", "opportunity", "opportunity", "customer", "contact", "day_plan")


def asked():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.audits", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--keep", type=Path, help="make the audit in this folder, and use the one that is there")
    parser.add_argument("--postgres", default="", help="URL of an empty database, or of one with such an audit")
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


def _case(values, number):
    return f"CASE {number} " + " ".join(f"WHEN {at} THEN '{value}'" for at, value in enumerate(values)) + " END"


def make_rows(rows, today):
    """Rows as commands leave them, two years of them; one in 997 denied, one in 99,991 a rare command. Unsealed."""
    first, lite = today - timedelta(days=DAYS), database().dialect == "sqlite"
    second = f"i * {DAYS * 86_400 // rows or 1}"
    at = f"datetime('{first}', '+' || ({second}) || ' seconds') || '.000000'"
    moment = at if lite else f"TIMESTAMPTZ '{first} UTC' + ({second}) * INTERVAL '1 second'"
    book._run_sql(
        first,
        "INSERT INTO audit (id, at, command, outcome, actor_id, actor_login, record_table, record_id, change, came_from, seal) "
        f"{book._numbers(rows)} SELECT (SELECT max(id) FROM audit) + 1 + i, {moment}, "
        f"CASE WHEN i % 99991 = 7 THEN 'change_role' ELSE {_case(COMMANDS, 'i % 12')} END, "
        "CASE WHEN i % 997 = 3 THEN 'denied' ELSE 'done' END, 1 + i % 300 * 7919 % 300, 's' || (1 + i % 300 * 7919 % 300), "
        f"{_case(TABLES, 'i % 8')}, 1 + i % 400000 * 31 % 400000, "
        """'{"subject": [null, "回访客户' || i || '"], "status": ["planned", "done"], "version": [1, 2]}', '10.0.0.7', '' FROM n""",
        "ANALYZE",
    )
    return book.counts() | {"customer": rows}


def counted():
    """How many there are by a former run of this; nothing where only the staff's are."""
    with database().read.connect() as connection:
        rows = connection.execute(sa.text("SELECT count(*) FROM audit")).scalar_one()
    return book.counts() | {"customer": rows} if rows > 1_000 else None


def sought():
    """What an administrator looks for, by name."""
    day = date.fromisoformat(TODAY)
    return {
        "everything": Sought(),
        "a common command": Sought(command="log_activity"),
        "a rare command": Sought(command="change_role"),
        "what was denied": Sought(outcome="denied"),
        "a kind of record": Sought(table="contact"),
        "one record": Sought(table="contact", record_id=1234),
        "one day of last year": Sought(since=day - timedelta(days=400), until=day - timedelta(days=400)),
        "a command in a month": Sought(
            command="reveal_customer", since=day - timedelta(days=90), until=day - timedelta(days=60)
        ),
        "a text": Sought(search="回访客户9999"),
        "a person": Sought(search="executive"),
        "a text nobody wrote": Sought(search="nothing of the kind"),
    }


def timed(ask):
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1_000


def measured(rounds):
    """A line for each question: the first time, and the middle one of the others."""
    admin = actor_named("admin")

    def page(what, offset=0):
        with reading(admin) as session:
            audited(session, admin)
            chain_state(session, admin)
            count_audits(session, admin, what)
            audits(session, admin, what, offset=offset)

    print("| looked for | first ms | again ms |\n|---|--:|--:|")
    for name, what in sought().items():
        times = [timed(lambda what=what: page(what)) for _ in range(rounds)]
        print(f"| {name} | {times[0]:.0f} | {statistics.median(times[1:]):.0f} |", flush=True)
    times = [timed(lambda: page(Sought(), 9_970)) for _ in range(rounds)]
    print(f"| the last page that is offered | {times[0]:.0f} | {statistics.median(times[1:]):.0f} |", flush=True)


def main():
    """The table on stdout."""
    order = asked()
    with tempfile.TemporaryDirectory(prefix="baoke-bench-") as folder:
        place = Place("audit", order.keep or Path(folder), order.postgres)
        start = time.perf_counter()
        place.fill(order.rows, lambda rows, today: counted() or make_rows(rows, today))
        with place.here(), database().read.connect() as connection:
            rows = connection.execute(sa.text("SELECT count(*) FROM audit")).scalar_one()
        print(f"{rows:,} rows, made or found in {time.perf_counter() - start:.0f} s.\n", flush=True)
        with place.here():
            measured(order.rounds)


if __name__ == "__main__":
    main()
