"""Put on record that somebody opened a record as somebody else."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.errors import Refusal
from db.models.people import Person
from db.models.search import RecordKind
from db.models.sign_in import Viewing
from db.run import WritingSession
from db.sign_in.credentials import reachable


def note_viewed(session: WritingSession, actor: Actor, *, seen_id: int, kind: RecordKind, record_id: int) -> None:
    """A line of the audit on the record, in the name of who really looked, with the login of whose view it was."""
    standing = select(Viewing.id).where(
        reachable(actor, Viewing),
        Viewing.person_id == actor.person_id,
        Viewing.seen_id == seen_id,
        col(Viewing.ended_at).is_(None),
    )
    seen = session.get(Person, seen_id)
    if seen is None or session.exec(standing).first() is None:
        raise Refusal("core.not_found")
    session.notebook.tell(str(RecordKind(kind)), record_id, {"seen_as": seen.login})
