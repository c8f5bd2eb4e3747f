"""Take a job for this process alone."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import col, select

from db.access import Actor
from db.models.system import Lease
from db.periods import now
from db.run import WritingSession
from db.upsert import insert_or

HELD_FOR = timedelta(minutes=30)


def take_lease(
    session: WritingSession,
    actor: Actor,
    *,
    job: str,
    holder: str,
    day: date,
    again: bool = False,
) -> bool:
    """Whether it is taken: not while another holds it, nor, unless `again`, when it was done for that day."""
    session.notebook.quiet = True
    fresh = insert_or(session, Lease).values(job=job, holder="", until=now()).on_conflict_do_nothing()
    session.trusted().execute(fresh)
    lease = session.exec(select(Lease).where(col(Lease.job) == job).with_for_update()).one()
    held = lease.holder not in ("", holder) and lease.until > now()
    if held or (lease.done_for == day.isoformat() and not again):
        return False
    lease.holder, lease.until = holder, now() + HELD_FOR
    return True
