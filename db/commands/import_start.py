"""Opens an import: the same file with the same profile goes on where it stood."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from db.access import Actor
from db.errors import Refusal
from db.imports.tables import ENTRY, LEAD_ROW, RECORD, REJECT, ROW, RUN, SEAT, VERDICT
from db.models.imports import ImportState
from db.periods import now
from db.run import WritingSession

KEEP_UNFINISHED = timedelta(days=7)


@dataclass(frozen=True)
class Started:
    """Where a run stands: rows up to `staged_line` need not be read again; when this very file was booked before."""

    run_id: int
    staged_line: int
    complete: bool
    booked_at: datetime | None = None


def import_start(
    session: WritingSession,
    actor: Actor,
    *,
    fingerprint: str,
    file_hash: str,
    file_name: str,
    profile: str,
    as_of: date,
    layout: str,
) -> Started:
    """Find or make the run of this key; one that was published starts over, since the book has moved on."""
    session.notebook.quiet = True
    connection = session.trusted()
    _refuse_older(connection, profile, as_of)
    _forget_unfinished(connection)
    booked_at = _booked_at(connection, file_hash, profile)
    run = connection.execute(sa.select(RUN).where(RUN.c.key == fingerprint)).one_or_none()
    if run is None:
        values = {
            "key": fingerprint,
            "file_hash": file_hash,
            "profile": profile,
            "as_of": as_of,
            "state": ImportState.STAGING,
            **dict.fromkeys(("staged_line", "read", "blank"), 0),
            "report": "{}",
        }
        entry = {"file_name": file_name, "layout": layout, **_by(actor), **values}
        run_id = connection.execute(sa.insert(RUN).values(**entry).returning(RUN.c.id)).scalar_one()
        return Started(run_id, 0, complete=False, booked_at=booked_at)
    if run.state == ImportState.PUBLISHED:
        clear_staging(connection, run.id)
        connection.execute(sa.delete(REJECT).where(REJECT.c.run_id == run.id))
        fresh = {"state": ImportState.STAGING, "staged_line": 0, "read": 0, "blank": 0}
        connection.execute(sa.update(RUN).where(RUN.c.id == run.id).values(**fresh, **_by(actor)))
        return Started(run.id, 0, complete=False, booked_at=booked_at)
    connection.execute(sa.update(RUN).where(RUN.c.id == run.id).values(**_by(actor)))
    return Started(run.id, run.staged_line, complete=run.state == ImportState.STAGED, booked_at=booked_at)


def _booked_at(connection: sa.Connection, file_hash: str, profile: str) -> datetime | None:
    """When the same content came in by the same profile, whatever its name and the day it is said to speak of."""
    same = (RUN.c.file_hash == file_hash) & (RUN.c.profile == profile)
    found: datetime | None = connection.execute(sa.select(sa.func.max(RUN.c.published_at)).where(same)).scalar()
    return found


def clear_staging(connection: sa.Connection, run_id: int) -> None:
    """Forget a run's rows, once they are in the book or of no use."""
    for table in (VERDICT, SEAT, ROW, ENTRY, LEAD_ROW, RECORD):
        connection.execute(sa.delete(table).where(table.c.run_id == run_id))


def _by(actor: Actor) -> dict[str, object]:
    return {"started_by": actor.person_id or None, "started_login": actor.login, "started_at": now()}


def _refuse_older(connection: sa.Connection, profile: str, as_of: date) -> None:
    """A file older than what the book already knows would undo it."""
    known = sa.select(sa.func.max(RUN.c.as_of)).where(RUN.c.profile == profile, RUN.c.published_at.is_not(None))
    newest = connection.execute(known).scalar()
    if newest and as_of < newest:
        raise Refusal("imports.older_file", as_of=as_of, newest=newest)


def _forget_unfinished(connection: sa.Connection) -> None:
    """Rows of files that nobody finished hold personal particulars: they do not stay."""
    stale = sa.select(RUN.c.id).where(RUN.c.started_at < now() - KEEP_UNFINISHED, RUN.c.state != ImportState.PUBLISHED)
    for run_id in connection.execute(stale).scalars().all():
        clear_staging(connection, run_id)
        fresh = {"state": ImportState.STAGING, "staged_line": 0, "read": 0, "blank": 0}
        connection.execute(sa.update(RUN).where(RUN.c.id == run_id).values(**fresh))
        connection.execute(sa.delete(REJECT).where(REJECT.c.run_id == run_id))
