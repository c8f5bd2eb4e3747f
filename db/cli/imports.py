"""`import`: a file, or the files of a folder, into the book."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from db.access import SYSTEM
from db.cli.rows import Format, FormatOption, print_rows
from db.cli.said import say
from db.errors import Unknown

WHAT = "CSV, XLSX, or a ZIP or GZ of one: a book or leads; of another CRM the folder of its files, or a ZIP of it."
COUNTS = (
    "read", "blank", "rejected", "duplicates", "accepted", "new", "changed", "lapsed", "same", "customers", "claims",
    "ghosts",
)  # fmt: skip
SALES = (
    "read", "blank", "rejected", "duplicates", "accepted", "new", "changed", "same", "moves", "rehomed", "customers",
    "unregistered", "products", "linked",
)  # fmt: skip

CRM = ("read", "blank", "rejected", "accepted", "corrected", "new", "changed", "same", "members")
LEADS = ("read", "blank", "rejected", "duplicates", "accepted", "new", "same", "named", "by_rule", "pooled")

SHAPES = {"stages": SALES, "pooled": LEADS, "parts": CRM}
"""What tells the answers apart, and the counts of each."""


def import_rows(
    file: Annotated[Path, typer.Argument(exists=True, help=WHAT)],
    profile: Annotated[str, typer.Option(help="Which column means what: the name of a saved profile.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; the book stays as it is.")] = False,
    rejects: Annotated[Path | None, typer.Option(help="Write the rows not taken here, with the reason.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day the file speaks of; the one in its name.")
    ] = None,
    as_login: Annotated[str | None, typer.Option("--as", metavar="LOGIN", help="In whose name; the system's.")] = None,
    shape: FormatOption = Format.TABLE,
) -> None:
    """Bring a file, or a folder of them, into the book.

    The same again changes nothing; an import that was stopped goes on where it stood.
    """
    from db.imports.import_file import import_file
    from db.queries.actors import actor_named

    actor = actor_named(as_login) if as_login else SYSTEM
    if actor is None:
        raise Unknown("people.unknown_login", choices=[], name=as_login)
    report = import_file(
        file,
        profile=profile,
        actor=actor,
        dry_run=dry_run,
        rejects=rejects,
        on_progress=_progress(),
        as_of=as_of.date() if as_of else None,
    )
    say("cli.import_dry" if dry_run else "cli.imported", file=file.name, seconds=round(report.seconds))
    print_rows(("what", "number"), _lines(report.tally), shape, typed=())


def _lines(tally: Any) -> list[tuple[str, Any]]:
    sums = [name for name in ("premium", "claims_cost", "ghost_premium") if hasattr(tally, name)]
    counts = next((names for mark, names in SHAPES.items() if hasattr(tally, mark)), COUNTS)
    lines: list[tuple[str, Any]] = [(name, getattr(tally, name)) for name in counts]
    lines += [(name, f"{getattr(tally, name) / 100:.2f}") for name in sums]
    lines += [(f"stage {name}", number) for name, number in sorted(getattr(tally, "stages", {}).items())]
    lines += [(f"source {name}", number) for name, number in sorted(getattr(tally, "sources", {}).items())]
    for part, counted in getattr(tally, "parts", {}).items():
        lines += [(f"{part}: {name}", number) for name, number in counted.items()]
    lines += [(f"rule {name}", number) for name, number in getattr(tally, "rules", {}).items()]
    lines += [(f"corrected {name}: {stood} → {taken}", number) for name, stood, taken, number in tally.corrections]
    lines += [(f"anomaly {name}", number) for name, number in sorted(tally.anomalies.items())]
    return [*lines, *((f"rejected: {name}", number) for name, number in sorted(tally.reasons.items()))]


def _progress() -> Any:
    """A line that is written over at a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        return lambda _progress: None

    def show(progress: Any) -> None:
        left = "" if progress.seconds_left is None else f", {progress.seconds_left:.0f} s"
        share = f" {progress.done:,}/{progress.total:,}" if progress.total else ""
        typer.echo(f"\r\x1b[K{progress.step}{share}{left}", err=True, nl=progress.step == "publish")

    return show
