"""Text as a paper draws it: every character one that its fonts have, and nothing of it read as an order."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import escape

from components.papers.breaks import fold
from components.papers.fonts import TEXT, font_of, signs
from db.rules.inert import printable

NO_SIGN = "〓"
"""Stands where a font has no sign for a character, as printers set it."""
CUT = "…"
MOST_IN_A_CELL = 400
_UNSEEN = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_NONE_OF = dict.fromkeys(map(ord, _UNSEEN))


def ink(text: str, spoken: str, *, most: int | None = None, width: float = 0, size: float = 0) -> str:
    """Typed text as the markup of a paragraph, cut at `most` characters, on lines not wider than `width` at a size."""
    clean = _seen(text)
    if most is not None and len(clean) > most:
        clean = clean[: most - 1] + CUT
    lines = clean.split("\n")
    if width:
        lines = [part for line in lines for part in fold(_drawn(line), width, size)]
    return "<br/>".join(_line(line, spoken) for line in lines)


def on_one_line(text: str) -> str:
    """Typed text as it is drawn without markup, on one line."""
    return _drawn(" ".join(_seen(text).split()))


def _drawn(text: str) -> str:
    known = signs(TEXT)
    if known.issuperset(map(ord, text)):
        return text
    return "".join(sign if ord(sign) in known else NO_SIGN for sign in text)


def _seen(text: str) -> str:
    return printable(text).translate(_NONE_OF).strip().replace("\t", " ")


def _line(text: str, spoken: str) -> str:
    return "".join(_run(font, "".join(run)) for font, run in groupby(text, lambda sign: font_of(sign, spoken)))


def _run(font: str, text: str) -> str:
    if not font:
        return NO_SIGN * len(text)
    drawn = escape(text)
    return drawn if font == TEXT else f'<font name="{font}">{drawn}</font>'
