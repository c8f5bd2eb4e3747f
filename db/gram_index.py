"""Keeps the grams of names and the marks of phones: with every record written, of many at once, or all anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import attributes
from sqlmodel import SQLModel, col

from db.models.customers import Contact, Customer, CustomerPrivate
from db.models.sales import Lead, Opportunity
from db.models.search import ActivityGram, ContactGram, CustomerGram, LeadGram, OpportunityGram
from db.models.work import Activity
from db.rules.grams import grams_of
from db.rules.identity import id_tail, phone_marks, phone_tail
from db.session import ActorSession
from db.upsert import insert_or

NAMED: dict[type[SQLModel], tuple[str, Any]] = {
    Customer: ("name", CustomerGram),
    Contact: ("name", ContactGram),
    Lead: ("name", LeadGram),
    Opportunity: ("title", OpportunityGram),
    Activity: ("subject", ActivityGram),
}
"""What is found by name: the column it stands in, and the table of its grams."""

PHONED: dict[type[SQLModel], str] = {Contact: "phone", Lead: "phone"}
"""What is found by phone beside its name, and the column it stands in; of customers see `TAILS`."""

TAILS = (("phone", "phone_tail", phone_tail), ("id_number", "id_tail", id_tail))
Row = TypeVar("Row")
AT_ONCE, ROWS = 20_000, 50_000
SLICES = 60
"""Of so many parts one is looked at each day."""


def keep_grams(session: ActorSession) -> None:
    """After a flush: the grams of the names it wrote, and not those of the names that were there before."""
    for record in (*session.new, *session.dirty):
        if type(record) not in NAMED:
            continue
        column, table = NAMED[type(record)]
        watched = [(column, grams_of), *((phone, phone_marks) for phone in (PHONED.get(type(record)),) if phone)]
        for name, grams in watched:
            past = attributes.get_history(record, name)
            if past.added:
                before = {gram for old in past.deleted if old for gram in grams(old)}
                wanted = set(grams(past.added[0] or ""))
                _change(session, table, getattr(record, "id"), before - wanted, wanted)  # noqa: B009 - each has one


def _change(session: ActorSession, table: Any, record_id: int, gone: set[str], wanted: set[str]) -> None:
    connection = session.trusted()
    if gone:
        connection.execute(sa.delete(table).where(table.record_id == record_id, table.gram.in_(gone)))
    if wanted:
        adding = insert_or(session, table.__table__).on_conflict_do_nothing()
        connection.execute(adding, [{"gram": gram, "record_id": record_id} for gram in sorted(wanted)])


Name = tuple[str, str | None]
"""A name, and the phone beside it if there is one."""


def index_changed(session: ActorSession, model: type[SQLModel], changed: Sequence[tuple[int, Name, Name]]) -> None:
    """The grams of records whose names were changed past the session: their ids, the names before and now."""
    _column, table = NAMED[model]
    for number, was, became in changed:
        before, wanted = ({*grams_of(name), *phone_marks(phone)} for name, phone in (was, became))
        _change(session, table, number, before - wanted, wanted)


def index_after(session: ActorSession, model: type[SQLModel], last_id: int) -> int:
    """The grams of all records that were written past the session, by their ids; how many grams."""
    column, table = NAMED[model]
    connection, rows, many = session.trusted(), model.__table__, 0  # type: ignore[attr-defined]
    highest = connection.execute(sa.select(sa.func.coalesce(sa.func.max(rows.c.id), 0))).scalar_one()
    for start in range(last_id, highest, AT_ONCE):
        phone = rows.c[PHONED[model]] if model in PHONED else sa.null()
        some = sa.select(rows.c.id, rows.c[column], phone).where(rows.c.id > start, rows.c.id <= start + AT_ONCE)
        found = connection.execute(some).all()
        # In the order they lie in: the database then fills one page after the other.
        every = ((number, {*grams_of(name), *phone_marks(of)}) for number, name, of in found)
        grams = sorted((gram, number) for number, own in every for gram in own)
        adding = insert_or(session, table.__table__).on_conflict_do_nothing()
        for part in _parts(grams, ROWS):
            connection.execute(adding, [{"gram": gram, "record_id": number} for gram, number in part])
        many += len(grams)
    return many


def index_all(session: ActorSession) -> int:
    """All grams and tails of numbers anew; how many grams."""
    connection = session.trusted()
    for _column, table in NAMED.values():
        connection.execute(sa.delete(table))
    _fill_tails(session)
    return sum(index_after(session, model, 0) for model in NAMED)


def _fill_tails(session: ActorSession) -> None:
    """The tails of numbers that stand without: from before tails were kept, or written past the commands."""
    connection, rows = session.trusted(), CustomerPrivate.__table__  # type: ignore[attr-defined]
    for number, tail, tail_of in TAILS:
        setting = (
            sa.update(rows).where(rows.c.customer_id == sa.bindparam("whose")).values({tail: sa.bindparam("tail")})
        )
        bare = connection.execute(sa.select(rows.c.customer_id, rows.c[number]).where(_bare(number, tail))).all()
        for part in _parts(bare, AT_ONCE):
            connection.execute(setting, [{"whose": whose, "tail": tail_of(text)} for whose, text in part])


def _bare(number: str, tail: str) -> Any:
    return getattr(CustomerPrivate, number).is_not(None) & getattr(CustomerPrivate, tail).is_(None)


def gram_faults(session: ActorSession, day: date) -> list[str]:
    """Tables whose records are not found as they should be; of names a part is looked at each day."""
    connection = session.trusted()
    bare = (sa.select(col(CustomerPrivate.customer_id)).where(_bare(number, tail)) for number, tail, _tail_of in TAILS)
    faults = ["customer_private"] if any(connection.execute(some.limit(1)).first() for some in bare) else []
    return [*faults, *(str(table.__tablename__) for model, (_, table) in NAMED.items() if _lacks(session, model, day))]


def _lacks(session: ActorSession, model: type[SQLModel], day: date) -> bool:
    """Whether a name of the day's part, or the first there is, lacks its grams."""
    column, table = NAMED[model]
    rows, connection = model.__table__, session.trusted()  # type: ignore[attr-defined]
    todays = rows.c.id % SLICES == day.toordinal() % SLICES
    first = rows.c.id == sa.select(sa.func.min(rows.c.id)).scalar_subquery()
    phone = rows.c[PHONED[model]] if model in PHONED else sa.null()
    named = connection.execute(sa.select(rows.c.id, rows.c[column], phone).where(todays | first)).all()
    wanted = [(gram, number) for number, name, _of in named for gram in sorted(grams_of(name))[:1]]
    wanted += [(mark, number) for number, _name, of in named for mark in sorted(phone_marks(of))[:1]]
    for part in _parts(wanted, 500):
        there = sa.select(sa.func.count()).select_from(table).where(sa.tuple_(table.gram, table.record_id).in_(part))
        if connection.execute(there).scalar_one() < len(part):
            return True
    return False


def _parts(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[at : at + size] for at in range(0, len(rows), size))
