"""Prints rows as an aligned table, as CSV or as JSON."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from db.rules.inert import inert


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="How the rows are printed.")]


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], shape: Format, *, typed: Sequence[str]) -> None:
    """Rows on stdout; `typed` names the columns that hold what people typed: no spreadsheet may run those."""
    if shape is Format.JSON:
        named = [dict(zip(columns, row, strict=True)) for row in rows]
        typer.echo(json.dumps(named, ensure_ascii=False, indent=1, default=str))
    elif shape is Format.CSV:
        typer.echo(as_csv(columns, rows, typed), nl=False)
    else:
        typer.echo(aligned(columns, rows))


def as_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]], typed: Sequence[str]) -> str:
    """Plain CSV: UTF-8, a line feed after each row."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = zip(columns, row, strict=True)
        writer.writerow([safe(cell) if name in typed and cell is not None else cell for name, cell in cells])
    return page.getvalue()


def safe(cell: Any) -> str:
    """Typed text that no spreadsheet takes for a formula and no terminal for a command."""
    return inert(printable(str(cell)))


def printable(text: str) -> str:
    """The text with a mark in place of each control character: a name may not steer the terminal."""
    return "".join("\ufffd" if unicodedata.category(sign) in ("Cc", "Cs", "Cf") else sign for sign in text)


def aligned(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A table for a terminal; Chinese signs are two cells wide, numbers stand to the right."""
    cells = [["" if cell is None else printable(str(cell)) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(columns, *cells, strict=True)]
    right = [all(_is_number(row[at]) for row in cells) and bool(cells) for at in range(len(columns))]
    lines = [columns, ["-" * width for width in widths], *cells]
    return "\n".join(_line(line, widths, right) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = []
    for cell, width, to_right in zip(cells, widths, right, strict=True):
        blank = " " * (width - _width(cell))
        padded.append(blank + cell if to_right else cell + blank)
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _is_number(text: str) -> bool:
    return text == "" or text.replace(".", "", 1).removeprefix("-").isdecimal()
