"""`orphans`: whether every customer, and every policy in force, has somebody active who serves it."""

from __future__ import annotations

import typer

from db.access import SYSTEM
from db.cli.rows import Format, FormatOption, print_rows
from db.cli.said import FAILED, language, say
from db.errors import Refusal
from db.periods import today
from db.queries.orphans import orphans
from db.session import reading

COLUMNS = ("kind", "number", "customer", "cause", "since", "days")


def list_orphans(shape: FormatOption = Format.TABLE) -> None:
    """The orphans, by number, cause and age: none is exit code 0 and the count 0; any is exit code 1 and the list."""
    with reading(SYSTEM) as session:
        found = orphans(session, today())
    if not found:
        if shape is Format.TABLE:
            typer.echo("0")
        else:
            print_rows(COLUMNS, [], shape, typed=())
        say("cli.no_orphans")
        return
    named = [(_named(one.kind), one.number, one.customer, _named(one.cause), one.since, one.days) for one in found]
    coded = [(one.kind, one.number, one.customer, one.cause, one.since, one.days) for one in found]
    print_rows(COLUMNS, named if shape is Format.TABLE else coded, shape, typed=("number", "customer"))
    say("cli.orphans", many=len(found))
    raise typer.Exit(FAILED)


def _named(code: str) -> str:
    """A kind or a cause as it is read."""
    return Refusal(f"orphans.{code}").sentence(language())
