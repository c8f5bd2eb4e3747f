"""Writes what is seen as CSV and XLSX: no live formula, no character that breaks a file, stamped with who and when."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from db.rules.inert import inert, printable

CELL_LIMIT = 32_767  # what one cell of a spreadsheet holds
CUT = "…✂"
MONEY, PARTS_OF_A_FEN = "#,##0.00", "#,##0.00######"


@dataclass(frozen=True)
class Stamp:
    """Who exported, when, and the lines that say what the rows are (name, value)."""

    by: str
    at: str
    title: str
    exported: str
    about: Sequence[tuple[str, str]] = ()


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], stamp: Stamp) -> bytes:
    """CSV in UTF-8 that spreadsheets open as such; its last column is the stamp, so that no part goes without."""
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow([*map(inert, columns), inert(stamp.exported)])
    mark = inert(f"{stamp.by} {stamp.at}")
    writer.writerows([*map(_csv_cell, row), mark] for row in rows)
    return page.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return f"{cell:f}"  # 0.0000001, never 1E-7
    return inert(cell) if isinstance(cell, str) else cell


def as_text(lines: Iterable[str], stamp: Stamp) -> bytes:
    """Plain text for people to read: a line each, and at the end who had it written and when."""
    written = [printable(line).replace("\n", " ") for line in (*lines, "", f"{stamp.exported} {stamp.by} {stamp.at}")]
    return "\r\n".join([*written, ""]).encode("utf-8-sig")


def as_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]], stamp: Stamp) -> bytes:
    """A workbook: the rows on one sheet, who, when and what on the other; text stays text."""
    file = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, {"in_memory": True, **plain}) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        money, parts = book.add_format({"num_format": MONEY}), book.add_format({"num_format": PARTS_OF_A_FEN})
        sheet, about = book.add_worksheet("1"), book.add_worksheet("2")
        sheet.set_header(_header(f"{stamp.title} · {stamp.by} · {stamp.at}"))
        _write_row(sheet, 0, columns, bold, bold, bold)
        cut = sum(_write_row(sheet, number, row, day, money, parts) for number, row in enumerate(rows, start=1))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(columns) - 1, 0), 16)
        _write_about(about, stamp, cut, bold)
    return file.getvalue()


def _write_row(sheet: Worksheet, number: int, row: Sequence[Any], day: Format, money: Format, parts: Format) -> int:
    """Writes one row and answers how many of its cells were too long and had to be cut."""
    cut = 0
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            text = printable(cell)
            cut += len(text) > CELL_LIMIT
            text = text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - len(CUT)] + CUT
            sheet.write_string(number, column, text)
        elif isinstance(cell, date):
            sheet.write_datetime(number, column, cell, day)
        elif cell is not None:
            look = None if isinstance(cell, int) else money if round(cell, 2) == cell else parts
            sheet.write_number(number, column, cell, look)
    return cut


def _write_about(sheet: Worksheet, stamp: Stamp, cut: int, bold: Format) -> None:
    for number, (name, value) in enumerate(_about(stamp, cut)):
        sheet.write_string(number, 0, printable(name), bold)
        sheet.write_string(number, 1, printable(value)[:CELL_LIMIT])
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 60)


def _about(stamp: Stamp, cut: int) -> Iterator[tuple[str, str]]:
    yield stamp.exported, f"{stamp.by} {stamp.at}"
    yield from stamp.about
    if cut:
        yield CUT, str(cut)


def _header(text: str) -> str:
    """A page header: `&` starts a command there, and 255 characters are all it takes."""
    return "&L" + printable(text).replace("\n", " ").replace("&", "&&")[:200]
