"""Ask a second person for an export that is larger than one may take without leave."""

from __future__ import annotations

from sqlmodel import col, select

from db.access import Actor
from db.errors import Refusal
from db.export_requests import allowance
from db.models.exports import ExportRequest
from db.periods import now
from db.rules.entries import entered, reason_given
from db.run import WritingSession
from db.scope import sees


def ask_export(
    session: WritingSession,
    actor: Actor,
    *,
    place: str,
    question: str,
    asked: str,
    what: str,
    told: str,
    rows: int,
    reason: str,
) -> int:
    """Ask for these rows, once, with a reason; refused where no leave is needed or one waits. Answers its id."""
    why = reason_given(reason, missing="exports.reason_needed")
    if allowance(session, actor).takes(rows):
        raise Refusal("exports.no_need", rows=rows)
    waiting = select(ExportRequest.id).where(
        col(ExportRequest.person_id) == actor.person_id,
        col(ExportRequest.question) == question,
        col(ExportRequest.waits) == 1,
        sees(actor, ExportRequest),
    )
    if session.exec(waiting).first() is not None:
        raise Refusal("exports.waits")
    of = entered(ExportRequest, place=place[:40], question=question, asked=asked, what=what[:200], told=told[:500])
    request = ExportRequest(person_id=actor.person_id, rows=rows, reason=why, asked_at=now(), **of)
    session.add(request)
    session.flush()
    assert request.id is not None
    return request.id
