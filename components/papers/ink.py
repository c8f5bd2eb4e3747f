"""Text as a paper draws it: every character one that its fonts have, and nothing of it read as an order."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import escape

from components.papers.fonts import TEXT, font_of, signs
from db.rules.inert import printable

NO_SIGN = "〓"
"""Stands where a font has no sign for a character, as printers set it."""
CUT = "…"
MOST_IN_A_CELL = 400
_UNSEEN = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_NONE_OF = dict.fromkeys(map(ord, _UNSEEN))


def ink(text: str, spoken: str, *, most: int | None = None) -> str:
    """Typed text as the markup of a paragraph, on one line or more, cut at `most` characters."""
    clean = _seen(text)
    if most is not None and len(clean) > most:
        clean = clean[: most - 1] + CUT
    return "<br/>".join(_line(line, spoken) for line in clean.split("\n"))


def on_one_line(text: str) -> str:
    """Typed text as it is drawn without markup, on one line."""
    clean = " ".join(_seen(text).split())
    known = signs(TEXT)
    return (
        clean
        if known.issuperset(map(ord, clean))
        else "".join(sign if ord(sign) in known else NO_SIGN for sign in clean)
    )


def _seen(text: str) -> str:
    return printable(text).translate(_NONE_OF).strip().replace("\t", " ")


def _line(text: str, spoken: str) -> str:
    return "".join(_run(font, "".join(run)) for font, run in groupby(text, lambda sign: font_of(sign, spoken)))


def _run(font: str, text: str) -> str:
    if not font:
        return NO_SIGN * len(text)
    drawn = escape(text)
    return drawn if font == TEXT else f'<font name="{font}">{drawn}</font>'
