"""A file of what somebody sees is about to be handed out: the limits are kept, and the audit notes it first."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.errors import Denied
from db.export_requests import allowance, approved_for
from db.models.exports import ExportTaken
from db.models.people import Person
from db.periods import now, today
from db.run import WritingSession


def export_rows(
    session: WritingSession,
    actor: Actor,
    *,
    what: str,
    where: str,
    rows: int,
    file: str,
    question: str = "",
    brought: bool = False,
) -> None:
    """Note who takes how many rows of what, narrowed how, as which kind of file.

    More than anybody takes without leave is refused, unless a second person approved just that `question`; then it is
    taken once. Rows that the person `brought` in themselves, and that were not taken over, are theirs to take back.
    """
    # Noted before it is decided, so that a refusal has it on record as well.
    session.notebook.notes |= {"what": what[:200], "where": where[:500], "rows": rows, "file": file}
    request = None if brought else _leave(session, actor, rows, question)
    if request is not None:
        session.notebook.notes |= {"request": request}
    if not brought:
        session.add(ExportTaken(person_id=actor.person_id, day=today(), at=now(), rows=rows, request_id=request))


def _leave(session: WritingSession, actor: Actor, rows: int, question: str) -> int | None:
    """The request that this is taken on; None where no leave is needed. Two files at once count one after the other."""
    mine = sa.select(col(Person.id)).where(col(Person.id) == actor.person_id)
    session.trusted().execute(mine.with_for_update(key_share=True))
    may = allowance(session, actor)
    if may.takes(rows):
        return None
    request = approved_for(session, actor, question, rows) if question else None
    if request is None:
        denied = Denied("exports.needs_leave", rows=rows, free=may.free, left=may.left)
        denied.notes = dict(session.notebook.notes)
        raise denied
    request.used_at = now()
    return request.id
