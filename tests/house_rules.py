"""The rules of the house as functions: each takes one source file and yields what breaks it, with its line."""

import ast
import re
from collections.abc import Callable, Iterator

from source import Source, called, calls, functions, imports, nodes

Rule = Callable[[Source], Iterator[str]]
RULES: list[Rule] = []

# Inside db a file may import its own row and the rows before it. What is not named stands on the last row, with
# measure, queries and commands.
LAYERS = (
    {"errors", "periods"},
    {"anchors", "came_from", "chain", "engine", "keys", "masks", "models", "table_marks"},
    {
        "access",
        "clauses",
        "config",
        "config_charts",
        "config_check",
        "config_day",
        "config_handover",
        "config_exports",
        "config_follow_up",
        "config_part",
        "config_rules",
        "config_shape",
        "customer_path",
        "dictionary",
        "expressions",
        "figures",
        "marks",
        "metrics",
        "parts",
        "places",
        "reads",
        "rides",
        "rights",
        "rules",
    },
    {"audit", "everything", "guard", "handover_scope", "proof", "scope", "session", "statements"},
)
MAY_NOT = {
    "db": {"components", "pages", "streamlit", "plotly", "app", "frame", "gate"},
    "components": {"pages", "app", "frame", "gate"},
    "pages": {"app", "frame", "gate"},
}

MAY_CONNECT = ("db/engine.py", "db/session.py", "db/migrate.py", "db/migrations/")
CONNECTING = {
    "create_engine", "create_async_engine", "Session", "sessionmaker", "scoped_session", "text", "literal_column",
    "Engine", "Connection",
}  # fmt: skip
DRIVERS = {"sqlite3", "pysqlite3", "psycopg", "psycopg2"}
RAW = {"exec_driver_sql", "raw_connection", "read_sql", "read_sql_query", "read_sql_table", "to_sql", "executescript"}

CLOCK = {
    "time.sleep", "time.time", "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    "datetime.datetime.now", "datetime.date.today", "asyncio.sleep",
}  # fmt: skip
STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|WITH|VACUUM|ATTACH)\b[^a-z]*\s")
# The folder is called so by its setting, BAOKE_DATA.
ALLOWED_NAMES = {"data_folder"}
NOT_OUR_WORDS = {"churn", "transfer", "data", "info", "util", "utils", "helper", "helpers"}


def rule(check: Rule) -> Rule:
    RULES.append(check)
    return check


@rule
def pages_know_components_and_components_know_db(of: Source) -> Iterator[str]:
    for line, module, _name in imports(of):
        if module.split(".")[0] in MAY_NOT.get(of.folder, ()):
            yield f"{of.path}:{line} {of.folder} may not import {module}"


@rule
def inside_db_imports_point_down(of: Source) -> Iterator[str]:
    def row(package: str) -> int:
        return next((at for at, names in enumerate(LAYERS) if package in names), len(LAYERS))

    for line, module, name in imports(of):
        parts = [*module.split("."), name]
        if of.folder == "db" and parts[0] == "db" and row(parts[1]) > row(of.package):
            yield f"{of.path}:{line} {of.package} stands below {parts[1]} and may not import it"


@rule
def nothing_is_handed_on_by_a_package(of: Source) -> Iterator[str]:
    if of.path.endswith("__init__.py"):
        yield from (f"{of.path}:{line} re-exports {name}" for line, _module, name in imports(of) if name)


@rule
def only_the_engine_room_connects(of: Source) -> Iterator[str]:
    if of.path.startswith(MAY_CONNECT):
        return
    for line, module, name in imports(of):
        top = module.split(".")[0]
        if top in DRIVERS or (top in {"sqlalchemy", "sqlmodel"} and name in CONNECTING):
            yield f"{of.path}:{line} may not import {module} {name}"
    for call in calls(of.tree):
        *stem, last = called(call).split(".")
        if (stem[:1] in (["sa"], ["sqlalchemy"]) and last in CONNECTING) or last in RAW:
            yield f"{of.path}:{call.lineno} may not call {called(call)}"


