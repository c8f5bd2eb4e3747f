"""The rules of the house as functions: each takes one source file and yields what breaks the rule, with its line."""

import ast
import re
from collections.abc import Callable, Iterator

from source import Source, called, calls, dotted, functions, imports

Rule = Callable[[Source], Iterator[str]]
RULES: list[Rule] = []

# Inside db a file may import its own row and the rows before it. What is not named stands on the last row, with
# measure, queries and commands.
LAYERS = (
    {"errors", "periods"},
    {"engine", "keys", "models"},
    {"access", "config", "config_check", "config_shape", "expressions", "figures", "metrics", "parts", "rules"},
    {"audit", "guard", "scope", "session"},
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
SAFE_IN_MARKDOWN = {
    "t", "label", "money", "short_money", "percent", "count", "day", "len", "int", "round",
}  # fmt: skip
MARKDOWN = {
    "write", "markdown", "caption", "title", "header", "subheader", "success", "info", "warning", "error", "toast",
    "metric", "button", "expander", "popover", "tabs", "badge", "checkbox", "toggle", "link_button", "page_link",
}  # fmt: skip


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
def no_page_lies_flat(of: Source) -> Iterator[str]:
    if of.is_page and of.path.count("/") == 1:
        yield f"{of.path}:1 would run without sign-in when its address is opened first"


def _signs_in(statement: ast.stmt) -> bool:
    value = getattr(statement, "value", None)
    if not (isinstance(value, ast.Call) and called(value) == "signed_in" and value.args):
        return False
    return isinstance(value.args[0], ast.Constant)


def _only_declares(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    value = getattr(statement, "value", None)
    return isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign) and not any(calls(value or statement))


@rule
def a_page_opens_by_signing_in(of: Source) -> Iterator[str]:
    if not of.is_page:
        return
    first = next((statement for statement in of.tree.body if not _only_declares(statement)), None)
    if first is None or not isinstance(first, ast.Assign) or not _signs_in(first):
        yield f'{of.path}:{first.lineno if first else 1} must open with me = signed_in("…")'


@rule
def a_fragment_opens_by_signing_in(of: Source) -> Iterator[str]:
    for function in functions(of):
        names = {dotted(mark.func if isinstance(mark, ast.Call) else mark) for mark in function.decorator_list}
        body = function.body[1:] if ast.get_docstring(function) else function.body
        if names & {"st.fragment", "fragment", "st.dialog", "dialog"} and not (body and _signs_in(body[0])):
            yield f"{of.path}:{function.lineno} {function.name} runs alone and must open with signed_in(…)"


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
    for node in ast.walk(of.tree):
        if of.folder != "db" and isinstance(node, ast.Attribute) and node.attr in {"trusted", "read", "write"}:
            stem = dotted(node)
            if node.attr == "trusted" or stem.startswith(("database", ".read", ".write")):
                yield f"{of.path}:{node.lineno} may not reach past the session by {stem}"


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


def _draws(node: ast.AST, local: set[str]) -> Iterator[ast.Call]:
    for call in calls(node):
        name = called(call)
        if (name.startswith("st.") and not name.startswith(("st.session_state", "st.context"))) or name in local:
            yield call


def _opens_a_transaction(block: ast.With | ast.AsyncWith) -> bool:
    opened = [called(item.context_expr) for item in block.items if isinstance(item.context_expr, ast.Call)]
    return any(name.split(".")[-1] in {"reading", "writing", "begin", "begin_nested"} for name in opened)


@rule
def nothing_is_drawn_inside_a_transaction(of: Source) -> Iterator[str]:
    local = {f.name for f in functions(of) if any(_draws(f, set()))}
    local |= {f.name for f in functions(of) if any(_draws(f, local))}
    local |= {name for _, module, name in imports(of) if module.startswith("components.") and "words" not in module}
    for node in ast.walk(of.tree):
        if isinstance(node, ast.With | ast.AsyncWith) and _opens_a_transaction(node):
            drawn = (call for statement in node.body for call in _draws(statement, local))
            yield from (f"{of.path}:{call.lineno} draws by {called(call)} inside a transaction" for call in drawn)


@rule
def no_html_is_drawn_from_values(of: Source) -> Iterator[str]:
    for call in calls(of.tree):
        if called(call) in {"st.html", "html"} or called(call).endswith("components.v1.html"):
            yield f"{of.path}:{call.lineno} may not draw html"
        if any(k.arg == "unsafe_allow_html" for k in call.keywords) and not isinstance(call.args[0], ast.Constant):
            yield f"{of.path}:{call.lineno} unsafe_allow_html takes a constant only"


@rule
def markdown_holds_no_bare_values(of: Source) -> Iterator[str]:
    for call in calls(of.tree):
        stem, _, last = called(call).rpartition(".")
        if not (stem == "st" and last in MARKDOWN):
            continue
        for value in (part for arg in call.args if isinstance(arg, ast.JoinedStr) for part in arg.values):
            shown = value.value if isinstance(value, ast.FormattedValue) else None
            if shown and not (isinstance(shown, ast.Call) and called(shown) in SAFE_IN_MARKDOWN):
                yield f"{of.path}:{call.lineno} {called(call)} takes values through label() or t() only"


@rule
def no_statement_is_put_together_from_strings(of: Source) -> Iterator[str]:
    if of.path.startswith("db/migrations/"):
        return
    for node in ast.walk(of.tree):
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
    for node in ast.walk(of.tree):
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
