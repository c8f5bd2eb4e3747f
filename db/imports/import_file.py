"""Imports files from end to end: sniffed, staged in small steps, judged, published; each step can be repeated."""

import dataclasses
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from db.access import SYSTEM, Actor
from db.commands.import_book import import_book
from db.commands.import_check import import_check
from db.commands.import_crm import import_crm
from db.commands.import_leads import import_leads
from db.commands.import_pipeline import import_pipeline
from db.commands.import_rows import import_rows
from db.commands.import_start import Started, import_start
from db.commands.set_tiers import set_tiers
from db.config import config
from db.imports.crm_profile import CrmProfile
from db.imports.crm_report import CrmTally
from db.imports.folders import hash_of
from db.imports.intake import Intake, Piece, opened
from db.imports.layout import Fault, Layout, Overrides, Row
from db.imports.lead_profile import LeadProfile
from db.imports.lead_report import LeadTally
from db.imports.limits import LIMITS, Deadline, Limits
from db.imports.pipeline_profile import PipelineProfile
from db.imports.pipeline_report import PipelineTally
from db.imports.profiles import AnyProfile
from db.imports.rejects import write_rejects
from db.imports.report import ImportReport, Tally
from db.imports.stage import rejected
from db.periods import today as business_date
from db.queries.import_profiles import profile_named
from db.rights import require
from db.run import run

BATCH = 4_000
_DAY = re.compile(r"(?<![0-9])(20[0-9]{2})-?([01][0-9])-?([0-3][0-9])(?![0-9])")


@dataclass(frozen=True)
class Progress:
    """How far an import is: rows read of about so many, and the seconds that are left, if that can be told."""

    step: str
    done: int = 0
    total: int = 0
    seconds_left: float | None = None


OnProgress = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """Tell nobody."""


@dataclass
class _Batch:
    """What was read since the last small transaction."""

    after: int
    upto: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    blank: int = 0

    @property
    def size(self) -> int:
        return len(self.rows) + len(self.rejects)


def import_file(
    path: Path,
    *,
    profile: str,
    actor: Actor,
    dry_run: bool = False,
    rejects: Path | None = None,
    on_progress: OnProgress = silent,
    overrides: Overrides | None = None,
    as_of: date | None = None,
    file_name: str = "",
    limits: Limits = LIMITS,
) -> ImportReport:
    """Bring a file, or the files of a folder, into the book, or say what that would do.

    Raises Refusal when it cannot be taken as a whole. `as_of` is the day it speaks of: by default the day in its name,
    else what the profile says; leads are leads of the day they come in.
    """
    require(actor, "import_book")
    began = time.monotonic()
    name = file_name or path.name
    fitted = profile_named(profile)
    with opened(path, fitted, overrides, limits) as intake:
        # after the files were found to be there: a folder's hash is that of its files
        file_hash = hash_of(path, fitted.files_wanted)
        day = business_date()
        if not isinstance(fitted, LeadProfile):
            day = as_of or day_in(name) or _day_of(fitted, intake) or day
        started = _start(actor, file_hash, name, fitted, day, intake.layout)
        if not started.complete:
            _stage(actor, intake, fitted, started, on_progress, limits)
    try:
        tally = _finish(actor, started.run_id, fitted, on_progress, dry_run=dry_run)
    finally:
        if rejects is not None:
            write_rejects(rejects, started.run_id, intake.layout, actor.language)
    report = ImportReport(started.run_id, name, file_hash, profile, day, intake.layout, dry_run=dry_run, tally=tally)
    return dataclasses.replace(report, seconds=time.monotonic() - began, booked_at=started.booked_at)


def _day_of(profile: AnyProfile, intake: Intake) -> date | None:
    latest = isinstance(profile, PipelineProfile) and profile.as_of == "latest"
    return intake.latest_day() if latest else None


def _finish(
    actor: Actor, run_id: int, profile: AnyProfile, on_progress: OnProgress, *, dry_run: bool
) -> Tally | PipelineTally | LeadTally | CrmTally:
    """Judge the staged rows, and book them unless this is for looking at only."""
    if dry_run:
        on_progress(Progress("check"))
        return run(import_check, actor, run_id=run_id, profile=profile)
    on_progress(Progress("publish"))
    if isinstance(profile, PipelineProfile):
        return run(import_pipeline, actor, run_id=run_id, profile=profile, today=business_date())
    if isinstance(profile, CrmProfile):
        return run(import_crm, actor, run_id=run_id, profile=profile, today=business_date())
    if isinstance(profile, LeadProfile):
        return run(import_leads, actor, run_id=run_id, today=business_date())
    tally = run(import_book, actor, run_id=run_id, profile=profile, today=business_date())
    if tally.changes:
        rule = config().rules.high_value
        run(
            set_tiers,
            SYSTEM,
            today=business_date(),
            least_premium=rule.premium_fen,
            least_policies=rule.policies,
        )
    return tally


def day_in(name: str) -> date | None:
    """The day in a file's name, as in portfolio_2018-04-30.csv."""
    for match in _DAY.finditer(name):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            continue
    return None


def _start(actor: Actor, file_hash: str, name: str, profile: AnyProfile, as_of: date, layout: Layout) -> Started:
    shape = json.dumps(dataclasses.asdict(layout), ensure_ascii=False)
    key = hashlib.sha256(json.dumps([file_hash, profile.digest, str(as_of), shape]).encode()).hexdigest()
    return run(
        import_start,
        actor,
        fingerprint=key,
        file_hash=file_hash,
        file_name=name[:200],
        profile=profile.name,
        as_of=as_of,
        layout=shape,
    )


def _stage(
    actor: Actor, intake: Intake, profile: AnyProfile, started: Started, on_progress: OnProgress, limits: Limits
) -> None:
    deadline = Deadline(limits.seconds)
    expected = intake.expected
    began, read, first = time.monotonic(), 0, started.staged_line

    def save(batch: _Batch, *, complete: bool) -> None:
        run(import_rows, actor, run_id=started.run_id, kind=profile.kind, complete=complete, **vars(batch))
        deadline.check()

    for batch, complete in _batches(intake, first):
        save(batch, complete=complete)
        read += batch.size + batch.blank
        spent = time.monotonic() - began
        done = min(read, expected)
        left = spent * (expected - done) / done if done else None
        on_progress(Progress("read", done, expected, left))


def _batches(intake: Intake, after: int) -> Iterator[tuple[_Batch, bool]]:
    """The rows behind line `after` in batches; the last one says so."""
    batch = _Batch(after, after)
    for piece, row in intake.rows():
        if row.line <= after:
            continue
        if batch.size >= BATCH:
            yield batch, False
            batch = _Batch(batch.upto, batch.upto)
        batch.upto = row.line
        if row.blank:
            batch.blank += 1
        else:
            _sort_in(batch, row, piece)
    yield batch, True


def _sort_in(batch: _Batch, row: Row, piece: Piece) -> None:
    entry = piece.taken(row)
    if isinstance(entry, Fault):
        batch.rejects.append(rejected(row, entry))
    else:
        batch.rows.append(entry)
