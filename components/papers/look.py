"""How papers look: their colours, the width between the margins, paragraphs, and the columns of a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

from components.papers.fonts import MARKS, TEXT, signs
from components.papers.ink import ink

INK, BLUE, GREY = colors.black, colors.HexColor("#0b6bcb"), colors.HexColor("#5b6470")
LINE = colors.HexColor("#d5dae0")
MARGIN, WIDTH = 18 * mm, A4[0] - 36 * mm


@dataclass(frozen=True)
class Head:
    """A column of a table: its title, its share of the width, and whether it holds numbers."""

    title: str
    share: float = 1.0
    number: bool = False


@cache
def style(size: float, *, grey: bool = False, blue: bool = False, right: bool = False) -> ParagraphStyle:
    """A style of text; with it both fonts are there."""
    assert signs(TEXT)
    assert signs(MARKS)
    return ParagraphStyle(
        "paper",
        fontName=TEXT,
        fontSize=size,
        leading=size * 1.5,
        textColor=GREY if grey else BLUE if blue else INK,
        # Lines are folded beforehand; this is for the one that turns out wider.
        wordWrap="CJK",
        alignment=TA_RIGHT if right else 0,
    )


def paragraph(
    spoken: str, text: str, size: float, *, width: float = WIDTH, most: int | None = None, **look: bool
) -> Paragraph:
    """Text as a paragraph of its own, in that width; cut at `most` characters."""
    return Paragraph(ink(text, spoken, most=most, width=width - 0.5, size=size), style(size, **look))
