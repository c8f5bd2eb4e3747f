"""A long list on paper: drawn as plain strings, so that thousands of rows take seconds, under titles on each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from components.papers.breaks import fold
from components.papers.fonts import TEXT
from components.papers.ink import on_one_line
from components.papers.look import GREY, INK, LINE, WIDTH, Head

SIZE, LEADING, BETWEEN, GAP = 8.0, 11.0, 4.0, 2 * mm
"""Of the type, of a line, between rows and between columns, in points."""

Lines = Sequence[Sequence[str]]
"""A row: the lines of each of its cells."""


@dataclass(frozen=True)
class Place:
    """Where a column stands, and whether it holds numbers."""

    left: float
    width: float
    number: bool

    def fold(self, text: str) -> list[str]:
        """A text as lines that the column holds."""
        return fold(on_one_line(text), self.width, SIZE)

    def draw(self, page: Any, line: str, at: float) -> None:
        """One line of a cell."""
        if self.number:
            page.drawRightString(self.left + self.width, at, line)
        else:
            page.drawString(self.left, at, line)


class Roll(Flowable):  # type: ignore[misc]
    """Rows under their titles; goes on over as many pages as it needs, a row on one page."""

    def __init__(self, places: Sequence[Place], titles: Lines, rows: Sequence[Lines]) -> None:
        super().__init__()
        self.places, self.titles, self.rows = places, titles, rows

    def wrap(self, _wide: float, _high: float) -> tuple[float, float]:
        """How much room it takes."""
        self.width, self.height = WIDTH, sum(map(_high_of, (self.titles, *self.rows)))
        return self.width, self.height

    def split(self, _wide: float, high: float) -> list[Flowable]:
        """What goes on this page, and the rest; nothing where not even a row has room."""
        left = high - _high_of(self.titles)
        for number, row in enumerate(self.rows):
            left -= _high_of(row)
            if left < 0:
                parts = (self.rows[:number], self.rows[number:]) if number else ()
                return [Roll(self.places, self.titles, part) for part in parts]
        return [self]

    def draw(self) -> None:
        """Titles, then row by row with a line under each."""
        page, top = self.canv, self.height
        page.setFont(TEXT, SIZE)
        page.setStrokeColor(LINE)
        page.setLineWidth(0.4)
        for row in (self.titles, *self.rows):
            page.setFillColor(GREY if row is self.titles else INK)
            for place, lines in zip(self.places, row, strict=True):
                for number, line in enumerate(lines):
                    place.draw(page, line, top - SIZE - 1 - number * LEADING)
            top -= _high_of(row)
            page.line(0, top, WIDTH, top)


def roll(heads: Sequence[Head], rows: Sequence[Sequence[str]]) -> Roll:
    """A list of any length."""
    places = list(_places(heads))
    return Roll(places, _folded_row(places, [head.title for head in heads]), [_folded_row(places, row) for row in rows])


def _folded_row(places: Sequence[Place], row: Sequence[str]) -> Lines:
    return [place.fold(text) for place, text in zip(places, row, strict=True)]


def _high_of(row: Lines) -> float:
    return max(map(len, row)) * LEADING + BETWEEN


def _places(heads: Sequence[Head]) -> Iterator[Place]:
    """The columns side by side, by their shares of the width."""
    whole = sum(head.share for head in heads)
    left, free = 0.0, WIDTH - GAP * (len(heads) - 1)
    for head in heads:
        width = free * head.share / whole
        yield Place(left, width, head.number)
        left += width + GAP