@rule
def trusted_connections_stay_in_db(of: Source) -> Iterator[str]:
    for node in nodes(of.tree):
        if of.folder != "db" and isinstance(node, ast.Attribute) and node.attr in {"trusted", "read", "write"}:
            opened = isinstance(node.value, ast.Call) and called(node.value).split(".")[-1] == "database"
            if node.attr == "trusted" or opened:
                yield f"{of.path}:{node.lineno} may not reach past the session by {node.attr}"


@rule
def nobody_commits_but_the_runner(of: Source) -> Iterator[str]:
    if of.path.startswith((*MAY_CONNECT, "db/run.py")):
        return
    for line, module, name in imports(of):
        if of.path.startswith("db/commands/") and (module, name) == ("db.run", "run"):
            yield f"{of.path}:{line} a command does not run another in a transaction of its own"
    for call in calls(of.tree):
        if called(call).endswith((".commit", ".rollback")):
            yield f"{of.path}:{call.lineno} only the runner ends a transaction"


@rule
def no_statement_is_put_together_from_strings(of: Source) -> Iterator[str]:
    if of.path.startswith("db/migrations/"):
        return
    for node in nodes(of.tree):
        built = isinstance(node, ast.JoinedStr) and any(isinstance(v, ast.FormattedValue) for v in node.values)
        built = built or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add))
        first = next((n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)), "")
        if built and STATEMENT.match(first):
            yield f"{of.path}:{node.lineno} builds SQL from strings"


@rule
def only_periods_reads_a_clock(of: Source) -> Iterator[str]:
    if of.path == "db/periods.py":
        return
    for call in calls(of.tree):
        if called(call) in CLOCK:
            yield f"{of.path}:{call.lineno} may not call {called(call)}"


def _given_names(of: Source) -> Iterator[tuple[int, str]]:
    yield 1, of.path.rsplit("/", 1)[-1].removesuffix(".py")
    for node in nodes(of.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.alias) and node.asname:
            yield node.lineno, node.asname


@rule
def names_are_the_trades_words(of: Source) -> Iterator[str]:
    for line, name in _given_names(of):
        parts = {part.lower() for part in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}
        wrong = parts & NOT_OUR_WORDS and name not in ALLOWED_NAMES
        if wrong or name.endswith(("Manager", "managers")):
            yield f"{of.path}:{line} {name} is not the trade's word"


@rule
def a_command_is_named_like_its_file(of: Source) -> Iterator[str]:
    if not of.path.startswith("db/commands/") or of.path.endswith("__init__.py"):
        return
    name = of.path.rsplit("/", 1)[-1].removesuffix(".py")
    found = next((f for f in of.tree.body if isinstance(f, ast.FunctionDef) and f.name == name), None)
    if found is None:
        yield f"{of.path}:1 declares no {name}"
    elif [a.arg for a in found.args.args] != ["session", "actor"]:
        yield f"{of.path}:{found.lineno} a command takes session, actor and then names only"


@rule
def files_and_functions_are_short(of: Source) -> Iterator[str]:
    most = 60 if of.path == "app.py" else 80 if of.is_page else 300
    if (lines := of.text.count("\n")) > most:
        yield f"{of.path}:{lines} is longer than {most} lines"
    for function in functions(of):
        if (lines := length(function)) > 40:
            yield f"{of.path}:{function.lineno} {function.name} has {lines} lines, more than 40"


@rule
def db_and_components_are_typed(of: Source) -> Iterator[str]:
    for function in functions(of) if of.folder in {"db", "components"} else ():
        given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        untyped = [a.arg for a in given if a.annotation is None and a.arg not in {"self", "cls"}]
        if function.returns is None or untyped:
            yield f"{of.path}:{function.lineno} {function.name} is not fully typed"


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1
