"""`audit verify` and `audit anchor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
def verify() -> None:
    """Follow the whole chain; 0 and its length if it holds, else 1 and the first row that does not."""
    from db.audit_check import check_audit

    found = check_audit()
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


def tell_audit(found: AuditCheck) -> None:
    """What a check of the audit found, as a sentence."""
    if found.broken is None:
        say("cli.audit_whole", rows=found.rows, row=found.last.id, seal=found.last.seal[:16] or "-")
    else:
        say(BROKEN[found.broken], rows=found.rows, last=found.last.id, row=found.row)
