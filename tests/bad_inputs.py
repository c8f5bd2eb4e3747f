"""What somebody may type into a form by mistake or on purpose: for every parameter of every command, from its type."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from importlib import import_module
from types import NoneType
from typing import get_args, get_origin, get_type_hints

import sqlalchemy as sa
from sqlmodel import SQLModel

from db.access import SYSTEM
from db.commands.close_day import Move
from db.commands.hold_meeting import Said
from db.noted import Noted
from db.run import run
from hostile import HOSTILE

LONG = "一段写得太长的话。" * 600
TEXTS = (
    None, "", " \t\u3000\n", LONG, "x" * 201, '=HYPERLINK("http://evil.example","x")', "**粗** [x](javascript:f())",
    "<script>alert(1)</script>", "\u202e倒写的名字\u202c", "👩‍👩‍👧‍👦🇨🇳", "a\x00b\x07c\x1bd", "半个\ud83d字",
    "两行\n一段", "'; DROP TABLE customer; --", "1e309", "{0.__class__}%(x)s{name}",
)  # fmt: skip
ROTATED = 6
DAYS = (None, date.min, date(1899, 12, 31), date(1900, 1, 1), date(2026, 6, 29), date(2199, 12, 31), date.max, "明天")
AMOUNTS = (None, -1, 0, 1.5, True, "一百", 10**13, 10**13 + 1, 2**63, -(2**63) - 1, 10**30)
CODES = (None, "", "nonsense", "<b>x</b>", "a\x00b", LONG, 7)
NOBODY = (0, -1, 999_999_999)
GIVEN = frozenset(
    {
        "version", "versions", "today", "confirmed", "by_rule", "old_hash", "password_hash", "password_hashes",
        "recovery_hashes",
        "sealed_secret", "session_id", "placement_id", "run_id", "flagged", "can_write", "pinned", "complete", "active",
        "keep_second_factor", "rows", "rejects", "after", "upto", "blank", "fingerprint", "file_hash", "layout",
        "what", "where", "file", "place", "question", "told", "brought", "disable", "anew",
    }
)  # fmt: skip
"""What nobody types or chooses: versions and keys that the form carries, ticks, and what is made of a file."""
ON_FILES = frozenset(
    {
        "import_book", "import_check", "import_crm", "import_leads", "import_pipeline", "import_rows", "import_start",
        "import_staff",
    }
)  # fmt: skip
"""Commands whose order is made of a file; bad files are tried in tests/db/imports."""


def command_named(name):
    return getattr(import_module(f"db.commands.{name}"), name)


def standing():
    """All rows of all tables as they stand, but for what the audit tells of refusals."""
    found = []

    def read_all(session, actor) -> None:
        for name in sorted(set(SQLModel.metadata.tables) - {"audit", "alembic_version"}):
            rows = session.trusted().execute(sa.select(SQLModel.metadata.tables[name]))
            found.append(hash(tuple(sorted(map(repr, rows)))))
        session.notebook.quiet = True

    run(read_all, SYSTEM)
    return found


def bad_orders(name, order):
    """(parameter, value, the order with it) for all that may be typed wrongly into the form of a command."""
    command = command_named(name)
    hints = get_type_hints(command)
    for parameter in [each for each in hints if each not in ("session", "actor", "return", *GIVEN)]:
        for value in _bad(f"{name}.{parameter}", hints[parameter], order.get(parameter)):
            yield parameter, value, {**order, parameter: value}


def _bad(where, hint, right):
    """Bad values of a type; a type that is not known here must be taught first."""
    kinds = set(get_args(hint) or (hint,)) - {NoneType}
    if kinds & {Move, Said}:
        return tuple((_moves if Move in kinds else _said)(right))
    if isinstance(right, list) or Sequence in map(get_origin, (hint, *kinds)):
        return _of_several(where)
    if isinstance(right, Mapping):
        return tuple({code: (True, False)} for code in CODES)
    if get_origin(hint) is tuple and kinds == {int}:
        return (*((number, number + 1) for number in NOBODY), (1,), ("a", "b"), None, 7)
    (kind,) = kinds
    if issubclass(kind, StrEnum):
        return (*CODES, *(code.upper() for code in list(kind)[:1]))
    return OF_TYPE[kind](where)


def _texts(where):
    begins = zlib.crc32(where.encode()) % len(HOSTILE)
    return (*TEXTS, *(HOSTILE[(begins + step * 7) % len(HOSTILE)] for step in range(ROTATED)))


def _of_several(where):
    if where.endswith("_ids"):
        return tuple([number] for number in NOBODY)
    if where.endswith(".leads"):
        return tuple([(number, 1)] for number in NOBODY)
    return tuple([code] for code in CODES if isinstance(code, str))


def _noted(_where):
    texts = TEXTS[3:]
    amounts = [amount for amount in AMOUNTS if isinstance(amount, int) and amount]
    return (
        *(Noted(**{name: text}) for name in ("needs", "contact", "competitor") for text in texts),
        *(Noted(premium=amount) for amount in amounts),
    )


def _said(right):
    yield from ((replace(right[0], note=text),) for text in TEXTS if text is not None)
    yield from (None, 7, ("nonsense",))


def _moves(right):
    move = right[0] if right else Move(0, 1, date(2026, 7, 1), "no_time")
    yield from ((replace(move, reason=text),) for text in TEXTS)
    yield from ((replace(move, to_day=day),) for day in DAYS)
    yield from ((replace(move, activity_id=number),) for number in NOBODY)


CONTENTS = (None, b"", b"MZ\x90\x00", b"<svg onload=alert(1)>", "text", 7)
OF_TYPE = {
    bytes: lambda _where: CONTENTS,
    str: _texts,
    date: lambda _where: DAYS,
    int: lambda where: NOBODY if where.endswith("_id") else AMOUNTS,
    Noted: _noted,
}
