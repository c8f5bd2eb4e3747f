"""Reads delimited text record by record; a broken record costs itself, never its neighbours."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from db.imports.layout import Fault, Layout, Row
from db.imports.limits import LIMITS, Limits

_KEEP = 2_000


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    cut: bool


class _Runaway(Exception):
    """A record that takes too many or too long lines, as after a quote that never closes."""


class _Lines:
    """Physical lines of bounded length that can be given back."""

    def __init__(self, file: TextIO, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._ahead: deque[_Line] = deque()
        self._number = 0
        self.taken: list[_Line] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._read()
        self.taken.append(line)
        if line.cut or len(self.taken) > self._limits.record_lines:
            raise _Runaway
        return line.text

    def _read(self) -> _Line:
        limit = self._limits.line
        text = self._file.readline(limit)
        if not text:
            raise StopIteration
        self._number += 1
        cut = len(text) == limit and not text.endswith(("\n", "\r"))
        while cut and (more := self._file.readline(limit)) and not more.endswith(("\n", "\r")):
            continue
        if self._number == 1:
            text = text.removeprefix("\ufeff")
        return _Line(self._number, text[:_KEEP] if cut else text, cut)

    def give_back(self) -> _Line:
        """Return the first line of the record in hand; the others are read again."""
        first, *rest = self.taken
        self._ahead.extendleft(reversed(rest))
        return first


def csv_rows(path: Path, layout: Layout, limits: Limits = LIMITS) -> Iterator[Row]:
    """Every record of a text file, header and blank lines included."""
    with path.open(encoding=layout.encoding, errors="replace", newline="") as file:
        lines = _Lines(file, limits)
        reader = csv.reader(
            lines,
            delimiter=layout.delimiter,
            quotechar=layout.quote or None,
            strict=True,
            quoting=csv.QUOTE_MINIMAL if layout.quote else csv.QUOTE_NONE,
        )
        while True:
            lines.taken = []
            try:
                cells = tuple(next(reader))
            except StopIteration:
                return
            except (csv.Error, _Runaway):
                yield _broken(lines.give_back())
                continue
            yield Row(lines.taken[0].number, cells, _fault(cells, limits))


def _broken(line: _Line) -> Row:
    text = line.text.rstrip("\r\n")[:_KEEP]
    key = "imports.row_too_long" if line.cut or len(line.text) > _KEEP * 10 else "imports.row_quote"
    return Row(line.number, (text,), Fault(key))


def _fault(cells: tuple[str, ...], limits: Limits) -> Fault | None:
    for cell in cells:
        if len(cell) > limits.cell:
            return Fault("imports.row_too_long")
        if "\x00" in cell:
            return Fault("imports.row_nul")
        if "\ufffd" in cell:
            return Fault("imports.row_undecodable")
    return None
