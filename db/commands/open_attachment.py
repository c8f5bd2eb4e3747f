"""The content of a customer's file; the audit keeps who took it and when."""

from __future__ import annotations

from db.access import Actor
from db.errors import Refusal
from db.files import load
from db.models.files import Attachment
from db.record import found
from db.run import WritingSession


def open_attachment(session: WritingSession, actor: Actor, *, attachment_id: int) -> bytes:
    """Answer the file; to be run without a key, which would keep it a second time."""
    kept = found(session, actor, Attachment, attachment_id)
    if kept.removed_at is not None:
        raise Refusal("files.gone")
    session.notebook.notes |= {"customer_id": kept.customer_id, "file_name": kept.name}
    return load(kept.stored, kept.digest)
