"""Give somebody below leave for the export they asked for."""

from __future__ import annotations

from datetime import timedelta

from db.access import Actor
from db.config import config
from db.errors import Invalid
from db.export_requests import decided
from db.models.exports import Verdict
from db.rules.entries import LONGEST_REASON, clean
from db.run import WritingSession


def approve_export(session: WritingSession, actor: Actor, *, request_id: int, sentence: str = "") -> int:
    """Approve it for the time that config.toml declares. Answers the request's id."""
    said = clean(sentence or "")
    if len(said) > LONGEST_REASON:
        raise Invalid(fields={"sentence": "entries.too_long"})
    request, at = decided(session, actor, request_id, Verdict.APPROVED, said)
    request.expires_at = at + timedelta(days=config().exports.lasts_days)
    return request_id
