"""`unit`: the tree of units."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from db.access import SYSTEM
from db.cli.rows import Format, FormatOption, print_rows
from db.cli.said import say
from db.commands.add_unit import add_unit
from db.commands.change_unit import change_unit
from db.models.people import Unit
from db.queries.units import unit_coded, unit_tree
from db.run import run
from db.session import reading

app = typer.Typer(help="Units: list, add, rename, close, open.", no_args_is_help=True, rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The unit's code.")]


@app.command("list")
def list_units(
    closed: Annotated[bool, typer.Option("--closed", help="Closed units too.")] = False,
    shape: FormatOption = Format.TABLE,
) -> None:
    """The tree, each unit below the one it belongs to, with the people placed in it."""
    with reading(SYSTEM) as session:
        tree = unit_tree(session, closed=closed)
    codes = {unit.id: unit.code for unit in tree}
    rows = [
        (unit.code, unit.name, unit.kind.value, codes.get(unit.parent_id or 0), unit.region, unit.people, unit.active)
        for unit in tree
    ]
    columns = ("code", "name", "kind", "under", "region", "people", "active")
    print_rows(columns, rows, shape, typed=("code", "name", "under", "region"))


@app.command("add")
def add(
    code: Code,
    name: Annotated[str, typer.Argument(help="Its name.")],
    under: Annotated[str | None, typer.Option(help="Code of the unit above it.")] = None,
    kind: Annotated[str, typer.Option(help="company, department or team.")] = "team",
    region: Annotated[str | None, typer.Option(help="Where it is.")] = None,
) -> None:
    """Add a unit: a department under the company, a team under a department."""
    parent = _unit(under).id if under else None
    run(add_unit, SYSTEM, code=code, name=name, kind=kind, parent_id=parent, region=region)
    say("cli.unit_added", code=code)


@app.command("rename")
def rename(code: Code, name: Annotated[str, typer.Argument(help="The new name.")]) -> None:
    """Give a unit another name; its code stays."""
    unit = _unit(code)
    _change(unit, name=name, active=unit.active)
    say("cli.unit_renamed", code=code, name=name)


@app.command("close")
def close(code: Code) -> None:
    """Close a unit that has neither people nor open units below it."""
    _change(_unit(code), active=0)
    say("cli.unit_closed", code=code)


@app.command("open")
def reopen(code: Code) -> None:
    """Open a closed unit again."""
    _change(_unit(code), active=1)
    say("cli.unit_opened", code=code)


def _unit(code: str) -> Unit:
    with reading(SYSTEM) as session:
        return unit_coded(session, code)


def _change(unit: Unit, *, active: int, name: str | None = None) -> None:
    order: dict[str, Any] = {
        "unit_id": unit.id,
        "version": unit.version,
        "name": name or unit.name,
        "region": unit.region,
    }
    run(change_unit, SYSTEM, active=active, **order)
