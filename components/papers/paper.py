"""A paper of A4 pages as PDF: headings, text, facts, tables, lines to sign on; who had it made stands on each page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from components.papers.fonts import TEXT, signs
from components.papers.foot import foot_of
from components.papers.ink import MOST_IN_A_CELL
from components.papers.look import GREY, LINE, MARGIN, WIDTH, Head, paragraph
from components.papers.pages import Begins, Pages
from components.papers.roll import roll

FRAME = 6  # what a frame keeps free inside itself
ALL = (0, 0), (-1, -1)
# A table sets a font of its own in every cell, even an empty one.
BARE: list[tuple[Any, ...]] = [("FONTNAME", *ALL, TEXT), ("VALIGN", *ALL, "TOP"), ("LEFTPADDING", *ALL, 0)]
RULED: list[tuple[Any, ...]] = [
    *(("FONTNAME", *ALL, TEXT), ("VALIGN", *ALL, "TOP"), ("LINEBELOW", *ALL, 0.4, LINE)),
    *(("TOPPADDING", *ALL, 2), ("BOTTOMPADDING", *ALL, 3)),
    *(("LEFTPADDING", (0, 0), (0, -1), 0), ("RIGHTPADDING", (-1, 0), (-1, -1), 0)),
]


class Paper:
    """A paper that is put together part by part and then made."""

    def __init__(self, title: str, stamp: str, spoken: str) -> None:
        self.title, self.stamp, self.spoken = title, stamp, spoken
        self.parts: list[Any] = []
        assert signs(TEXT)

    def written(self, text: str, size: float, **look: Any) -> Paragraph:
        """Text as a paragraph of its own."""
        return paragraph(self.spoken, text, size, **look)

    def name(self, text: str, under: str = "") -> None:
        """The name of the paper, or of one of its pages, and a line under it."""
        self.parts += [Begins(text), self.written(text, 18, most=120)]
        if under:
            self.parts.append(self.written(under, 9, grey=True, most=300))
        self.gap(4)

    def heading(self, text: str) -> None:
        """What the next part is called; not alone at the foot of a page."""
        self.parts.append(CondPageBreak(30 * mm))
        self.gap(3)
        self.parts.append(self.written(text, 11.5, blue=True))
        self.gap(1)

    def text(self, text: str, *, grey: bool = False, size: float = 10) -> None:
        """A paragraph for each of its lines."""
        for line in text.split("\n"):
            self.parts.append(self.written(line, size, grey=grey) if line.strip() else Spacer(1, 2.5 * mm))

    def gap(self, millimetres: float) -> None:
        """Room."""
        self.parts.append(Spacer(1, millimetres * mm))

    def turn(self, *, another: bool = False) -> None:
        """What follows begins on a page of its own; as `another` paper it has page numbers of its own."""
        self.parts.append(PageBreak())
        if another:
            self.parts.append(Begins(another=True))

    def roll(self, heads: Sequence[Head], rows: Sequence[Sequence[str]]) -> None:
        """A list of any length."""
        self.parts.append(roll(heads, rows))

    def facts(self, facts: Sequence[tuple[str, str]], *, across: int = 3) -> None:
        """Small names over their values, some beside each other."""
        if not facts:
            return
        room = WIDTH / across - FRAME
        cells = [[self.written(name, 8, width=room, grey=True), self._cell(value, 10, room)] for name, value in facts]
        cells += [[Spacer(1, 1)]] * (-len(cells) % across)
        rows = [cells[at : at + across] for at in range(0, len(cells), across)]
        grid = Table(rows, colWidths=[WIDTH / across] * across)
        grid.setStyle(TableStyle(BARE))
        self.parts.append(grid)

    def table(self, heads: Sequence[Head], rows: Sequence[Sequence[str]]) -> None:
        """Rows under their titles, which stand again on the next page."""
        whole = sum(head.share for head in heads)
        wide = [WIDTH * head.share / whole for head in heads]
        # The outer columns stand flush with the margins.
        free = [room - FRAME * ((at > 0) + (at < len(heads) - 1)) for at, room in enumerate(wide)]
        places = [(room, head.number) for room, head in zip(free, heads, strict=True)]
        titles = [
            self.written(head.title, 8.5, width=room, grey=True, right=right)
            for head, (room, right) in zip(heads, places, strict=True)
        ]
        body = [
            [self._cell(value, 9, room, right=right) for value, (room, right) in zip(row, places, strict=True)]
            for row in rows
        ]
        drawn = Table([titles, *body], colWidths=wide, repeatRows=1)
        drawn.setStyle(TableStyle(RULED))
        self.parts.append(drawn)

    def _cell(self, value: str, size: float, width: float, *, right: bool = False) -> Paragraph:
        return self.written(value, size, width=width, right=right, most=MOST_IN_A_CELL)

    def keep(self, since: int) -> None:
        """What was put in since that many parts stands on one page, where a page holds it."""
        self.parts[since:] = [KeepTogether(self.parts[since:])]

    def signatures(self, names: Sequence[tuple[str, str]]) -> None:
        """A line to sign on for each, with who it is for."""
        room = WIDTH / 3 - 8 * mm - FRAME
        cells = [
            [self.written(part, 8.5, width=room, grey=True, most=80), self.written(name, 10, width=room, most=80)]
            for part, name in names
        ]
        for at in range(0, len(cells), 3):
            row = [cell for three in cells[at : at + 3] for cell in (three, "")]
            drawn = Table([row], colWidths=[WIDTH / 3 - 8 * mm, 8 * mm] * (len(row) // 2), hAlign="LEFT")
            lines = [("LINEABOVE", (column, 0), (column, 0), 0.6, GREY) for column in range(0, len(row), 2)]
            drawn.setStyle(TableStyle([*BARE, *lines]))
            self.parts.append(KeepTogether([Spacer(1, 13 * mm), drawn]))

    def made(self) -> bytes:
        """The paper as a PDF."""
        file = io.BytesIO()
        sides = {
            "leftMargin": MARGIN - FRAME,
            "rightMargin": MARGIN - FRAME,
            "topMargin": 16 * mm,
            "bottomMargin": 20 * mm,
        }
        named = {"title": self.title, "author": "Baoke", "lang": self.spoken, "initialFontName": TEXT}
        page = SimpleDocTemplate(file, pagesize=A4, **named, **sides)
        page.build(self.parts or [Spacer(1, 1)], canvasmaker=partial(Pages, foot=foot_of(self.spoken, self.stamp)))
        return file.getvalue()
