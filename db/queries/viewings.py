"""Who looked at the application as somebody: told to the person whose view it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from db.access import Actor
from db.marks import among
from db.models.people import Person
from db.models.sign_in import Viewing
from db.session import reading

MOST = 20


@dataclass(frozen=True)
class ViewingRow:
    """Who looked, why, and from when until when at the latest."""

    name: str
    reason: str
    began_at: datetime
    ended_at: datetime


def viewings_of(actor: Actor) -> list[ViewingRow]:
    """The latest first."""
    mine = among(actor, col(Viewing.seen_id), select(Person.id).where(col(Person.id) == actor.person_id))
    found = (
        select(Viewing, Person.name)
        .join(Person, col(Person.id) == Viewing.person_id)
        .where(mine)
        .order_by(col(Viewing.id).desc())
        .limit(MOST)
    )
    with reading(actor) as session:
        rows = session.exec(found).all()
    return [ViewingRow(name, one.reason, one.began_at, one.ended_at or one.until) for one, name in rows]
