"""Text of users as it may stand in a file: nothing that breaks it, nothing that a spreadsheet takes for a formula."""

from __future__ import annotations

import re

# What XML 1.0 cannot carry, or what a terminal or a spreadsheet takes as a command.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
FORMULA_STARTS = tuple("=+-@|%＝＋－＠｜％")
BLANKS = " \t\n\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff\ufffd'"


def printable(text: str) -> str:
    """The text with a visible mark in place of every character that breaks a file."""
    return UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def inert(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula, whatever blanks stand before it."""
    shown = printable(text)
    formula = shown.lstrip(BLANKS).startswith(FORMULA_STARTS) or shown[:1] in ("\t", "\n")
    return f"'{shown}" if formula else shown
