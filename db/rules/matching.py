"""Whether a name is the one that was typed, and how well: as it stands, as it is said, or with one slip.

One slip is one character too many, missing, wrong, or two in each other's place; it is forgiven in names of three
characters and more, and never two of them.
"""

from __future__ import annotations

from enum import IntEnum

from db.rules.grams import ways_said
from db.rules.spelling import squeezed, words

SHORTEST_FORGIVEN = 3
LONG_ENOUGH = 4
"""So many characters typed may stand anywhere in a longer name with a slip in them; fewer fit too much."""


class Fit(IntEnum):
    """How a name fits what was typed; the best first."""

    SAME = 0
    BEGINS = 1
    HOLDS = 2
    SAID = 3
    SAID_BEGINS = 4
    SLIP = 5


def fit(typed: str, name: str) -> Fit | None:
    """How a name fits; None where it does not."""
    asked, there = squeezed(typed), squeezed(name)
    if not asked:
        return None
    if asked == there:
        return Fit.SAME
    if there.startswith(asked):
        return Fit.BEGINS
    if _holds(typed, asked, name, there):
        return Fit.HOLDS
    return _said(asked, name) or (Fit.SLIP if slipped(typed, name) else None)


def _holds(typed: str, asked: str, name: str, there: str) -> bool:
    """The same characters anywhere; of words, that every one typed begins one of the name."""
    if not asked.isascii():
        return asked in there
    named = words(name)
    return all(any(one.startswith(word) for one in named) for word in words(typed))


def _said(asked: str, name: str) -> Fit | None:
    if not asked.isascii():
        return None
    best: Fit | None = None
    for start, *said in ways_said(name):
        if asked in said and not start:
            return Fit.SAID
        if any(one.startswith(asked) for one in said):
            best = Fit.SAID_BEGINS
    return best


def slipped(typed: str, name: str) -> bool:
    """Whether the name was typed with exactly one slip, as a whole or, with enough of it typed, as a part."""
    asked, there = squeezed(typed), squeezed(name)
    if within_one(asked, there):
        return len(there) >= SHORTEST_FORGIVEN
    if asked.isascii():
        return _word_slipped(words(typed), words(name))
    if len(asked) < LONG_ENOUGH or len(there) <= len(asked):
        return False
    sizes = (len(asked) - 1, len(asked), len(asked) + 1)
    return any(within_one(asked, there[at : at + size]) for size in sizes for at in range(len(there) - size + 1))


def _word_slipped(typed: list[str], named: list[str]) -> bool:
    """Every word begins one of the name, but one that is one of the name with a slip."""
    rest = [word for word in typed if not any(one.startswith(word) for one in named)]
    if len(rest) != 1:
        return False
    return any(len(one) >= SHORTEST_FORGIVEN and within_one(rest[0], one) for one in named)


def within_one(one: str, other: str) -> bool:
    """Whether one change of a character makes one of the other: put in, left out, replaced, swapped with the next."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((at for at, sign in enumerate(short) if sign != long[at]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    if short[at + 1 :] == long[at + 1 :]:
        return True
    return short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
