"""What was typed into a search: a name, the beginning of a number, or somebody's phone or ID number."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"\+?[0-9][0-9 ()\-]*[Xx]?")
_LONG_CODE = re.compile(r"[0-9][0-9A-Za-z]{14,19}")
TAIL = 4
SHORTEST_NUMBER = 7


def as_typed(text: str) -> str:
    """A question without blanks around it and in half width, as numbers are kept."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def personal(text: str) -> bool:
    """Whether a question may be a phone or ID number, or the last four places of one: it has no place in an address."""
    typed = as_typed(text)
    long_enough = sum(sign.isdecimal() for sign in typed) >= TAIL - 1 and len(typed) >= TAIL
    return long_enough and bool(_NUMBER.fullmatch(typed) or _LONG_CODE.fullmatch(typed))


def compact(text: str) -> str:
    """A number without the blanks and strokes people put into it."""
    return "".join(sign for sign in as_typed(text) if sign.isalnum())


def is_tail(text: str) -> bool:
    """Whether it is the last four places of a phone or ID number."""
    return bool(re.fullmatch(r"[0-9]{3}[0-9Xx]", compact(text)))


def beginnings(text: str) -> tuple[str, ...]:
    """How a number that begins so may stand in the book: as typed, in capitals, a plate with its dot and without."""
    typed = as_typed(text)
    if not any(sign.isdecimal() and sign.isascii() for sign in typed):
        return ()
    plain = compact(typed).upper()
    dotted = f"{plain[:2]}·{plain[2:]}" if not plain[0].isascii() and len(plain) > 2 else plain
    return tuple(dict.fromkeys((typed, typed.upper(), plain, dotted)))
