"""A paper of A4 pages as PDF: headings, text, facts, tables, lines to sign on; who had it made stands on each page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import KeepTogether, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from components.papers.ink import HAN, MOST_IN_A_CELL, ink

BLUE, GREY, LINE = colors.HexColor("#0b6bcb"), colors.HexColor("#5b6470"), colors.HexColor("#d5dae0")
MARGIN, WIDTH = 18 * mm, A4[0] - 36 * mm
FRAME = 6  # what a frame keeps free inside itself


@dataclass(frozen=True)
class Head:
    """A column of a table: its title, its share of the width, and whether it holds numbers."""

    title: str
    share: float = 1.0
    number: bool = False


@cache
def _style(spoken: str, size: float, *, grey: bool = False, blue: bool = False, right: bool = False) -> ParagraphStyle:
    if HAN not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(HAN))
    return ParagraphStyle(
        "paper",
        fontName=HAN,
        fontSize=size,
        leading=size * 1.5,
        textColor=GREY if grey else BLUE if blue else colors.black,
        # Between any two signs in Chinese, between words in English.
        wordWrap="CJK" if spoken == "zh" else None,
        alignment=TA_RIGHT if right else 0,
    )


class Paper:
    """A paper that is put together part by part and then made."""

    def __init__(self, title: str, stamp: str, spoken: str) -> None:
        self.title, self.stamp, self.spoken = title, stamp, spoken
        self.parts: list[Any] = []

    def written(self, text: str, size: float, *, most: int | None = None, **look: bool) -> Paragraph:
        """Text as a paragraph of its own."""
        return Paragraph(ink(text, self.spoken, most=most), _style(self.spoken, size, **look))

    def name(self, text: str, under: str = "") -> None:
        """The name of the paper, or of one of its pages, and a line under it."""
        self.parts.append(self.written(text, 18, most=120))
        if under:
            self.parts.append(self.written(under, 9, grey=True, most=300))
        self.gap(4)

    def heading(self, text: str) -> None:
        """What the next part is called."""
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

    def turn(self) -> None:
        """What follows begins on a page of its own."""
        self.parts.append(PageBreak())

    def facts(self, facts: Sequence[tuple[str, str]], *, across: int = 3) -> None:
        """Small names over their values, some beside each other."""
        if not facts:
            return
        cells = [[self.written(name, 8, grey=True), self._cell(value, 10)] for name, value in facts]
        cells += [[Spacer(1, 1)]] * (-len(cells) % across)
        rows = [cells[at : at + across] for at in range(0, len(cells), across)]
        grid = Table(rows, colWidths=[WIDTH / across] * across)
        grid.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
        self.parts.append(grid)

    def table(self, heads: Sequence[Head], rows: Sequence[Sequence[str]]) -> None:
        """Rows under their titles, which stand again on the next page."""
        whole = sum(head.share for head in heads)
        titles = [self.written(head.title, 8.5, grey=True, right=head.number) for head in heads]
        body = [
            [self._cell(value, 9, right=head.number) for head, value in zip(heads, row, strict=True)] for row in rows
        ]
        drawn = Table([titles, *body], colWidths=[WIDTH * head.share / whole for head in heads], repeatRows=1)
        look = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)]
        look += [("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
        look += [("LEFTPADDING", (0, 0), (0, -1), 0), ("RIGHTPADDING", (-1, 0), (-1, -1), 0)]
        drawn.setStyle(TableStyle(look))
        self.parts.append(drawn)

    def _cell(self, value: str, size: float, *, right: bool = False) -> Paragraph:
        return self.written(value, size, right=right, most=MOST_IN_A_CELL)

    def signatures(self, names: Sequence[tuple[str, str]]) -> None:
        """A line to sign on for each, with who it is for."""
        cells = [[self.written(part, 8.5, grey=True, most=80), self.written(name, 10, most=80)] for part, name in names]
        for at in range(0, len(cells), 3):
            row = [cell for three in cells[at : at + 3] for cell in (three, "")]
            drawn = Table([row], colWidths=[WIDTH / 3 - 8 * mm, 8 * mm] * (len(row) // 2), hAlign="LEFT")
            lines = [("LINEABOVE", (column, 0), (column, 0), 0.6, GREY) for column in range(0, len(row), 2)]
            drawn.setStyle(
                TableStyle([*lines, ("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")])
            )
            self.parts.append(KeepTogether([Spacer(1, 14 * mm), drawn]))

    def made(self) -> bytes:
        """The paper as a PDF."""
        file = io.BytesIO()
        sides = {
            "leftMargin": MARGIN - FRAME,
            "rightMargin": MARGIN - FRAME,
            "topMargin": 16 * mm,
            "bottomMargin": 20 * mm,
        }
        page = SimpleDocTemplate(file, pagesize=A4, title=self.title, author="Baoke", lang=self.spoken, **sides)
        page.build(self.parts or [Spacer(1, 1)], onFirstPage=self._foot, onLaterPages=self._foot)
        return file.getvalue()

    def _foot(self, page: Any, _document: Any) -> None:
        """At the foot of each page: who had it made and when, and the number of the page."""
        foot = self.written(self.stamp, 8, grey=True, most=160)
        foot.wrapOn(page, WIDTH - 20 * mm, 10 * mm)
        foot.drawOn(page, MARGIN, 10 * mm)
        number = self.written(str(page.getPageNumber()), 8, grey=True, right=True)
        number.wrapOn(page, 20 * mm, 10 * mm)
        number.drawOn(page, MARGIN + WIDTH - 20 * mm, 10 * mm)
