"""The verbs that make a database: setup, init, migrate, demo."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from db.access import SYSTEM
from db.cli.rows import Format, FormatOption, print_rows
from db.cli.said import at_a_terminal, say, words
from db.engine import database, database_url
from db.errors import Refusal
from db.migrate import newest, revision, upgrade
from db.periods import today


def init() -> None:
    """Make the tables, with nothing in them. On a database that has them already nothing changes."""
    fresh = revision(database_url()) is None
    upgrade()
    say("cli.tables_made" if fresh else "cli.tables_there", url=shown_url())


def migrate() -> None:
    """Bring the tables to the newest form; what is in them stays. Make a backup first."""
    before = revision(database_url())
    upgrade()
    say("cli.migrated" if before != newest() else "cli.newest", before=before or "-", after=newest() or "-")


def setup(
    company: Annotated[str | None, typer.Option(help="Name of the company.")] = None,
    unit: Annotated[str | None, typer.Option(help="Name of its first department.")] = None,
    login: Annotated[str | None, typer.Option(help="Login of the first administrator.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the first administrator.")] = None,
    company_code: Annotated[str, typer.Option(help="Code of the company.")] = "C",
    unit_code: Annotated[str, typer.Option(help="Code of the department.")] = "D1",
    speaks: Annotated[str, typer.Option("--language", help="zh or en: what the administrator reads.")] = "zh",
) -> None:
    """The first day of a real branch: company, first unit, first administrator with a one-time password.

    What is not given is asked for. The password is printed once, on stdout, and must be changed at the first sign-in.
    Refused where anybody or any unit is already there.
    """
    from db.commands.set_up import set_up
    from db.run import run
    from db.sign_in.passwords import hash_password, new_password

    asked = {"cli.ask_company": company, "cli.ask_unit": unit, "cli.ask_login": login, "cli.ask_name": name}
    if not at_a_terminal() and any(value is None for value in asked.values()):
        raise Refusal("cli.setup_needs")
    given = [value or typer.prompt(words(key), err=True) for key, value in asked.items()]
    upgrade()
    password = new_password()
    run(
        set_up,
        SYSTEM,
        company=given[0],
        unit=given[1],
        login=given[2],
        name=given[3],
        password_hash=hash_password(password),
        today=today(),
        company_code=company_code,
        unit_code=unit_code,
        language=speaks,
    )
    say("cli.set_up", login=given[2])
    typer.echo(password)


def demo(
    customers: Annotated[
        int | None, typer.Option(min=0, help="About how many customers; the story's own by default.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed and day give the same rows.")] = 1,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day the story ends on; today.")
    ] = None,
    staff_only: Annotated[bool, typer.Option("--staff-only", help="Units and people, no customers.")] = False,
    shape: FormatOption = Format.TABLE,
) -> None:
    """Make the demo company in an empty database and print its accounts with their generated passwords."""
    from db.seed.demo import make_demo

    upgrade()
    day: date = as_of.date() if as_of else today()
    made = make_demo(customers=customers, seed=seed, as_of=day, staff_only=staff_only)
    rows = [(account[0], account[1], account[2], account[3]) for account in made.accounts]
    print_rows(("login", "name", "role", "password"), rows, shape, typed=("name",))


def shown_url() -> str:
    """Where the database is, without its password."""
    return database().read.url.render_as_string(hide_password=True)
