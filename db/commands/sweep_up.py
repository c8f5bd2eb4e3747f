"""Delete what is of no use to anybody any more."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from db.access import Actor
from db.files import drop
from db.models.files import Attachment
from db.models.sign_in import SignInSession, SignInTicket, Throttle
from db.models.system import CommandKey
from db.run import WritingSession

KEPT_FOR = timedelta(days=7)


def sweep_up(session: WritingSession, actor: Actor, *, at: datetime) -> int:
    """How many rows went: idempotency keys, tickets, ended sessions and allowances that are a week old.

    Files that were removed a week ago go from the folder; that they were there stays.
    """
    session.notebook.quiet = True
    aged = at - KEPT_FOR
    outdated = (
        (CommandKey, col(CommandKey.at)),
        (SignInTicket, col(SignInTicket.expires_at)),
        (SignInSession, col(SignInSession.expires_at)),
        (Throttle, col(Throttle.at)),
    )
    connection = session.trusted()
    removed = sa.select(col(Attachment.stored)).where(col(Attachment.removed_at) < aged)
    drop(connection.execute(removed).scalars())
    return sum(int(connection.execute(sa.delete(table).where(when < aged)).rowcount) for table, when in outdated)
