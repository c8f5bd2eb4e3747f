"""Stages a batch of parsed rows: small transactions, so that an import that is killed goes on where it stood."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from db.access import Actor
from db.errors import Refusal
from db.imports.tables import ENTRY, LEAD_ROW, RECORD, REJECT, ROW, RUN
from db.models.imports import ImportState
from db.run import WritingSession

INTO = {"book": ROW, "pipeline": ENTRY, "leads": LEAD_ROW, "crm": RECORD}


def import_rows(
    session: WritingSession,
    actor: Actor,
    *,
    run_id: int,
    kind: str,
    after: int,
    upto: int,
    rows: Sequence[Mapping[str, Any]],
    rejects: Sequence[Mapping[str, Any]],
    blank: int,
    complete: bool,
) -> None:
    """Add the rows of the lines (after, upto]; refused if somebody else has staged them meanwhile."""
    session.notebook.quiet = True
    connection = session.trusted()
    state = ImportState.STAGED if complete else ImportState.STAGING
    moved = connection.execute(
        sa.update(RUN)
        .where(RUN.c.id == run_id, RUN.c.staged_line == after, RUN.c.state == ImportState.STAGING)
        .values(staged_line=upto, state=state, blank=RUN.c.blank + blank, read=RUN.c.read + len(rows) + len(rejects))
    )
    if moved.rowcount != 1:
        raise Refusal("imports.in_hand")
    for table, found in ((INTO[kind], rows), (REJECT, rejects)):
        if found:
            connection.execute(sa.insert(table), [{"run_id": run_id, **entry} for entry in found])
