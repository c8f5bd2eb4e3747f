"""One record for a command: in the actor's scope, locked, and as new as the form that changes it."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from db.access import Actor
from db.errors import Denied
from db.models.people import Person
from db.models.system import Audit
from db.run import check_version
from db.scope import sees
from db.session import ActorSession

Record = TypeVar("Record", bound=SQLModel)


def found(session: ActorSession, actor: Actor, model: type[Record], record_id: int) -> Record:
    """The record of that id, locked until the commit; Denied where there is none or it is not the actor's to see."""
    key: Any = sa.inspect(model).primary_key[0]
    wanted = select(model).where(key == record_id, sees(actor, model)).with_for_update()
    record = session.exec(wanted).first()
    if record is None:
        raise Denied("core.not_found")
    return record


def fresh(session: ActorSession, record: Any, version: int) -> None:
    """Refuse a form that was opened before somebody else changed the record, and say who did."""
    if record.version != version:
        check_version(record, version, by=last_changed_by(session, record))


def last_changed_by(session: ActorSession, record: Any) -> str:
    """The name of whoever changed a record last; the audit itself is not the actor's to read."""
    named = (
        select(Person.name)
        .join(Audit, col(Audit.actor_id) == col(Person.id))
        .where(col(Audit.record_table) == type(record).__tablename__, col(Audit.record_id) == record.id)
        .order_by(col(Audit.id).desc())
        .limit(1)
    )
    return str(session.trusted().execute(named).scalar() or "—")
