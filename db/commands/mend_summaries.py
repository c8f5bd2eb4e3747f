"""Compute the summaries anew."""

from __future__ import annotations

from db.access import Actor
from db.run import WritingSession
from db.summaries import rebuild


def mend_summaries(session: WritingSession, actor: Actor) -> None:
    """Every monthly sum and count from the ledgers."""
    rebuild(session)
