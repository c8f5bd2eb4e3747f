"""Text as a paper draws it: every character one that its two fonts have, and nothing of it read as an order."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from xml.sax.saxutils import escape

from db.rules.inert import printable

HAN, LATIN = "STSong-Light", "Helvetica"
NO_SIGN = "〓"
"""Stands where a font has no sign for a character, as printers set it."""
CUT = "…"
MOST_IN_A_CELL = 400
_UNSEEN = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_NONE_OF = dict.fromkeys(map(ord, _UNSEEN))


def ink(text: str, spoken: str, *, most: int | None = None) -> str:
    """Typed text as the markup of a paragraph, on one line or more, cut at `most` characters."""
    clean = printable(text).translate(_NONE_OF).strip()
    if most is not None and len(clean) > most:
        clean = clean[: most - 1] + CUT
    lines = clean.replace("\t", " ").split("\n")
    return "<br/>".join(_line(line, spoken) for line in lines)


def _line(text: str, spoken: str) -> str:
    signs = ((_font(sign, spoken), sign) for sign in text)
    runs = ((font, "".join(sign for _font_of, sign in run)) for font, run in groupby(signs, lambda one: one[0]))
    return "".join(_run(font, text) for font, text in runs)


def _run(font: str, text: str) -> str:
    if not font:
        return NO_SIGN * len(text)
    drawn = escape(text)
    return f'<font name="{LATIN}">{drawn}</font>' if font == LATIN else drawn


@cache
def _font(sign: str, spoken: str) -> str:
    """The font of a character; empty where neither has it.

    Quotation marks and dashes stand in both: as wide as a character among Chinese, narrow in English.
    """
    if _has(sign, "ascii" if spoken == "zh" and ord(sign) > 0xFF else "cp1252"):
        return LATIN
    return HAN if _has(sign, "gbk") else ""


def _has(sign: str, table: str) -> bool:
    try:
        sign.encode(table)
    except UnicodeEncodeError:
        return False
    return True
