"""Reads the rows of a worksheet one by one, every cell as the text it stands for."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from db.errors import Refusal
from db.imports.layout import Fault, Layout, Row
from db.imports.limits import LIMITS, Limits
from db.imports.workbook import Attributes, Workbook, opened, read_workbook, shared_strings, walking

_EXACT = 10**15
_LAST_DAY = 2_958_466


def xlsx_rows(path: Path, layout: Layout, limits: Limits = LIMITS) -> Iterator[Row]:
    """Every row of the sheet that holds a cell, header included; numbered as Excel numbers them."""
    book = read_workbook(path)
    with opened(path) as archive:
        part = book.sheets.get(layout.sheet, "")
        if part not in archive.namelist():
            raise Refusal("imports.unknown_choice", what="sheet", name=layout.sheet, choices=", ".join(book.sheets))
        sheet = _Sheet(book, shared_strings(archive, limits), limits)
        for _ in walking(archive.open(part), sheet.start, sheet.end, sheet.text):
            yield from sheet.done
            sheet.done.clear()


def count_rows(path: Path, sheet: str) -> int:
    """About how many rows a sheet has."""
    part = read_workbook(path).sheets.get(sheet, "")
    with opened(path) as archive, archive.open(part) as stream:
        return sum(chunk.count(b"<row") for chunk in iter(lambda: stream.read(2**20), b""))


class _Sheet:
    """Gathers cells into rows while the XML goes by."""

    def __init__(self, book: Workbook, strings: list[str], limits: Limits) -> None:
        self._book, self._strings, self._limits = book, strings, limits
        self.done: list[Row] = []
        self._row = 0
        self._cells: dict[int, str] = {}
        self._fault: Fault | None = None
        self._column = -1
        self._type = "n"
        self._style = 0
        self._parts: list[str] = []
        self._length = 0
        self._taking = False

    def start(self, tag: str, found: Attributes) -> None:
        """A tag opens."""
        if tag == "c":
            self._column = _column(found["r"]) if "r" in found else self._column + 1
            if self._column >= self._limits.columns:
                raise Refusal("imports.many_columns", limit=self._limits.columns)
            self._type, self._style = found.get("t", "n"), int(found.get("s", "0"))
            self._parts, self._length = [], 0
        elif tag in ("v", "t"):
            self._taking = True
        elif tag == "rPh":
            self._taking = False
        elif tag == "row":
            self._row = int(found.get("r", self._row + 1))
            self._cells, self._column, self._fault = {}, -1, None

    def end(self, tag: str) -> None:
        """A tag closes."""
        if tag == "c":
            if self._parts:
                self._cells[self._column] = self._value("".join(self._parts))
        elif tag in ("v", "t"):
            self._taking = False
        elif tag == "row":
            self._close_row()

    def text(self, piece: str) -> None:
        """Characters go by; what exceeds the limit is not kept."""
        if self._taking and self._length <= self._limits.cell:
            self._length += len(piece)
            self._parts.append(piece[: self._limits.cell + 1])

    def _close_row(self) -> None:
        width = max(self._cells, default=-1) + 1
        cells = tuple(self._cells.get(index, "") for index in range(width))
        if any(len(cell) > self._limits.cell for cell in cells):
            self._fault = Fault("imports.row_too_long")
        self.done.append(Row(self._row, cells, self._fault))

    def _value(self, text: str) -> str:
        if self._type == "s":
            return self._strings[int(text)]
        if self._type == "b":
            return "TRUE" if text == "1" else "FALSE"
        if self._type != "n":
            return text
        shows = self._book.styles[self._style] if self._style < len(self._book.styles) else ""
        number = float(text)
        if shows == "date" and 0 <= number < _LAST_DAY:
            return _day(number, since_1904=self._book.since_1904)
        return self._number(text, number).zfill(len(shows) if shows != "date" else 0)

    def _number(self, text: str, number: float) -> str:
        if not number.is_integer():
            return repr(number)
        if abs(number) >= _EXACT:
            # a spreadsheet keeps 15 digits: what stood behind them is lost, so the row cannot be trusted
            self._fault = Fault("imports.row_number_lost", {"value": text[:40]})
            return text
        return str(int(number))


def _column(reference: str) -> int:
    index = 0
    for char in reference:
        if not "A" <= char <= "Z":
            break
        index = index * 26 + ord(char) - 64
    if not index:
        raise ValueError(reference)
    return index - 1


def _day(number: float, *, since_1904: bool) -> str:
    # Excel counts a 29 February 1900 that never was
    base = date(1904, 1, 1) if since_1904 else date(1899, 12, 30 if number >= 60 else 31)
    days, rest = divmod(round(number * 86_400), 86_400)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    if number < 1:
        return clock
    day = (base + timedelta(days=days)).isoformat()
    return f"{day} {clock}" if rest else day
