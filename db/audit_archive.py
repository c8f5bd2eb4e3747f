"""Takes old rows of the audit out of the database into a sealed file; the chain goes on from the last of them."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from db.access import SYSTEM
from db.archive import line_of
from db.audit_check import END_ROW, AuditCheck, Break, Walk, check_audit, kept_end, rows_of
from db.chain import COLUMNS, NOTHING, End, Link, archive_seal, chain_key, end_seal, same
from db.commands.archive_audit import archive_audit
from db.engine import database
from db.errors import Refusal
from db.migrate import migration_url, plain_engine
from db.periods import zone
from db.run import run
from db.sealing import AUDIT, end_of, write_end
from db.session import reading

FORMAT = "baoke audit 1"
OPEN = {
    "sqlite": "DROP TRIGGER audit_no_delete",
    "postgresql": "ALTER TABLE audit DISABLE TRIGGER audit_append_only",
}
CLOSE = {
    "sqlite": "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "postgresql": "ALTER TABLE audit ENABLE TRIGGER audit_append_only",
}


def take_out_audit(file: Path, before: date) -> AuditCheck:
    """What went into the file: all rows up to the last one before that day. Needs the tables' owner on PostgreSQL.

    Refused where the chain does not hold: a broken one is evidence. The file is whole and on disk before a row goes.
    """
    if file.exists():
        raise Refusal("cli.file_there", file=file)
    if check_audit().broken or kept_end().digest:
        raise Refusal("cli.audit_archive_broken")
    last = _last_before(before)
    if last is None:
        raise Refusal("cli.audit_archive_none", day=before)
    taken = _write(file, last)
    run(archive_audit, SYSTEM, rows=taken.rows, last_row=last, before=before, file=str(file))
    _take_out(taken.last)
    return taken


def check_archive(file: Path) -> AuditCheck:
    """Follows the chain of a file; its own end takes the place of the database's."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            head = json.loads(next(lines))
            first, told = Link(*head["after"]), dict[str, Any]()
            walk = Walk(End(base=first, last=first), None)
            found = walk.along(_rows_in(lines, told))
    except (OSError, EOFError, ValueError, KeyError, TypeError, StopIteration) as broken:
        raise Refusal("cli.audit_archive_unsound", what=broken) from broken
    if found is None and not same(told.get("seal", ""), archive_seal(chain_key(), first, walk.last)):
        return walk.broken(Break.CUT, told.get("last", 0))
    return found or AuditCheck(walk.rows, walk.last)


def _rows_in(lines: Iterator[str], told: dict[str, Any]) -> Iterator[list[Any]]:
    """The rows; what the last line says goes to `told`."""
    for line in lines:
        row = json.loads(line)
        if isinstance(row, dict):
            told.update(row)
            return
        row[1] = datetime.fromisoformat(row[1])
        yield row


def _last_before(day: date) -> int | None:
    kept = sa.select(sa.func.min(AUDIT.c.id)).where(AUDIT.c.at >= datetime.combine(day, time(), zone()))
    with reading(SYSTEM) as session:
        first = session.trusted().execute(kept).scalar()
        earlier = sa.select(sa.func.max(AUDIT.c.id))
        earlier = earlier if first is None else earlier.where(AUDIT.c.id < first)
        found = session.trusted().execute(earlier).scalar()
    return None if found is None else int(found)


def _write(file: Path, last: int) -> AuditCheck:
    """The rows up to `last`; the file appears under its name once it is whole, for its owner's eyes."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    first = kept_end().base
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            with gzip.open(stream, "wb") as packed:
                taken = _write_rows(packed, first, last)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    return taken


def _write_rows(packed: Any, first: Link, last: int) -> AuditCheck:
    rows, link = 0, NOTHING
    packed.write(json.dumps({"format": FORMAT, "after": first, "columns": [*COLUMNS, "seal"]}).encode() + b"\n")
    with reading(SYSTEM) as session, rows_of(session.trusted(), last) as found:
        for row in found:
            packed.write(line_of(row) + b"\n")
            rows, link = rows + 1, Link(row[0], row[-1])
    packed.write(json.dumps({"last": link.id, "seal": archive_seal(chain_key(), first, link)}).encode() + b"\n")
    return AuditCheck(rows, link)


def _take_out(last: Link) -> None:
    """Delete what is in the file and let the chain begin behind it, in one transaction, before which others wait."""
    opened = database()
    engine = opened.write if opened.dialect == "sqlite" else plain_engine(migration_url())
    with opened.lock.hold() if opened.lock else nullcontext(), engine.begin() as connection:
        kept = connection.execute(END_ROW.with_for_update()).one()
        end = end_of(kept)
        connection.execute(sa.DDL(OPEN[opened.dialect]))  # type: ignore[no-untyped-call]
        connection.execute(sa.delete(AUDIT).where(AUDIT.c.id <= last.id))
        connection.execute(sa.DDL(CLOSE[opened.dialect]))  # type: ignore[no-untyped-call]
        write_end(connection, replace(end, base=last), sound=same(kept.seal, end_seal(chain_key(), end)))
