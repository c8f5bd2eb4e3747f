"""The rows that were not taken, as CSV: line, reason, and the row as it stood, safe to open in a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlmodel import col, select

from db.access import SYSTEM
from db.errors import Refusal
from db.models.imports import ImportReject
from db.rules.inert import inert
from db.session import reading

_HEAD = {"zh": ("行号", "原因"), "en": ("line", "reason")}


def write_rejects(path: Path, run_id: int, columns: Sequence[str], language: str) -> None:
    """Write the rejects of a run to a file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        for piece in rejects_csv(run_id, columns, language):
            file.write(piece)


def rejects_csv(run_id: int, columns: Sequence[str], language: str) -> Iterator[str]:
    """The rejects of a run line by line, header first."""
    yield _line([*_HEAD[language], *columns])
    wanted = select(ImportReject).where(ImportReject.run_id == run_id).order_by(col(ImportReject.line))
    with reading(SYSTEM) as session:
        for reject in session.exec(wanted.execution_options(yield_per=500)):
            yield _line([str(reject.line), reason(reject.fault, reject.params, language), *json.loads(reject.original)])


def reason(fault: str, params: str, language: str) -> str:
    """The sentence for a fault."""
    return Refusal(fault, **json.loads(params)).sentence(language)


def rejects_of(run_id: int, limit: int) -> Sequence[ImportReject]:
    """The first rejects of a run, for looking at."""
    wanted = select(ImportReject).where(ImportReject.run_id == run_id).order_by(col(ImportReject.line)).limit(limit)
    with reading(SYSTEM) as session:
        return session.exec(wanted).all()


def _line(cells: Sequence[str]) -> str:
    page = io.StringIO(newline="")
    csv.writer(page).writerow([inert(cell) for cell in cells])
    return page.getvalue()
