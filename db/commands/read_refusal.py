"""Say that one has read why one's export was refused: the bell counts it no more."""

from __future__ import annotations

from db.access import Actor
from db.errors import Denied, Refusal
from db.models.exports import ExportRequest, Verdict
from db.periods import now
from db.record import found
from db.run import WritingSession


def read_refusal(session: WritingSession, actor: Actor, *, request_id: int) -> int:
    """Note it once; a second time changes nothing. Answers the request's id."""
    request = found(session, actor, ExportRequest, request_id)
    if request.person_id != actor.person_id:
        raise Denied("core.out_of_scope")
    if request.verdict != Verdict.REFUSED:
        raise Refusal("exports.not_refused")
    session.notebook.quiet = True
    request.read_at = request.read_at or now()
    return request_id
