"""Answers already worked out: kept until a table that they were read from is written, by whichever process.

The counts of `db.table_marks` are read in the transaction that reads the data, so that both are of one moment. A key
always holds the whole scope of who asks.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from db.engine import database
from db.session import ActorSession
from db.table_marks import counts

Answer = TypeVar("Answer")
MOST = 5_000

COUNTS = "counts"

AMBIENT = frozenset({"customer", "membership", "ownership", "person", "placement", "product", "setting", "unit"})
"""Tables of scopes and names. A session looks them up once, so that a second answer does not show that it used them."""


@dataclass(frozen=True)
class _Kept:
    tables: tuple[str, ...]
    counts: tuple[int, ...]
    answer: Any


class Memory:
    """The answers used last, each with the tables it was read from."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    def recall(self, counts: Mapping[str, int], key: Hashable) -> _Kept | None:
        """What is kept under the key, if its tables are as they were."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found.counts != _of(counts, found.tables):
                return None
            self._kept.move_to_end(key)
            return found

    def keep(self, counts: Mapping[str, int], key: Hashable, tables: Iterable[str], answer: Any) -> None:
        """Remember an answer that was read from the tables while they stood at these counts."""
        names = tuple(sorted(tables))
        with self._lock:
            self._kept[key] = _Kept(names, _of(counts, names), answer)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


def _of(counts: Mapping[str, int], tables: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(counts.get(name, 0) for name in tables)


def remembered(session: ActorSession, key: Hashable, work_out: Callable[[], Answer]) -> Answer:
    """The answer under `key`, worked out at most once for the same data and the same scope."""
    if session.verb is not None:
        # A command sees what nobody else does yet.
        return work_out()
    if COUNTS not in session.info:
        session.info[COUNTS] = counts(session.trusted())
    memory: Memory = database().notes.setdefault("memory", Memory())
    now, whole = session.info[COUNTS], (*_scope(session), key)
    kept = memory.recall(now, whole)
    if kept is None:
        tables, answer = _worked_out(session, work_out)
        memory.keep(now, whole, tables, answer)
    else:
        tables, answer = set(kept.tables), kept.answer
    if session.reads:
        session.reads[-1] |= tables
    return answer


def derived(session: ActorSession, key: Hashable, work_out: Callable[[], Answer]) -> Answer:
    """The answer that follows from its key alone, for the same scope, whatever else is written meanwhile."""
    if session.verb is not None:
        return work_out()
    memory: Memory = database().notes.setdefault("memory", Memory())
    whole = (*_scope(session), "derived", key)
    kept = memory.recall({}, whole)
    if kept is None:
        answer = work_out()
        memory.keep({}, whole, (), answer)
        return answer
    return kept.answer  # type: ignore[no-any-return]


def _scope(session: ActorSession) -> tuple[Hashable, ...]:
    actor = session.actor
    return actor.role, actor.person_id, actor.unit_id, actor.units, actor.seen_by


def _worked_out(session: ActorSession, work_out: Callable[[], Answer]) -> tuple[set[str], Answer]:
    """The answer, and the tables that were read for it."""
    session.reads.append(set(AMBIENT))
    try:
        return session.reads[-1], work_out()
    finally:
        session.reads.pop()
