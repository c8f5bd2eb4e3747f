"""`reorganise`: teams that moved, merged or split, and what was checked; withdrawn before, taken back after."""

from __future__ import annotations

from typing import Annotated

import typer

from db.access import SYSTEM
from db.cli.rows import Format, FormatOption, print_rows
from db.cli.said import say
from db.commands.undo_reorganisation import undo_reorganisation
from db.commands.withdraw_reorganisation import withdraw_reorganisation
from db.queries.reorganisation_lines import account_of, lines_of
from db.queries.reorganisations import one_reorganisation, reorganisations
from db.run import run
from db.session import reading

app = typer.Typer(help="Reorganisations: list, show, withdraw, undo.", no_args_is_help=True, rich_markup_mode=None)

Number = Annotated[int, typer.Argument(help="Its number in the list.")]


@app.command("list")
def list_all(shape: FormatOption = Format.TABLE) -> None:
    """What is planned and what was done, withdrawn or undone."""
    with reading(SYSTEM) as session:
        found = reorganisations(session, SYSTEM)
    rows = [
        (row.id, row.kind.value, row.state.value, row.effective_on, ", ".join(row.sources), row.into, row.people)
        for row in found
    ]
    print_rows(("number", "kind", "state", "day", "from", "into", "people"), rows, shape, typed=("from", "into"))


@app.command("show")
def show(number: Number, shape: FormatOption = Format.TABLE) -> None:
    """Who goes while it is planned; once it is done, each figure before and after."""
    with reading(SYSTEM) as session:
        row = one_reorganisation(session, SYSTEM, number)
        account = account_of(session, SYSTEM, number)
        lines = lines_of(session, SYSTEM, number)
    if account:
        checks = [(one.name, one.before, one.after, "yes" if one.holds else "no") for one in account]
        print_rows(("figure", "before", "after", "same"), checks, shape, typed=())
    else:
        print_rows(("person", "from"), [(one.name, one.unit) for one in lines], shape, typed=("person", "from"))
    say("cli.reorganised", from_units=", ".join(row.sources), into=row.into, state=row.state.value, people=row.people)


@app.command("withdraw")
def withdraw(number: Number) -> None:
    """Nobody goes anywhere by what is planned."""
    with reading(SYSTEM) as session:
        row = one_reorganisation(session, SYSTEM, number)
    run(withdraw_reorganisation, SYSTEM, reorganisation_id=number, version=row.version)
    say("cli.reorganise_withdrawn", number=number)


@app.command("undo")
def undo(number: Number, reason: Annotated[str, typer.Option("--reason", help="Why it is taken back.")]) -> None:
    """Everybody back to the unit of before, unless somebody was moved since."""
    with reading(SYSTEM) as session:
        row = one_reorganisation(session, SYSTEM, number)
    run(undo_reorganisation, SYSTEM, reorganisation_id=number, version=row.version, reason=reason)
    say("cli.reorganise_undone", number=number)
