"""Finds customers in an actor's sight once, so that what hangs on them need not ask again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from sqlalchemy import Row
from sqlmodel import col, select

from db.access import Actor
from db.models.customers import Customer
from db.places import ASKED, PROVEN, Place, Proven
from db.scope import sees
from db.session import ActorSession
from db.statements import prepared

Columns = Callable[[Place], Sequence[Any]]


def prove(
    session: ActorSession, actor: Actor, customers: Sequence[int], key: Hashable, columns: Columns
) -> tuple[Proven, Sequence[Row[Any]]]:
    """Those of the customers that the actor sees, and columns of theirs, of which the first is the id.

    `columns` makes them of the place where the customers' ids will stand; the statement is kept under `key`.
    """

    def build() -> Any:
        place = Place(actor, proven=False)
        asked: Any = select(*columns(place))
        return asked.where(col(Customer.id).in_(place), sees(actor, Customer, place))

    rows = session.execute(prepared(actor, ("prove", key), build), {ASKED: [*customers]}).all()
    proven = Proven(row[0] for row in rows)
    proven.actor = actor
    session.proven.update(proven)
    return proven, rows


def of_proven(session: ActorSession, actor: Actor, whose: Proven, key: Hashable, build: Callable[[Place], Any]) -> Any:
    """A Result: what is found of proven customers by the SELECT that `build` makes of a place for their ids.

    It is kept under `key`, which holds whatever else it depends on.
    """
    statement = prepared(actor, ("of_proven", key), lambda: build(Place(actor, proven=True)))
    return session.execute(statement, {PROVEN: [*whose]})
