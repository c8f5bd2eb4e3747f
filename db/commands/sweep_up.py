"""Delete what is of no use to anybody any more."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.models.sign_in import SignInSession, SignInTicket, Throttle
from db.models.system import CommandKey
from db.run import WritingSession

KEPT_FOR = timedelta(days=7)


def sweep_up(session: WritingSession, actor: Actor, *, at: datetime) -> int:
    """How many rows went: idempotency keys, tickets, ended sessions and allowances that are a week old."""
    session.notebook.quiet = True
    aged = at - KEPT_FOR
    outdated = (
        (CommandKey, col(CommandKey.at)),
        (SignInTicket, col(SignInTicket.expires_at)),
        (SignInSession, col(SignInSession.expires_at)),
        (Throttle, col(Throttle.at)),
    )
    connection = session.trusted()
    return sum(int(connection.execute(sa.delete(table).where(when < aged)).rowcount) for table, when in outdated)
