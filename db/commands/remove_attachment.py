"""A file taken off a customer, with the reason; what was in it is deleted a week later."""

from __future__ import annotations

from db.access import Actor
from db.errors import Refusal
from db.models.files import Attachment
from db.periods import now
from db.record import found
from db.rules.entries import reason_given
from db.run import WritingSession


def remove_attachment(session: WritingSession, actor: Actor, *, attachment_id: int, reason: str) -> int:
    """Remove a file; that it was there, and why it is not, stays. Answers the attachment's id."""
    kept = found(session, actor, Attachment, attachment_id)
    why = reason_given(reason, missing="customers.reason_needed")
    if kept.removed_at is not None:
        raise Refusal("files.gone")
    kept.removed_at, kept.removed_by_id, kept.removed_reason = now(), actor.person_id, why
    session.flush()
    return attachment_id
