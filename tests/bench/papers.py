"""How long the papers of a handover take, by the number of customers: `python -m tests.bench.papers --help`."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

PAPERS = ("certificate", "pack", "letters")


def measured(size):
    """Seconds of the clock and of the process for each paper of a handover of so many customers, in a new database."""
    import large_book
    from components.handover import certificate_part, letters, pack
    from components.words import speaking
    from db.commands.approve_handover import approve_handover
    from db.config import config
    from db.queries.handovers import one_handover
    from db.run import run
    from db.session import reading
    from factories import company, hire
    from leaving import Branch, agreed, carried_out, state, version

    company()
    boss, leaver, takers = hire("boss", "manager"), hire("leaver"), [hire("ann"), hire("bob"), hire("eve")]
    large_book.book_of(leaver, size)
    head = hire("head", "department_head", "D1")
    made = agreed(of := Branch(head, boss, leaver, takers, leaver, [], 0, []))
    if state(made) == "frozen":
        run(approve_handover, head, handover_id=made, version=version(made))
    carried_out(of, made)
    with reading(boss) as session:
        row = one_handover(session, boss, made)
    letter = config().follow_up.letters[0]
    makes = (
        lambda spoken: certificate_part._file(boss, row, spoken, "stamp"),
        lambda spoken: pack._file(boss, row, None, spoken, "stamp"),
        lambda spoken: letters._file(boss, row, letter, spoken, "stamp"),
    )
    for name, make in zip(PAPERS, makes, strict=True):
        for spoken in ("zh", "en"):
            with speaking(spoken):
                clock, process = time.perf_counter(), time.process_time()
                file, customers = make(spoken)
                took = time.perf_counter() - clock, time.process_time() - process
            yield name, spoken, customers, *took, len(file)


def main():
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.papers", description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=[50, 500, 5_000])
    print("| customers | paper | in it | clock s | process s | kB |\n|--:|---|--:|--:|--:|--:|")
    for size in parser.parse_args().customers:
        with tempfile.TemporaryDirectory() as folder:
            _in(Path(folder), size)


def _in(folder, size):
    from db.engine import forget_databases
    from db.migrate import upgrade

    address = f"sqlite:///{folder / 'papers.sqlite3'}"
    os.environ |= {"BAOKE_DATABASE_URL": address, "BAOKE_DATA": str(folder), "BAOKE_TODAY": "2026-06-30"}
    forget_databases()
    upgrade(address)
    for name, spoken, customers, clock, process, length in measured(size):
        print(
            f"| {size:,} | {name}, {spoken} | {customers:,} | {clock:.2f} | {process:.2f} | {length / 1_000:,.0f} |",
            flush=True,
        )
    forget_databases()


if __name__ == "__main__":
    main()
