"""Refuse somebody below the export they asked for, and say why."""

from __future__ import annotations

from db.access import Actor
from db.errors import Invalid
from db.export_requests import decided
from db.models.exports import Verdict
from db.rules.entries import LONGEST_REASON, clean
from db.run import WritingSession


def refuse_export(session: WritingSession, actor: Actor, *, request_id: int, sentence: str) -> int:
    """Refuse it with a sentence for who asked. Answers the request's id."""
    said = clean(sentence or "")
    if not said or len(said) > LONGEST_REASON:
        raise Invalid(fields={"sentence": "entries.too_long" if said else "exports.sentence_needed"})
    decided(session, actor, request_id, Verdict.REFUSED, said)
    return request_id
