"""The foot of a page: who had it made and when, and the number of the page; and at its head whose page goes on."""

from __future__ import annotations

from functools import partial
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from components.papers.look import MARGIN, WIDTH, paragraph
from components.papers.pages import Foot
from components.words import plain

NUMBER = 20 * mm
"""The room of the page's number."""


def foot_of(spoken: str, stamp: str) -> Foot:
    """The feet of a file with that stamp."""
    return partial(_draw, spoken, stamp)


def _draw(spoken: str, stamp: str, page: Any, number: int, of: int) -> None:
    """A page without a stamp is a letter's, and a letter of one page has no number."""
    if page.named and not page.here:
        goes_on = paragraph(spoken, plain("handovers.goes_on", spoken, name=page.named[:80]), 8, grey=True)
        _at(page, goes_on, MARGIN, A4[1] - 12 * mm, WIDTH)
    _at(page, paragraph(spoken, stamp, 8, width=WIDTH - NUMBER, most=160, grey=True), MARGIN, 10 * mm, WIDTH - NUMBER)
    if stamp or of > 1:
        numbered = paragraph(spoken, f"{number} / {of}", 8, width=NUMBER, grey=True, right=True)
        _at(page, numbered, MARGIN + WIDTH - NUMBER, 10 * mm, NUMBER)


def _at(page: Any, text: Any, left: float, low: float, width: float) -> None:
    text.wrapOn(page, width, 10 * mm)
    text.drawOn(page, left, low)
