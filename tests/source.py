"""The product's own source, parsed once, for the tests that read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("pages", "components", "db")


@dataclass(frozen=True)
class Source:
    """One Python file: where it stands from the top, and what it says."""

    path: str
    text: str
    tree: ast.Module

    @property
    def folder(self) -> str:
        return self.path.split("/")[0] if "/" in self.path else ""

    @property
    def package(self) -> str:
        """The name right under its folder: `models` for db/models/people.py, `run` for db/run.py."""
        return self.path.split("/")[1].removesuffix(".py") if "/" in self.path else ""

    @property
    def is_page(self) -> bool:
        return self.folder == "pages" and not self.path.endswith("__init__.py")


def source(path: str, text: str) -> Source:
    return Source(path, text, ast.parse(text))


@cache
def sources() -> tuple[Source, ...]:
    """Every file of the product; generated revisions of the tables are left out."""
    files = [*ROOT.glob("*.py"), *(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))]
    named = ((file.relative_to(ROOT).as_posix(), file) for file in sorted(files))
    return tuple(source(name, file.read_text("utf-8")) for name, file in named if "migrations/versions" not in name)


@cache
def _walked(tree: ast.Module) -> list[ast.AST]:
    return list(ast.walk(tree))


def nodes(within: ast.AST) -> list[ast.AST]:
    """Everything within a part of a file; a whole file is walked once."""
    return _walked(within) if isinstance(within, ast.Module) else list(ast.walk(within))


def imports(of: Source) -> Iterator[tuple[int, str, str]]:
    """Each import as line, module and name; the name is empty for a plain `import module`."""
    for node in nodes(of.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, node.module, alias.name) for alias in node.names)


def functions(of: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes(of.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(within: ast.AST) -> Iterator[ast.Call]:
    for node in nodes(within):
        if isinstance(node, ast.Call):
            yield node


def called(call: ast.Call) -> str:
    """The dotted name that is called: `st.button`, `text`; empty where it is computed."""
    return dotted(call.func)


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        stem = dotted(node.value)
        return f"{stem}.{node.attr}" if stem else f".{node.attr}"
    return ""
