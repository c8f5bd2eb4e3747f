"""Answers already worked out from the same data: kept until anything at all is written, by whichever process.

The mark of the data is SQLite's `data_version`, seen from a connection that never writes, or PostgreSQL's snapshot: if
it is unchanged, no transaction has committed since, so the answer cannot have changed either. A key always holds the
whole scope of who asks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import sqlalchemy as sa

from db.engine import database
from db.session import ActorSession

Answer = TypeVar("Answer")
MOST = 5_000


class Memory:
    """Answers by key for one mark of the data."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mark: Any = None
        self._answers: dict[Hashable, Any] = {}

    def recall(self, mark: Any, key: Hashable) -> Any:
        """The answer for this mark; None if there is none yet."""
        with self._lock:
            if mark != self._mark or len(self._answers) > MOST:
                self._mark, self._answers = mark, {}
            return self._answers.get(key)

    def keep(self, mark: Any, key: Hashable, answer: Any) -> None:
        """Remember an answer, unless the data has moved on meanwhile."""
        with self._lock:
            if mark == self._mark:
                self._answers[key] = answer


def remembered(session: ActorSession, key: Hashable, work_out: Callable[[], Answer]) -> Answer:
    """The answer under `key`, worked out at most once for the same data and the same scope."""
    mark = _mark(session)
    if mark is None:
        return work_out()
    memory: Memory = database().notes.setdefault("memory", Memory())
    actor = session.actor
    whole = (actor.role, actor.person_id, actor.unit_id, actor.units, key)
    answer = memory.recall(mark, whole)
    if answer is None:
        answer = work_out()
        memory.keep(mark, whole, answer)
    return answer  # type: ignore[no-any-return]


def _mark(session: ActorSession) -> Any:
    """What the data of this session stands at; None for a command, which sees what nobody else does yet."""
    if session.verb is not None:
        return None
    if "mark" not in session.info and database().dialect == "postgresql":
        snapshot = sa.select(sa.cast(sa.func.pg_current_snapshot(), sa.String))
        session.info["mark"] = session.trusted().execute(snapshot).scalar_one()
    return session.info.get("mark")
