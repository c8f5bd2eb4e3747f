"""Whom a text calls: @login or @name, also where the words run on without a blank, as they do in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST, MOST = 24, 10
_CALLED = re.compile(rf"@([\w.\-]{{1,{LONGEST}}})")
_LATIN = re.compile(r"[A-Za-z0-9_.\-]")


def called(text: str) -> list[list[str]]:
    """For each @ of the text what may be meant, the longest first; a Latin word is meant whole."""
    return [_beginnings(word) for word in _CALLED.findall(text)[:MOST]]


def meant(text: str, known: Iterable[str]) -> set[str]:
    """The known logins and names that a text calls: at each @ the longest that fits."""
    names = set(known)
    return {found for words in called(text) if (found := next((word for word in words if word in names), ""))}


def _beginnings(word: str) -> list[str]:
    ends = (end for end in range(len(word), 0, -1) if not _inside(word, end))
    return [word[:end] for end in ends]


def _inside(word: str, end: int) -> bool:
    """Whether a Latin word would be cut there; a stop at its end is none of it."""
    rest = word[end:].rstrip(".-")
    return bool(rest and _LATIN.match(word[end - 1]) and _LATIN.match(rest[0]))
