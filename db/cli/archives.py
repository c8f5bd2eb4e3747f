"""`daily`, `backup` and `restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from db.cli.audit import tell_audit
from db.cli.said import FAILED, language, say
from db.periods import today


def daily() -> None:
    """What a day needs: summaries, tiers, reminders, old things swept away, the audit checked. Twice is like once.

    A step that fails keeps no other waiting. Exit code 1 where one did, and where it found orphans or a broken audit.
    """
    from db.daily import run_daily
    from db.queries.actors import actor_of

    done = run_daily(today())
    if done is None:
        say("cli.daily_elsewhere")
        return
    say("cli.daily_done", **vars(done))
    if done.orphans:
        say("orphans.alarm", many=done.orphans)
    if done.audit is not None:
        tell_audit(done.audit)
    for failed in done.failed:
        of = actor_of(failed.person_id) if failed.person_id else None
        step = f"{failed.step} ({of.login})" if of else failed.step
        say("cli.daily_failed", step=step, why=failed.why.sentence(language()))
    if done.failed or done.orphans or (done.audit is not None and done.audit.broken):
        raise typer.Exit(FAILED)


def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The archive to write; it must not be there yet.")],
) -> None:
    """Write the database and the attached files into one archive, as of one moment, without keys."""
    from db.backup import write_backup

    summary = write_backup(file)
    say("cli.backed_up", file=file, tables=summary.tables, rows=summary.rows, files=summary.files)


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An archive that `backup` wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Throw away what is in the database now.")] = False,
) -> None:
    """Bring an archive of either database into an empty SQLite or PostgreSQL. Stop the app first."""
    from db.audit_check import kept_end
    from db.restore import restore_backup

    summary = restore_backup(file, force=force)
    say("cli.restored", file=file, tables=summary.tables, rows=summary.rows, files=summary.files)
    if base := kept_end().base.id:
        say("cli.audit_elsewhere", row=base)
