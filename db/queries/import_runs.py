"""The imports there were, for whoever may import; the rows that were not taken, for whoever brought the file."""

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlmodel import col, func, select

from db.access import SYSTEM, Actor
from db.errors import Denied
from db.imports.layout import Layout
from db.imports.rejects import rejects_csv, rejects_of
from db.models.imports import ImportReject, ImportRun
from db.rights import require
from db.session import reading


def import_runs(actor: Actor, limit: int = 20) -> Sequence[ImportRun]:
    """The latest imports, newest first."""
    require(actor, "import_book")
    booked = func.coalesce(ImportRun.published_at, ImportRun.started_at)
    latest = select(ImportRun).order_by(booked.desc(), col(ImportRun.id).desc()).limit(limit)
    with reading(SYSTEM) as session:
        return session.exec(latest).all()


def own_rejects(actor: Actor, run_id: int, limit: int) -> Sequence[ImportReject]:
    """The first rows of one's own import that were not taken."""
    _require_own(actor, run_id)
    return rejects_of(run_id, limit)


def own_rejects_csv(actor: Actor, run_id: int, layout: Layout, limit: int) -> Iterator[str]:
    """The rejects of one's own import as CSV, line by line."""
    _require_own(actor, run_id)
    return islice(rejects_csv(run_id, layout, actor.language), limit + 1)


def _require_own(actor: Actor, run_id: int) -> None:
    require(actor, "import_book")
    with reading(SYSTEM) as session:
        run = session.get(ImportRun, run_id)
    if run is None or run.started_by != actor.person_id:
        raise Denied("core.not_found")
