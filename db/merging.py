"""What hangs on a customer, moved to another in one go; and each value that this changes, kept to be put back.

Which rows those are is read from the tables: whatever points to a customer moves, unless it is named in STAYS.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.models.every import load
from db.models.merges import MergedRow
from db.models.notices import Notice
from db.models.talk import About
from db.run import WritingSession

STAYS = frozenset(
    {"ownership.customer_id", "customer_private.customer_id", "customer_merge.winner_id", "customer_merge.loser_id"}
    | {"customer_apart.low_id", "customer_apart.high_id"}
    | {"handover_line.customer_id", "handover_item.customer_id"}
)
"""References that stay as they are: who owned the customer, what identified it, what was found out
about it, and what was handed over."""

UNKEYED = {"customer_private": "customer_id"}
"""Tables whose rows have another key than `id`."""


@dataclass(frozen=True)
class Change:
    """One value of one row, before and after."""

    table: str
    record_id: int
    field: str
    before: Any
    after: Any


def hanging() -> Iterator[tuple[sa.Table, str]]:
    """Each table and column by which rows hang on a customer and go with it."""
    for model in load():
        table: sa.Table = model.__table__  # type: ignore[attr-defined]
        for column in table.columns:
            to_customer = any(key.target_fullname == "customer.id" for key in column.foreign_keys)
            if to_customer and f"{table.name}.{column.name}" not in STAYS:
                yield table, column.name


def move_all(session: WritingSession, loser: int, winner: int) -> list[Change]:
    """Hang everything of the loser on the winner; what was changed. The winner itself hangs on neither."""
    session.flush()
    done: list[Change] = []
    for table, name in hanging():
        found = sa.select(table.c.id).where(table.c[name] == loser)
        ids = list(session.trusted().execute(found.order_by(table.c.id)).scalars())
        done += write_past(session, (Change(table.name, number, name, loser, winner) for number in ids))
    # A notice names its record by kind and number.
    told: Any = Notice.__table__  # type: ignore[attr-defined]
    about = sa.select(told.c.id).where(told.c.about == About.CUSTOMER, told.c.about_id == loser)
    ids = list(session.trusted().execute(about.order_by(told.c.id)).scalars())
    return [*done, *write_past(session, (Change("notice", number, "about_id", loser, winner) for number in ids))]


def write_past(session: WritingSession, changes: Iterable[Change]) -> list[Change]:
    """Write values past the session, each noted for the audit; a form that was opened before is then outdated."""
    done = list(changes)
    by_kind: dict[tuple[str, str, str], list[Change]] = {}
    for change in done:
        by_kind.setdefault((change.table, change.field, _kept(change.after)), []).append(change)
    for (name, field, _value), some in by_kind.items():
        table = _table(name)
        values: dict[str, Any] = {field: some[0].after}
        if "version" in table.c:
            values["version"] = table.c.version + 1
        which = _key(table).in_([change.record_id for change in some])
        session.trusted().execute(sa.update(table).where(which).values(values))
    for change in done:
        if change.table != "notice":
            session.notebook.tell(change.table, change.record_id, {change.field: [change.before, change.after]})
    return done


def remember(session: WritingSession, merge_id: int, changes: Iterable[Change]) -> None:
    """Keep what a merge changed."""
    for one in changes:
        kept: dict[str, Any] = {"before": _kept(one.before), "after": _kept(one.after)}
        session.add(
            MergedRow(merge_id=merge_id, record_table=one.table, record_id=one.record_id, field=one.field, **kept)
        )


def remembered_changes(session: WritingSession, merge_id: int) -> list[Change]:
    """What a merge changed, as it was kept; the right to undo it was asked for before."""
    rows = sa.select(MergedRow.__table__).where(col(MergedRow.merge_id) == merge_id).order_by(col(MergedRow.id))  # type: ignore[attr-defined]
    return [
        Change(row.record_table, row.record_id, row.field, _read(row, row.before), _read(row, row.after))
        for row in session.trusted().execute(rows)
    ]


def overtaken(session: WritingSession, changes: Iterable[Change]) -> list[Change]:
    """Those whose value is no longer what the merge made of it."""
    late = []
    by_kind: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        by_kind.setdefault((change.table, change.field), []).append(change)
    for (name, field), some in by_kind.items():
        table = _table(name)
        ids = [change.record_id for change in some]
        there = sa.select(_key(table), table.c[field]).where(_key(table).in_(ids))
        now = {row[0]: row[1] for row in session.trusted().execute(there)}
        late += [one for one in some if one.record_id not in now or _kept(now[one.record_id]) != _kept(one.after)]
    return late


def highest_ids(session: WritingSession) -> str:
    """The last id of every table whose rows move, as JSON."""
    ids = ((table, sa.select(sa.func.max(table.c.id))) for table, _name in hanging())
    return json.dumps({table.name: session.trusted().execute(last).scalar() or 0 for table, last in ids})


def added_since(session: WritingSession, winner: int, highest: str) -> dict[str, int]:
    """How many rows of each kind came to the winner after its merge: they stay when that is undone."""
    last, added = json.loads(highest), Counter[str]()
    for table, name in hanging():
        later = table.c.id > last.get(table.name, 0)
        counted = sa.select(sa.func.count()).select_from(table).where(table.c[name] == winner, later)
        added[table.name] += session.trusted().execute(counted).scalar_one()
    return {kind: number for kind, number in added.items() if number}


def policies_of(session: WritingSession, *customers: int) -> list[int]:
    """Ids of all their policies, for the sums that are kept of them."""
    policy = _table("policy")
    wanted = select(policy.c.id).where(policy.c.customer_id.in_(customers))
    return list(session.trusted().execute(wanted).scalars())


def _table(name: str) -> sa.Table:
    return next(model.__table__ for model in load() if model.__tablename__ == name)  # type: ignore[attr-defined]


def _key(table: sa.Table) -> Any:
    return table.c[UNKEYED.get(table.name, "id")]


def _kept(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=lambda day: day.isoformat())


def _read(row: Any, kept: str) -> Any:
    value = json.loads(kept)
    kind = _table(row.record_table).c[row.field].type
    kind = getattr(kind, "impl_instance", kind)
    if value is None or not isinstance(kind, (sa.Date, sa.DateTime)):
        return value
    return (datetime if isinstance(kind, sa.DateTime) else date).fromisoformat(value)
