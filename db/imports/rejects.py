"""The rows that were not taken, as CSV: line, reason, and the row as it stood, safe to open in a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlmodel import col, select

from db.access import SYSTEM
from db.errors import Refusal
from db.imports.layout import Layout
from db.models.imports import ImportReject
from db.rules.inert import inert
from db.session import reading

_HEAD = {"zh": ("行号", "原因"), "en": ("line", "reason")}
_FILE = {"zh": "文件", "en": "file"}


def write_rejects(path: Path, run_id: int, layout: Layout, language: str) -> None:
    """Write the rejects of a run to a file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        for piece in rejects_csv(run_id, layout, language):
            file.write(piece)


def rejects_csv(run_id: int, layout: Layout, language: str) -> Iterator[str]:
    """The rejects of a run line by line, header first; of several files each cell under its own column."""
    files = [_FILE[language]] if layout.files else []
    yield _line([*files, *_HEAD[language], *layout.columns])
    wanted = select(ImportReject).where(ImportReject.run_id == run_id).order_by(col(ImportReject.line))
    with reading(SYSTEM) as session:
        for reject in session.exec(wanted.execution_options(yield_per=500)):
            file, line = layout.place(reject.line)
            told = [str(line), reason(reject.fault, reject.params, language)]
            cells = json.loads(reject.original)
            yield _line([file.name, *told, *_spread(cells, file, layout)] if files else [*told, *cells])


def _spread(cells: list[str], file: Layout, layout: Layout) -> list[str]:
    """The cells of one file's row under the columns of all files; what has no column stands behind."""
    named = dict(zip(file.columns, cells, strict=False))
    return [*(named.get(name, "") for name in layout.columns), *cells[len(file.columns) :]]


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
