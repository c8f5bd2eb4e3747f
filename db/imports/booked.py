"""Notes that a run's rows are in the book: file, counts and their digest, once, in the audit and in the history."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db.commands.import_start import clear_staging
from db.imports.tables import RUN
from db.models.imports import ImportState
from db.periods import now
from db.run import WritingSession

if TYPE_CHECKING:
    from db.imports.crm_report import CrmTally
    from db.imports.lead_report import LeadTally
    from db.imports.pipeline_report import PipelineTally
    from db.imports.report import Tally


def note_booked(session: WritingSession, run: Any, tally: Tally | PipelineTally | LeadTally | CrmTally) -> None:
    """End the run. Of a file that came again and changed nothing, the day, the counts and who brought it first stay."""
    connection = session.trusted()
    report = dataclasses.asdict(tally)
    digest = hashlib.sha256(json.dumps([run.file_hash, report], sort_keys=True).encode()).hexdigest()
    session.notebook.quiet = not tally.changes
    session.notebook.notes.update(file=run.file_name, file_hash=run.file_hash, digest=digest, **report)
    clear_staging(connection, run.id)
    done: dict[str, Any] = {"state": ImportState.PUBLISHED}
    if tally.changes or run.published_at is None:
        done |= {"published_at": now(), "report": json.dumps({**report, "by": run.started_by})}
    connection.execute(sa.update(RUN).where(RUN.c.id == run.id).values(**done))
