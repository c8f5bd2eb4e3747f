"""Take back one's own request for an export that nobody has decided yet."""

from __future__ import annotations

from db.access import Actor
from db.errors import Denied, Refusal
from db.models.exports import ExportRequest
from db.record import found
from db.run import WritingSession


def withdraw_export(session: WritingSession, actor: Actor, *, request_id: int) -> int:
    """The request is gone from every list; that it was asked and taken back stays in the audit. Answers its id."""
    request = found(session, actor, ExportRequest, request_id)
    if request.person_id != actor.person_id:
        raise Denied("core.out_of_scope")
    if request.verdict is not None:
        raise Refusal("exports.decided")
    kept = {name: [getattr(request, name), None] for name in ("what", "rows", "reason")}
    session.notebook.tell("export_request", request_id, kept)
    session.delete(request)
    return request_id
