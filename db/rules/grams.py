"""The grams by which a name is found: what the index holds of it, and what is looked up for what was typed.

Of Chinese: pairs of characters (`张晓`), and pairs with one left out between (`张*明`). Of how it is said: the whole
pinyin (`~zhangxiaoming`) and the initials (`#zxm`), found by their beginnings. Of other words: the word (`_smith`),
found by its beginning, and the word less one letter (`-smth`), so that a slip is found. A gram only finds who may be
meant; `db.rules.matching` says who is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from db.rules.spelling import readings, runs, squeezed, words

LONGEST = 32
"""Places of a gram; what is said or written longer is found by as much of it."""
LONG_NAME = 6
"""From so many characters on, a name is also found by how it is said behind its place: 上海 | 鼎盛贸易."""
BEHIND_PLACE = (2, 3)
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Lookup:
    """Grams to look up: those that are equal to one of `equal`, and those that begin like one of `begins`."""

    equal: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()


def pairs(run: str) -> list[str]:
    """Two neighbours at a time; a single character is its own pair."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def gaps(run: str) -> list[str]:
    """Two characters with one between them, which may be any."""
    return [f"{run[at]}*{run[at + 2]}" for at in range(len(run) - 2)]


def less_one(word: str) -> set[str]:
    """A word with one letter left out, each in its turn."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def grams_of(name: str) -> set[str]:
    """Everything that the index holds of a name."""
    found: set[str] = set()
    for han, run in runs(name):
        if han:
            found.update(pairs(run), gaps(run))
        else:
            found.add(_cut("_" + run))
            found.update(_cut("-" + less) for less in less_one(run) if len(run) >= 3)
    for _start, said, short in ways_said(name):
        found.update((_cut("~" + said), _cut("#" + short)))
    return found


def ways_said(name: str) -> Iterator[tuple[int, str, str]]:
    """How a name is typed by its sound: where in it that begins, in full or the surname alone, and by initials."""
    for way in readings(name):
        for start in (0, *BEHIND_PLACE) if len(way) >= LONG_NAME else (0,):
            short = _initials(way[start:])
            yield start, "".join(way[start:]), short
            if not start:
                yield start, way[0] + short[1:], short


def lookup(typed: str) -> Lookup:
    """What surely stands in the index of a name that holds what was typed, or is said so; Chinese: every one of it."""
    parts = runs(typed)
    chinese = [run for han, run in parts if han]
    if chinese:
        several = [pair for run in chinese if len(run) > 1 for pair in pairs(run)]
        if several:
            return Lookup(equal=tuple(dict.fromkeys(several)))
    if not words(typed):
        return Lookup(begins=(chinese[0],)) if chinese else Lookup()
    whole, longest = squeezed(typed), max(words(typed), key=len)
    if chinese:
        return Lookup(begins=(_cut("_" + longest),))
    return Lookup(begins=tuple(map(_cut, ("~" + whole, "#" + whole, "_" + longest))))


def likely(typed: str) -> Lookup:
    """What may stand in the index of a name that was typed with one slip."""
    found: list[str] = []
    if said := readings(typed):
        # Who sounds the same first: that is how most slips in Chinese are made.
        found += [_cut("~" + "".join(way)) for way in said]
    parts, whole = runs(typed), squeezed(typed)
    if any(han for han, _run in parts) and len(whole) > 1:
        found += _near_pairs(whole)
    for han, run in parts:
        if not han and len(run) >= 2:
            less = less_one(run)
            found += [_cut("-" + run), *(_cut(mark + one) for mark in "_-" for one in sorted(less))]
    return Lookup(equal=tuple(dict.fromkeys(found)))


def _near_pairs(run: str) -> Iterable[str]:
    """Pairs as they stand, with a character missing between them, and with one too many between them."""
    wide = gaps(run)
    near = pairs(run)
    return [*wide, *near, *(f"{one[0]}*{one[1]}" for one in near), *(one[0] + one[2] for one in wide)]


def _initials(way: Iterable[str]) -> str:
    return "".join(syllable if syllable.isdecimal() else syllable[:1] for syllable in way)


def _cut(gram: str) -> str:
    return gram[:LONGEST]
