"""SELECTs put together once: the same actor asks the same of the same days again with every page.

Nothing of the data stands in them, only the actor's own place, so that they hold for as long as the actor is the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Table
from sqlalchemy.sql import visitors

from db.access import Actor
from db.config import config
from db.engine import database

MOST = 2_000


class Statements:
    """The statements used last, and which of them the guard has let pass for their actor."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[tuple[Actor, object], Any]] = OrderedDict()
        self._actors: OrderedDict[Actor, Actor] = OrderedDict()
        self._tables: WeakKeyDictionary[Any, frozenset[str]] = WeakKeyDictionary()
        self._passed: WeakKeyDictionary[Any, Actor | None] = WeakKeyDictionary()

    def same(self, actor: Actor) -> Actor:
        """One object for all actors that are equal."""
        with self._lock:
            known = self._actors.setdefault(actor, actor)
            self._actors.move_to_end(known)
            while len(self._actors) > MOST:
                self._actors.popitem(last=False)
        return known

    def of(self, actor: Actor, key: Hashable, build: Callable[[], Any]) -> Any:
        """The statement under `key` for this very actor and what config.toml says now."""
        said = config()
        # Ids, which no other object can take over as long as what they name is kept beside.
        whole = (id(actor), id(said), key)
        with self._lock:
            if whole in self._kept:
                self._kept.move_to_end(whole)
                return self._kept[whole][1]
        built = build()
        with self._lock:
            self._kept[whole] = ((actor, said), built)
            self._passed[built] = None
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return built

    def tables(self, statement: Any) -> frozenset[str]:
        """Names of all tables a statement touches."""
        with self._lock:
            known = self._tables.get(statement)
        if known is None:
            known = frozenset(tables_of(statement))
            with self._lock:
                if statement in self._passed:
                    self._tables[statement] = known
        return known

    def passed(self, statement: Any, actor: Actor) -> bool:
        """Whether the guard has let this very statement pass for this very actor."""
        with self._lock:
            return statement in self._passed and self._passed[statement] is actor

    def passes(self, statement: Any, actor: Actor) -> None:
        """Remember that it did."""
        with self._lock:
            if statement in self._passed:
                self._passed[statement] = actor


def tables_of(statement: Any) -> set[str]:
    """Names of all tables a statement touches."""
    return {element.name for element in visitors.iterate(statement) if isinstance(element, Table)}


def statements() -> Statements:
    """Those of the database in use."""
    found: Statements = database().notes.setdefault("statements", Statements())
    return found


def prepared(actor: Actor, key: Hashable, build: Callable[[], Any]) -> Any:
    """The statement that `build` makes of nothing but the actor and the key, made once."""
    return statements().of(actor, key, build)
