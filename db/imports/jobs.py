"""Imports that run beside the screen: a thread each, one at a time, whose progress and end a page can look up."""

import hashlib
import io
import logging
import os
import secrets
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock, Thread

from db.access import Actor
from db.errors import Busy, Refusal
from db.imports.import_file import Progress, import_file
from db.imports.intake import opened
from db.imports.layout import Layout, Overrides
from db.imports.report import ImportReport
from db.keys import data_folder
from db.periods import now
from db.queries.import_profiles import profile_named
from db.rights import require

log = logging.getLogger(__name__)

KEPT = 20
# an upload that nobody booked holds personal particulars: it does not stay
KEPT_SECONDS = 86_400


@dataclass
class Job:
    """One import under way or ended: then it has a report, a refusal, or the reference of its failure in the log."""

    actor_id: int
    file_name: str
    dry_run: bool
    token: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    progress: Progress = field(default_factory=lambda: Progress("read"))
    report: ImportReport | None = None
    refusal: Refusal | None = None
    reference: str = ""

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.report is not None or self.refusal is not None or bool(self.reference)


_jobs: dict[str, Job] = {}
_registry = Lock()


def keep_file(name: str, content: bytes) -> Path:
    """Keep an upload where the job finds it, under its hash; only this account can read it."""
    folder = data_folder() / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.iterdir():
        if left.stat().st_mtime < now().timestamp() - KEPT_SECONDS:
            left.unlink(missing_ok=True)
    path = folder / hashlib.sha256(name.encode() + b"\0" + content).hexdigest()
    if not path.exists():
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        draft.replace(path)
    return path


def keep_files(contents: Iterable[tuple[str, bytes]]) -> Path:
    """Keep several uploads that belong together as one, the same ones under the same hash."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for place, (name, content) in enumerate(sorted(contents)):
            # without the day of packing, which would make the same files others; two of one name stay two
            archive.writestr(zipfile.ZipInfo(f"{place}/{name}"), content)
    return keep_file("", packed.getvalue())


def look_at(path: Path, profile: str, overrides: Overrides) -> Layout:
    """How a file would be read; raises Refusal where it cannot be, as when the profile's columns are not in it."""
    with opened(path, profile_named(profile), overrides) as intake:
        return intake.layout


def start_import(
    actor: Actor, path: Path, *, file_name: str, profile: str, as_of: date | None, overrides: Overrides, dry_run: bool
) -> Job:
    """Start an import in a thread of its own; refused while another one runs here."""
    require(actor, "import_book")
    job = Job(actor.person_id, file_name, dry_run)
    with _registry:
        if any(not other.ended for other in _jobs.values()):
            raise Busy("imports.in_hand")
        _jobs[job.token] = job
        for token in list(_jobs)[:-KEPT]:
            del _jobs[token]

    def work() -> None:
        try:
            job.report = import_file(
                path,
                profile=profile,
                actor=actor,
                dry_run=dry_run,
                on_progress=lambda progress: setattr(job, "progress", progress),
                overrides=overrides,
                as_of=as_of,
                file_name=file_name,
            )
            if not dry_run:
                path.unlink(missing_ok=True)
        except Refusal as refusal:
            job.refusal = refusal
        except Exception:  # a thread has nobody above it who could tell the screen
            job.reference = secrets.token_hex(4)
            log.exception("import failed, reference %s", job.reference)

    Thread(target=work, name="import", daemon=True).start()
    return job


def job_of(actor: Actor, token: str) -> Job | None:
    """One's own job by its token; nobody else's."""
    job = _jobs.get(token)
    return job if job is not None and job.actor_id == actor.person_id else None
