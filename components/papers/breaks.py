"""Where a line of a paper may end: between words, and between Chinese characters, but not before a mark that closes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.papers.fonts import width_of

OPENING, CLOSING = "（《〈「『【“‘", "，。、；：！？）》〉」』】”’…"
_PIECES = re.compile(r"(?:\d+[\u5e74\u6708\u65e5])+|[\x21-\x7e\u00a1-\u024f]+\u53f7?|\s|.")
"""A day in Chinese, a word, a number (of a house too) or an address; or one character."""


def fold(text: str, width: float, size: float) -> list[str]:
    """One line of text as lines that are no wider."""
    if width_of(text, size) <= width:
        return [text]
    lines, line, wide = [], "", 0.0
    for piece in _fitting(text, width, size):
        more = width_of(piece, size)
        if line and wide + more > width:
            lines.append(line.rstrip())
            line, wide = "", 0.0
        if line or not piece.isspace():
            line, wide = line + piece, wide + more
    return [*lines, line]


def _fitting(text: str, width: float, size: float) -> Iterator[str]:
    """Its pieces; sign by sign what is wider than the whole line."""
    for piece in _whole(text):
        yield from piece if width_of(piece, size) > width else (piece,)


def _whole(text: str) -> list[str]:
    """Its pieces, each mark with what it opens or closes."""
    made: list[str] = []
    for piece in _PIECES.findall(text):
        if made and (piece in CLOSING or made[-1][-1] in OPENING):
            made[-1] += piece
        else:
            made.append(piece)
    return made
