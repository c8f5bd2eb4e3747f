"""The application behind `python -m db`: its verbs, and errors as sentences and exit codes."""

from __future__ import annotations

import getpass
import logging
import os
from collections.abc import Sequence

import typer
from sqlalchemy.exc import DBAPIError
from typer.main import get_command

from db.came_from import coming_from
from db.cli import archives, audit, company, figures, handovers, imports, orphans, reorganise, units, users
from db.cli.said import FAILED, say, tell
from db.config import ConfigError
from db.errors import Refusal
from db.keys import WeakKey

EXIT_CODES = "Exit codes: 0 done, 1 failed, 2 unknown name (with the choices), 3 refused (sentences are on stderr)."

app = typer.Typer(
    name="python -m db",
    help="Baoke on the command line: the database, its people, imports, figures, backups.\n\n"
    "The database is the one of BAOKE_DATABASE_URL, else the SQLite file in BAOKE_DATA (./data). " + EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

app.command("setup")(company.setup)
app.command("init")(company.init)
app.command("migrate")(company.migrate)
app.command("demo")(company.demo)
app.command("import")(imports.import_rows)
app.command("figure")(figures.figure)
app.add_typer(users.app, name="user")
app.add_typer(units.app, name="unit")
app.add_typer(handovers.app, name="handover")
app.add_typer(reorganise.app, name="reorganise")
app.command("orphans")(orphans.list_orphans)
app.add_typer(audit.app, name="audit")
app.command("daily")(archives.daily)
app.command("backup")(archives.backup)
app.command("restore")(archives.restore)


def command_line(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. An error that can be expected is a sentence, never a traceback."""
    _quiet()
    try:
        with coming_from(f"cli:{_machine_user()}"):
            get_command(app).main(args=list(arguments) if arguments is not None else None, prog_name="python -m db")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else FAILED
    except Refusal as refusal:
        return tell(refusal)
    except (ConfigError, WeakKey) as wrong:
        say("cli.setting", what=wrong)
    except DBAPIError as broken:
        say(_database_sentence(broken), what=_first_line(broken))
    except OSError as missing:
        say("cli.file", what=missing)
    return FAILED


def _machine_user() -> str:
    """Who is signed in to the machine; a container may have no name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _quiet() -> None:
    """Alembic tells every step it takes; the one sentence at the end is enough."""
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _database_sentence(broken: DBAPIError) -> str:
    told = str(broken.orig).lower()
    no_tables = "no such table" in told or "undefinedtable" in type(broken.orig).__name__.lower()
    return "cli.no_tables" if no_tables else "cli.database"


def _first_line(broken: DBAPIError) -> str:
    return (str(broken.orig).splitlines() or [""])[0]
