"""`user`: the people who sign in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from db.access import SYSTEM
from db.cli.rows import Format, FormatOption, print_rows
from db.cli.said import language, say
from db.commands.add_person import add_person
from db.commands.change_role import change_role
from db.commands.disable_person import disable_person
from db.commands.enable_person import enable_person
from db.commands.end_sessions import end_sessions
from db.commands.move_person import move_person
from db.commands.reset_password import reset_password
from db.periods import today
from db.queries.people import PersonRow, people, person_with_login
from db.queries.units import unit_coded
from db.run import run
from db.session import reading
from db.sign_in.passwords import hash_password, new_password

app = typer.Typer(help="People: list, add, role, move, reset, disable, …", no_args_is_help=True, rich_markup_mode=None)

Login = Annotated[str, typer.Argument(help="The person's login.")]
UnitCode = Annotated[str, typer.Option("--unit", help="Code of the unit.")]


@app.command("list")
def list_people(
    disabled: Annotated[bool, typer.Option("--disabled", help="Those who are disabled too.")] = False,
    shape: FormatOption = Format.TABLE,
) -> None:
    """Everybody, by login."""
    with reading(SYSTEM) as session:
        found = people(session, active=None if disabled else 1, limit=None)
    rows = [(row.login, row.name, row.role.value, row.unit_code, row.email, row.active) for row in found]
    typed = ("login", "name", "unit", "email")
    print_rows(("login", "name", "role", "unit", "email", "active"), rows, shape, typed=typed)


@app.command("add")
def add(
    login: Login,
    name: Annotated[str, typer.Argument(help="The person's name.")],
    role: Annotated[str, typer.Option(help="What the person is here, such as salesperson.")],
    unit: UnitCode,
    email: Annotated[str | None, typer.Option(help="E-mail address.")] = None,
    speaks: Annotated[str, typer.Option("--language", help="zh or en.")] = "zh",
) -> None:
    """Add a person; the one-time password is printed once, on stdout."""
    password = new_password()
    order: dict[str, Any] = {"login": login, "name": name, "role": role, "email": email, "language": speaks}
    order |= {"unit_id": _unit_id(unit), "password_hash": hash_password(password), "today": today()}
    run(add_person, SYSTEM, **order)
    say("cli.user_added", login=login)
    typer.echo(password)


@app.command("role")
def give_role(login: Login, role: Annotated[str, typer.Argument(help="The new role.")]) -> None:
    """Give a person another role; it holds at the next click."""
    person = _person(login)
    run(change_role, SYSTEM, person_id=person.id, version=person.version, role=role)
    say("cli.user_role", login=login, role=role)


@app.command("move")
def move(login: Login, unit: Annotated[str, typer.Argument(help="Code of the unit to move to.")]) -> None:
    """Move a person to another unit, from today on."""
    person = _person(login)
    order: dict[str, Any] = {"person_id": person.id, "placement_id": person.placement_id, "unit_id": _unit_id(unit)}
    run(move_person, SYSTEM, today=today(), **order)
    say("cli.user_moved", login=login, unit=unit)


@app.command("reset")
def reset(
    login: Login,
    drop_code: Annotated[
        bool, typer.Option("--drop-second-factor", help="Forget the second factor too: the phone is lost.")
    ] = False,
) -> None:
    """Print a new one-time password, once; all of the person's sessions end."""
    password = new_password()
    order: dict[str, Any] = {"password_hash": hash_password(password), "keep_second_factor": not drop_code}
    run(reset_password, SYSTEM, person_id=_person(login).id, **order)
    say("cli.user_reset", login=login)
    typer.echo(password)


@app.command("disable")
def disable(login: Login) -> None:
    """Disable an account. Refused while the person holds customers, memberships, open activities or leads."""
    person = _person(login)
    run(disable_person, SYSTEM, person_id=person.id, version=person.version, today=today())
    say("cli.user_disabled", login=login)


@app.command("enable")
def enable(login: Login, unit: UnitCode) -> None:
    """Give a disabled person the account and a place back."""
    person = _person(login)
    order: dict[str, Any] = {"person_id": person.id, "version": person.version, "unit_id": _unit_id(unit)}
    run(enable_person, SYSTEM, today=today(), **order)
    say("cli.user_enabled", login=login)


@app.command("sign-out")
def sign_out(login: Login) -> None:
    """End all sessions of a person."""
    run(end_sessions, SYSTEM, person_id=_person(login).id)
    say("cli.user_signed_out", login=login)


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="login, name, role, unit code[, email].")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen.")] = False,
    shape: FormatOption = Format.TABLE,
) -> None:
    """Take over a staff list; prints what becomes of each row, and the one-time passwords of those who are new."""
    from db.staff import take_staff

    lines = take_staff(replace(SYSTEM, language=language()), file, dry_run=dry_run)
    rows = [(line.line, line.login, line.name, line.verdict.value, line.why, line.password) for line in lines]
    print_rows(("line", "login", "name", "verdict", "why", "password"), rows, shape, typed=("login", "name"))


def _person(login: str) -> PersonRow:
    with reading(SYSTEM) as session:
        return person_with_login(session, login)


def _unit_id(code: str) -> int:
    with reading(SYSTEM) as session:
        return unit_coded(session, code).id or 0
