"""Lengthens the chain of the audit at the very end of a command's transaction, and anchors its end after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from db.anchors import anchor_of, write_anchor
from db.chain import COLUMNS, NOTHING, End, Link, chain_key, end_seal, same, seal_of
from db.models.system import Audit, AuditEnd
from db.session import ActorSession
from db.table_marks import raise_counts
from db.upsert import insert_or

AUDIT: Any = Audit.__table__  # type: ignore[attr-defined]
END: Any = AuditEnd.__table__  # type: ignore[attr-defined]
_FIRST = AuditEnd().model_dump()
_NEWEST = sa.select(sa.func.coalesce(sa.func.max(AUDIT.c.id), 0)).scalar_subquery().label("newest")
_LOCKED = sa.select(END, _NEWEST).where(END.c.id == 1).with_for_update(of=END)
_ADDED = sa.insert(AUDIT)
_KEPT = sa.update(END).where(END.c.id == 1)


def seal_rows(session: ActorSession, url: str, rows: Sequence[Audit]) -> Link | None:
    """Number, seal and write the rows; the new end, for `anchor`, or None where there is nothing to anchor.

    The row of the end is locked until the commit, so that of several processes one after the other hangs on: called
    last, it makes others wait for a commit and not for a command.
    """
    if not rows:
        return None
    connection, key = session.trusted(), chain_key()
    written = [row.model_dump() for row in rows]
    raise_counts(connection)
    end, newest, sound = locked_end(session)
    link = Link(max(newest, end.last.id), end.last.seal)
    for row in written:
        row["id"] = link.id + 1
        row["seal"] = seal_of(key, link.seal, [row[name] for name in COLUMNS])
        link = Link(row["id"], row["seal"])
    connection.execute(_ADDED, written)
    write_end(connection, end.with_last(link), sound=sound)
    return link if _on_this_chain(connection, end, anchor_of(url)) else None


def anchor(url: str, link: Link | None) -> None:
    """After the commit: let the file say how far the chain reaches now, unless another process went further."""
    if link is None:
        return
    there = anchor_of(url)
    if there is None or there.id < link.id:
        write_anchor(url, link)


def locked_end(session: ActorSession) -> tuple[End, int, bool]:
    """Where the chain ends, kept to this transaction; the highest number there is; whether the end is as it was kept.

    Who had to wait reads the end as it is now, and a number of before: that only matters for rows of no chain.
    """
    row = session.trusted().execute(_LOCKED).first()
    if row is None:
        session.trusted().execute(insert_or(session, END).values(**_FIRST).on_conflict_do_nothing())
        row = session.trusted().execute(_LOCKED).one()
    end = end_of(row)
    begins = end == End() and not row.newest
    return end, int(row.newest), begins or same(row.seal, end_seal(chain_key(), end))


def end_of(row: Any) -> End:
    """The end as it is kept."""
    return End(Link(row.base_id, row.base_seal), row.base_digest, Link(row.last_id, row.last_seal))


def write_end(connection: sa.Connection, end: End, *, sound: bool = True) -> None:
    """Keep where the chain ends now; an end that somebody moved is never sealed again, so that it stays known."""
    values = {"last_id": end.last.id, "last_seal": end.last.seal, "seal": end_seal(chain_key(), end) if sound else ""}
    base = {"base_id": end.base.id, "base_seal": end.base.seal, "base_digest": end.digest}
    connection.execute(_KEPT, values | base)


def _on_this_chain(connection: sa.Connection, before: End, there: Link | None) -> bool:
    """Whether the file speaks of this chain as it was: what contradicts it stays, as evidence, until somebody looks.

    A file that is missing is made for a chain that only begins.
    """
    if there is None:
        return before.last == NOTHING
    if there == before.last or there.id > before.last.id:
        return there == before.last
    kept = connection.execute(sa.select(AUDIT.c.seal).where(AUDIT.c.id == there.id)).scalar()
    return bool(kept == there.seal)
