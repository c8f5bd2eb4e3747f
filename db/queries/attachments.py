"""The files of a customer in sight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.models.files import Attachment
from db.models.people import Person
from db.scope import sees
from db.session import ActorSession

MOST = 200


@dataclass(frozen=True)
class FileRow:
    """One file: its name, how large it is in bytes, who added it when."""

    id: int
    name: str
    kind: str
    size: int
    by: str
    at: datetime


def attachments(session: ActorSession, actor: Actor, customer_id: int) -> list[FileRow]:
    """The files that were not removed, the latest first."""
    columns: tuple[Any, ...] = (
        Attachment.id, Attachment.name, Attachment.kind, Attachment.size, Person.name, Attachment.at,
    )  # fmt: skip
    listed = (
        select(*columns)
        .join(Person, col(Person.id) == col(Attachment.person_id))
        .where(col(Attachment.customer_id) == customer_id, sees(actor, Attachment, [customer_id]))
        .where(col(Attachment.removed_at).is_(None))
        .order_by(col(Attachment.id).desc())
        .limit(MOST)
    )
    return [FileRow(*row) for row in session.exec(listed)]
