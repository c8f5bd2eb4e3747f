"""Give a job back."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from db.access import Actor
from db.models.system import Lease
from db.periods import now
from db.run import WritingSession


def finish_job(
    session: WritingSession,
    actor: Actor,
    *,
    job: str,
    holder: str,
    day: date | None,
) -> None:
    """Note the day it was done for; without a day it was not done and others may try."""
    session.notebook.quiet = True
    lease = session.exec(select(Lease).where(col(Lease.job) == job, col(Lease.holder) == holder)).first()
    if lease is not None:
        lease.holder, lease.until = "", now()
        lease.done_for = day.isoformat() if day else lease.done_for
