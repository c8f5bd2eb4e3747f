"""Finds out how a file is to be read, and yields its rows below the header."""

import dataclasses
from collections.abc import Collection, Iterator
from itertools import islice

from db.errors import Refusal
from db.imports.archives import Plain
from db.imports.csv_rows import csv_rows
from db.imports.layout import Fault, Layout, Overrides, Row
from db.imports.limits import LIMITS, Limits
from db.imports.text_shape import find_delimiter, find_encoding, find_quote, sample_text
from db.imports.workbook import read_workbook
from db.imports.xlsx_rows import count_rows, xlsx_rows

_HEADER_WITHIN = 20
_SHEETS = 20


def sniff(
    plain: Plain, *, wanted: Collection[str] = (), overrides: Overrides | None = None, limits: Limits = LIMITS
) -> Layout:
    """The layout of a file; `wanted` are column names that tell the header from other rows."""
    said = overrides or Overrides()
    names = {fold(name) for name in wanted}
    known = Layout(plain.kind, plain.packing, plain.member, plain.members)
    layout = _workbook(plain, known, said, names, limits) if plain.kind == "xlsx" else _text(plain, known, said)
    return _with_header(plain, layout, said.header_row, names, limits)


def fold(name: str) -> str:
    """A column name as it is compared: spaces and case do not tell columns apart."""
    return "".join(name.split()).casefold()


def body_rows(plain: Plain, layout: Layout, limits: Limits = LIMITS) -> Iterator[Row]:
    """The rows below the header, each with as many cells as the header, or with the fault that it has not."""
    width = len(layout.columns)
    ragged = layout.kind == "text"
    count = 0
    for row in _rows(plain, layout, limits):
        if row.line <= layout.header_row:
            continue
        count += 1
        if count > limits.rows:
            raise Refusal("imports.many_rows", limit=limits.rows)
        yield row if row.fault or row.blank else _fit(row, width, ragged=ragged)


def _fit(row: Row, width: int, *, ragged: bool) -> Row:
    cells = row.cells
    if len(cells) > width and not any(cells[width:]):
        cells = cells[:width]
    if len(cells) < width and not ragged:
        cells += ("",) * (width - len(cells))
    if len(cells) != width:
        return Row(row.line, row.cells, Fault("imports.row_cells", {"cells": len(row.cells), "columns": width}))
    return Row(row.line, cells)


def expected_rows(plain: Plain, layout: Layout) -> int:
    """About how many rows there are, by counting line ends or row tags: for telling the time left."""
    if layout.kind == "xlsx":
        return count_rows(plain.path, layout.sheet)
    wide = layout.encoding.startswith(("utf-16", "utf-32"))
    with plain.path.open("rb") as file:
        ends = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(2**20), b""))
    # in wide encodings the byte of a line end is part of other signs as well
    return ends * 9 // 10 if wide else ends


def _rows(plain: Plain, layout: Layout, limits: Limits) -> Iterator[Row]:
    read = xlsx_rows if layout.kind == "xlsx" else csv_rows
    return read(plain.path, layout, limits)


def _text(plain: Plain, known: Layout, said: Overrides) -> Layout:
    encoding = said.encoding or find_encoding(plain.path)
    text = sample_text(plain.path, encoding)
    quote = said.quote or find_quote(text)
    delimiter = said.delimiter or find_delimiter(text, quote)
    for what, sign in (("quote", quote), ("delimiter", delimiter)):
        if len(sign) != 1 or sign in "\r\n":
            raise Refusal("imports.one_sign", what=what, name=sign)
    if quote == delimiter:
        raise Refusal("imports.one_sign", what="quote", name=quote)
    return dataclasses.replace(known, encoding=encoding, delimiter=delimiter, quote=quote)


def _workbook(plain: Plain, known: Layout, said: Overrides, wanted: set[str], limits: Limits) -> Layout:
    sheets = tuple(read_workbook(plain.path).sheets)
    layouts = [dataclasses.replace(known, sheet=name, sheets=sheets) for name in sheets]
    if said.sheet and said.sheet not in sheets:
        raise Refusal("imports.unknown_choice", what="sheet", name=said.sheet, choices=", ".join(sheets))
    if said.sheet:
        return layouts[sheets.index(said.sheet)]
    if len(layouts) == 1:
        return layouts[0]

    def matches(layout: Layout) -> int:
        return max((_score(row, wanted) for row in _top(plain, layout, limits)), default=-1)

    return max(layouts[:_SHEETS], key=matches)


def _top(plain: Plain, layout: Layout, limits: Limits) -> list[Row]:
    return list(islice(_rows(plain, layout, limits), _HEADER_WITHIN))


def _score(row: Row, wanted: set[str]) -> int:
    return sum(fold(cell) in wanted for cell in row.cells if cell)


def _with_header(plain: Plain, layout: Layout, header_row: int, wanted: set[str], limits: Limits) -> Layout:
    rows = [row for row in _top(plain, layout, limits) if not row.blank and not _separator(row, layout)]
    if header_row:
        header = next((row for row in rows if row.line == header_row), None)
    else:
        # of rows that match as well the first is taken; a title of one cell is no header
        header = max(rows, key=lambda row: (_score(row, wanted), min(_filled(row), 2)), default=None)
    if header is None:
        raise Refusal("imports.empty")
    if len(header.cells) > limits.columns:
        raise Refusal("imports.many_columns", limit=limits.columns)
    columns = list(header.cells)
    while columns and not columns[-1].strip():
        columns.pop()
    return dataclasses.replace(layout, header_row=header.line, columns=tuple(name[:100] for name in columns))


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)


def _separator(row: Row, layout: Layout) -> bool:
    return layout.kind == "text" and row.cells[0].lower() == "sep=" and row.line == 1
