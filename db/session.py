"""The one session class: made for one actor, it refuses every statement that lacks the actor's scope."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NoReturn

from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, defer
from sqlmodel import Session, SQLModel

from db.access import HIDDEN, Actor
from db.engine import database
from db.errors import Denied
from db.guard import Guard
from db.masks import masking
from db.statements import statements


class ActorSession(Session):
    """A session in the name of one actor. Raw connections, text and bulk shortcuts are refused."""

    def __init__(self, bind: Engine, actor: Actor) -> None:
        super().__init__(bind, expire_on_commit=False)
        self.actor = actor
        self.guard = Guard(actor)
        self.verb: str | None = None
        self.reads: list[set[str]] = []
        self.proven: set[int] = set()

    def _refuse(self, *_args: Any, **_named: Any) -> NoReturn:
        raise Denied("core.out_of_scope")

    connection = bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = _refuse
    query = _refuse

    def trusted(self) -> Any:
        """The plain connection of this transaction, for the runner and set-based jobs of `db` alone."""
        return Session.connection(self)


def hidden_columns(actor: Actor) -> list[Any]:
    """Loader options that leave out what the actor's role may not see."""
    return [option for options in _hidden(HIDDEN.get(actor.role, frozenset())).values() for option in options]


@cache
def _hidden(names: frozenset[str]) -> dict[type[SQLModel], list[Any]]:
    """The options by table, made once: thousands of statements take the same."""
    models = {mapper.class_.__tablename__: mapper.class_ for mapper in SQLModel._sa_registry.mappers}
    options: dict[type[SQLModel], list[Any]] = {}
    for table, column in (name.split(".") for name in sorted(names)):
        options.setdefault(models[table], []).append(defer(getattr(models[table], column), raiseload=True))
    return options


@event.listens_for(ActorSession, "do_orm_execute")
def _check(state: ORMExecuteState) -> None:
    session = state.session
    assert isinstance(session, ActorSession)
    session.guard.check(state.statement, state.parameters, session.proven)
    if session.reads:
        session.reads[-1] |= statements().tables(state.statement)
    if session.guard.hidden and state.is_select:
        described = getattr(state.statement, "column_descriptions", ())
        tables = {one["entity"] for one in described if one["expr"] is one["entity"]}
        hidden = _hidden(session.guard.hidden)
        if options := [option for table in tables for option in hidden.get(table, ())]:
            state.statement = state.statement.options(*options)


@event.listens_for(ActorSession, "before_flush")
def _only_commands_write(session: Any, _context: Any, _instances: Any) -> None:
    if session.verb is None and (session.new or session.deleted or any(map(session.is_modified, session.dirty))):
        raise Denied("core.not_allowed")


@contextmanager
def reading(actor: Actor) -> Iterator[ActorSession]:
    """One read transaction in an actor's name; everything in it sees the same moment.

    Customers are masked for who sees as the actor.
    """
    with masking(on=actor.seen_by is not None), ActorSession(database().read, actor) as session:
        yield session
