"""Whether two customers may be one that was recorded twice, and what becomes of its fields where they are merged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from itertools import combinations

from db.models.customers import CustomerKind
from db.rules.grams import less_one
from db.rules.matching import within_one
from db.rules.spelling import readings, squeezed
from db.rules.tags import tagged, tags_in

OPEN_FIELDS = ("name", "region", "industry", "source", "needs", "tags")
"""The value tier is none of them: a rule gives it anew every day."""
PRIVATE_FIELDS = ("phone", "id_number", "email", "address", "born_on")
JOINED = ("needs", "tags")
"""Fields of which the merged customer may keep both."""

_FORMS = re.compile(
    r"(股份有限责任公司|股份有限公司|有限责任公司|有限公司|集团公司|分公司|公司|集团|coltd|companylimited|limited|ltd|inc|corp)+$"
)
SHORTEST_NEAR = 5
"""So many characters of an organisation's name, without its form, must be there for a slip to be one."""
CROWD = 8
"""More customers than this with one phone or name are each beside the first alone."""


class Likeness(IntEnum):
    """By what two customers look alike, the surest first."""

    ID_NUMBER = 0
    PHONE = 1
    NAME_AND_BIRTHDAY = 2
    NAME = 3
    NEAR_NAME = 4


@dataclass(frozen=True)
class Face:
    """What is compared of a customer; numbers only as their keyed hashes."""

    id: int
    name: str
    kind: CustomerKind
    phone_hash: str | None = None
    id_hash: str | None = None
    born_on: date | None = None


@lru_cache(maxsize=50_000)
def bare(name: str) -> str:
    """A name without blanks, signs, width, case and the form of a company; the whole where nothing else is left."""
    whole = squeezed(name)
    return _FORMS.sub("", whole) or whole


def alike(one: Face, other: Face) -> Likeness | None:
    """By what the two look alike; None where they do not, or where something shows that they are two."""
    if one.id_hash and other.id_hash:
        return Likeness.ID_NUMBER if one.id_hash == other.id_hash else None
    if one.kind != other.kind or (one.born_on and other.born_on and one.born_on != other.born_on):
        return None
    if one.phone_hash and one.phone_hash == other.phone_hash:
        return Likeness.PHONE
    same_birthday = one.born_on is not None and one.born_on == other.born_on
    if bare(one.name) == bare(other.name):
        return Likeness.NAME_AND_BIRTHDAY if same_birthday else Likeness.NAME
    return Likeness.NEAR_NAME if _near(one, other, same_birthday=same_birthday) else None


def _near(one: Face, other: Face, *, same_birthday: bool) -> bool:
    """One slip: in names of people it says something only where their birthday is the same."""
    mine, theirs = bare(one.name), bare(other.name)
    long = min(len(mine), len(theirs)) >= SHORTEST_NEAR and one.kind == CustomerKind.ORGANISATION
    return (long or same_birthday) and within_one(mine, theirs) and _slipped(mine, theirs)


def _slipped(mine: str, theirs: str) -> bool:
    """Whether two names one change apart are likely one: of two Chinese ones with another character, if said alike."""
    if len(mine) != len(theirs) or sorted(mine) == sorted(theirs) or (mine + theirs).isascii():
        return True
    here, there = next(pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1])
    return bool(set(readings(here)) & set(readings(there)))


def pairs(faces: Sequence[Face]) -> list[tuple[Likeness, int, int]]:
    """All pairs that look alike, the surest first, each with the lower id first."""
    by_id = {face.id: face for face in faces}
    found: dict[tuple[int, int], Likeness] = {}
    for low, high in sorted({pair for crowd in _crowds(faces) for pair in _of(crowd)}):
        how = alike(by_id[low], by_id[high])
        if how is not None:
            found[low, high] = how
    return sorted((how, low, high) for (low, high), how in found.items())


def _of(crowd: Sequence[int]) -> Iterable[tuple[int, int]]:
    members = sorted(set(crowd))
    return combinations(members, 2) if len(members) <= CROWD else ((members[0], other) for other in members[1:])


def _crowds(faces: Iterable[Face]) -> Iterator[list[int]]:
    """Customers that have something in common, so that not everybody is compared with everybody."""
    common: dict[tuple[str, str], list[int]] = defaultdict(list)
    for face in faces:
        for key in _marks(face):
            common[key].append(face.id)
    return (ids for ids in common.values() if len(ids) > 1)


def _marks(face: Face) -> Iterator[tuple[str, str]]:
    name = bare(face.name)
    if face.id_hash:
        yield "id", face.id_hash
    if face.phone_hash:
        yield "phone", face.phone_hash
    yield "name", name
    if face.kind == CustomerKind.ORGANISATION or face.born_on:
        # Two names a slip apart have one of these in common: the name, or it less one character.
        apart = f"{face.kind} {face.born_on or ''} "
        yield from (("near", apart + less) for less in {name, *less_one(name)})


def joined(field: str, mine: str, theirs: str) -> str:
    """Tags or needs of both, nothing twice."""
    if field == "tags":
        both = mine
        for tag in tags_in(theirs):
            both = tagged(both, tag)
        return both
    return mine if theirs in mine else f"{mine}\n{theirs}".strip()
