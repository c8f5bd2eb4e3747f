"""The fonts of papers: files that come along and are embedded, so that a paper reads the same on every machine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FACES = Path(__file__).parent / "faces"
TEXT, MARKS = "NotoSansSC-Regular", "NotoSansSC-NarrowMarks"
NARROW = "‘’“”…·"
"""Marks that the text's font has as wide as a Chinese character, and English sets narrow."""


@cache
def signs(name: str) -> frozenset[int]:
    """The characters that a font has, by their codes; with it the font is known to reportlab."""
    font = TTFont(name, FACES / f"{name}.ttf")
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def font_of(sign: str, spoken: str) -> str:
    """The font of a character; empty where none has it."""
    if spoken != "zh" and sign in NARROW:
        return MARKS if ord(sign) in signs(MARKS) else ""
    return TEXT if ord(sign) in signs(TEXT) else ""


def width_of(text: str, size: float) -> float:
    """How wide a text is that the text's font has every character of."""
    return float(pdfmetrics.stringWidth(text, TEXT, size))
