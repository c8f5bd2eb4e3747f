"""The rules of the screen: who may see a page, what may be drawn, and when."""

import ast
from collections.abc import Iterator
from functools import cache

from house_rules import rule
from source import Source, called, calls, dotted, functions, imports, nodes, sources

SAFE_IN_MARKDOWN = {
    "t", "label", "money", "short_money", "percent", "count", "day", "len", "int", "round",
}  # fmt: skip
MARKDOWN = {
    "write", "markdown", "caption", "title", "header", "subheader", "success", "info", "warning", "error", "toast",
    "metric", "button", "expander", "popover", "tabs", "badge", "checkbox", "toggle", "link_button", "page_link",
}  # fmt: skip


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


def _draws(name: str) -> bool:
    return name.startswith("st.") and not name.startswith(("st.session_state", "st.context"))


@cache
def _calls_of(of: Source) -> dict[str, frozenset[str]]:
    """What each function of a file calls."""
    return {function.name: frozenset(called(call) for call in calls(function)) for function in functions(of)}


def _drawing(of: Source, elsewhere: frozenset[tuple[str, str]]) -> set[str]:
    """The names that draw when they are called here: this file's own, and what it imports of `elsewhere`."""
    local = {name for _line, module, name in imports(of) if (module, name) in elsewhere}
    for _ in range(3):
        local |= {name for name, those in _calls_of(of).items() if those & local or any(map(_draws, those))}
    return local


@cache
def _all_that_draws() -> frozenset[tuple[str, str]]:
    """Every (module, function) of the components that draws, through however many others."""
    found: frozenset[tuple[str, str]] = frozenset()
    while True:
        modules = ((of, of.path.removesuffix(".py").replace("/", ".")) for of in sources() if of.folder == "components")
        more = found | {(module, name) for of, module in modules for name in _drawing(of, found)}
        if more == found:
            return found
        found = more


def _opens_a_transaction(block: ast.With | ast.AsyncWith) -> bool:
    opened = [called(item.context_expr) for item in block.items if isinstance(item.context_expr, ast.Call)]
    return any(name.split(".")[-1] in {"reading", "writing", "begin", "begin_nested"} for name in opened)


@rule
def nothing_is_drawn_inside_a_transaction(of: Source) -> Iterator[str]:
    local = _drawing(of, _all_that_draws())
    for node in nodes(of.tree):
        if isinstance(node, ast.With | ast.AsyncWith) and _opens_a_transaction(node):
            inside = (call for statement in node.body for call in calls(statement))
            drawn = (call for call in inside if _draws(called(call)) or called(call) in local)
            yield from (f"{of.path}:{call.lineno} draws by {called(call)} inside a transaction" for call in drawn)


@rule
def no_html_is_drawn_from_values(of: Source) -> Iterator[str]:
    for call in calls(of.tree):
        if called(call) in {"st.html", "html"} or called(call).endswith("components.v1.html"):
            yield f"{of.path}:{call.lineno} may not draw html"
        if any(k.arg == "unsafe_allow_html" for k in call.keywords) and not isinstance(call.args[0], ast.Constant):
            yield f"{of.path}:{call.lineno} unsafe_allow_html takes a constant only"


def _is_safe(value: ast.AST | None, of: Source) -> bool:
    """Whether every value in an expression comes through a cleaner, a number's format, or our own words."""
    parts: list[ast.expr | None] = []
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=[joined]):
            parts = [joined]
        case ast.JoinedStr(values=values):
            parts = [*values]
        case ast.FormattedValue(value=shown, format_spec=form):
            parts = [] if form else [shown]  # a number's format refuses text by itself
        case ast.GeneratorExp(elt=each) | ast.ListComp(elt=each):
            parts = [each]
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            parts = [one, other]
        case ast.Name(id=name):
            parts = [*_assigned(of).get(name, [None])]
        case _:
            return isinstance(value, ast.Constant) or (
                isinstance(value, ast.Call) and called(value) in SAFE_IN_MARKDOWN
            )
    return all(_is_safe(part, of) for part in parts)


@cache
def _assigned(of: Source) -> dict[str, list[ast.expr]]:
    """What is assigned to each name of a file."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes(of.tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return found


@rule
def markdown_holds_no_bare_values(of: Source) -> Iterator[str]:
    for call in calls(of.tree):
        stem, _, last = called(call).rpartition(".")
        drawn = [arg for arg in call.args if isinstance(arg, ast.JoinedStr)]
        drawn += [arg for arg in call.args[:1] if isinstance(arg, ast.Attribute)]
        if stem == "st" and last in MARKDOWN and not all(_is_safe(arg, of) for arg in drawn):
            yield f"{of.path}:{call.lineno} {called(call)} takes values through label() or t() only"
