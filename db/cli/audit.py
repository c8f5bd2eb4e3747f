"""`audit verify`, `audit anchor` and `audit archive`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from db.cli.said import FAILED, say

if TYPE_CHECKING:
    from db.audit_check import AuditCheck

app = typer.Typer(
    help="The audit's chain: that nobody changed, removed or inserted a row.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
BROKEN = {
    "row": "cli.audit_row",
    "base": "cli.audit_base",
    "end": "cli.audit_end",
    "cut": "cli.audit_cut",
    "ahead": "cli.audit_ahead",
    "anchor": "cli.audit_anchor",
    "no_anchor": "cli.audit_no_anchor",
}


@app.command("verify")
def verify(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="A file that `audit archive` wrote.")
    ] = None,
) -> None:
    """Follow the whole chain, or a file's; 0 and its length if it holds, else 1 and the first row that does not."""
    from db.audit_archive import check_archive
    from db.audit_check import check_audit

    found = check_audit() if file is None else check_archive(file)
    tell_audit(found)
    if found.broken is not None:
        raise typer.Exit(FAILED)
    typer.echo(found.rows)


@app.command("anchor")
def anchor() -> None:
    """Accept where the chain ends now, on a new machine or after the database was brought back by other means.

    The rows themselves must hold together. The audit notes that this was done.
    """
    from db.audit_check import BESIDE, accept_end, check_audit

    found = check_audit()
    if found.broken is not None and found.broken not in BESIDE:
        tell_audit(found)
        raise typer.Exit(FAILED)
    accept_end(found)
    say("cli.audit_anchored", row=found.last.id)


@app.command("archive")
def archive(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The file to write; it must not be there yet.")],
    before: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day whose rows stay in the database.")
    ],
) -> None:
    """Take old rows out of the database into a file with seals of its own. On PostgreSQL as the tables' owner."""
    from db.audit_archive import take_out_audit

    taken = take_out_audit(file, before.date())
    say("cli.audit_archived", rows=taken.rows, row=taken.last.id, file=file)


def tell_audit(found: AuditCheck) -> None:
    """What a check of the audit found, as a sentence."""
    if found.broken is None:
        say("cli.audit_whole", rows=found.rows, row=found.last.id, seal=found.last.seal[:16] or "-")
    else:
        say(BROKEN[found.broken], rows=found.rows, last=found.last.id, row=found.row)
