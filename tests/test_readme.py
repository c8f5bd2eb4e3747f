"""What the README says is so: its commands, its table of settings, the command line it lists."""

import ast
import re
from importlib.metadata import packages_distributions

from typer.main import get_command

from db.cli.main import app
from source import ROOT, imports, sources

# Used without an import of ours: by the command that starts the app, st.login, SQLAlchemy, the form, zoneinfo.
BROUGHT_ALONG = {
    "orjson",
    "uvicorn",
    "uvloop",
    "authlib",
    "httpx",
    "psycopg",
    "extra-streamlit-components",
    "pyjwt",
    "tzdata",
    "pysqlite3",
}

README = (ROOT / "README.md").read_text("utf-8")


def test_two_commands_do_everything_on_one_line_each():
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert [command.split("/")[-1] for command in commands] == [
        "uvicorn app:app --ws-per-message-deflate false",
        "pytest",
    ]
    assert "-r requirements.txt" in commands[0]
    assert "-r requirements-dev.txt" in commands[1]


def test_every_setting_the_code_reads_is_in_the_table():
    read = {
        node.value
        for of in sources()
        for node in ast.walk(of.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"BAOKE_[A-Z_]+", node.value)
    }
    assert read == set(re.findall(r"^\| `(BAOKE_[A-Z_]+)`", README, re.MULTILINE))


def test_every_file_the_readme_points_at_is_there():
    pointed = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert not [name for name in pointed if not (ROOT / name).exists()]


def test_everything_that_is_installed_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [
            line for line in (ROOT / name).read_text("utf-8").splitlines() if line and not line.startswith(("#", "-r"))
        ]
        assert not [line for line in lines if not re.match(r"[\w.\-\[\]]+==[\w.]+(;|$)", line)]


def imported():
    """The packages that the product imports itself, by the name they are installed under."""
    by_module = packages_distributions()
    found = {module.split(".")[0] for of in sources() for _line, module, _name in imports(of)}
    return {re.sub(r"[-_.]+", "-", name).lower() for module in found for name in by_module.get(module, ())}


def test_what_is_imported_is_pinned_and_what_is_pinned_is_imported():
    text = (ROOT / "requirements.txt").read_text("utf-8")
    pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)(?:\[\w+\])?==", text, re.MULTILINE)}
    assert imported() - {"baoke"} <= pinned
    assert pinned - imported() <= BROUGHT_ALONG


def test_the_table_of_verbs_is_the_command_line():
    told = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", README, re.MULTILINE))))
    assert {name for name in told if not name.startswith("BAOKE_")} == set(get_command(app).commands)
