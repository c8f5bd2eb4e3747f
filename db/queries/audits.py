"""The audit as a list: who did what to which record, when, and what was refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import col, select

from db.access import Actor
from db.customer_path import TO_CUSTOMER
from db.models.people import Person
from db.models.system import Audit
from db.periods import zone
from db.scope import sees
from db.session import ActorSession

PAGE = 15
NAMES = frozenset({"name", "title", "subject"})
OF_CUSTOMERS = frozenset({"lead", *(str(model.__tablename__) for model in TO_CUSTOMER)})
LOOKED_THROUGH = 100_000
"""Among how many rows a text is looked for, the latest of the days chosen: no index helps among millions."""
MOST_COUNTED = 10_000
"""A count of millions tells nobody more than `more than ten thousand`, and takes long."""


@dataclass(frozen=True)
class Sought:
    """What is looked for; empty is anything. `until` is the last day.

    `commands` are those that are called so where it is read, `number` the record's that is meant by the text.
    """

    search: str = ""
    commands: tuple[str, ...] = ()
    number: int | None = None
    command: str = ""
    outcome: str = ""
    table: str = ""
    record_id: int | None = None
    since: date | None = None
    until: date | None = None


def audits(session: ActorSession, actor: Actor, sought: Sought, *, limit: int = PAGE, offset: int = 0) -> list[Audit]:
    """Audit rows, the latest first."""
    found = select(Audit).where(sees(actor, Audit), *_criteria(session, actor, sought)).order_by(*_latest_first(sought))
    return list(session.exec(found.limit(limit).offset(offset)))


def _latest_first(sought: Sought) -> list[Any]:
    # Of some days by their index: by number alone PostgreSQL looks through all that came after them.
    days = [col(Audit.at).desc()] if sought.since or sought.until else []
    return [*days, col(Audit.id).desc()]


def count_audits(session: ActorSession, actor: Actor, sought: Sought) -> int:
    """How many there are, up to one more than MOST_COUNTED."""
    found = select(Audit.id).where(sees(actor, Audit), *_criteria(session, actor, sought)).limit(MOST_COUNTED + 1)
    return int(session.exec(select(sa.func.count(found.subquery().c.id))).one())


def audited(session: ActorSession, actor: Actor) -> tuple[list[str], list[str]]:
    """The commands and the tables that the audit has rows of, by name."""
    commands, tables = (session.exec(_distinct(actor, column)) for column in (Audit.command, Audit.record_table))
    return [str(row[0]) for row in commands], [str(row[0]) for row in tables]


def _distinct(actor: Actor, column: Any) -> Any:
    """The few values of an indexed column, each looked up after the one before: DISTINCT would read every row."""
    least = sa.select(sa.func.min(col(column)).label("value")).where(sees(actor, Audit))
    found = least.cte("found", recursive=True)
    after = least.where(col(column) > found.c.value).correlate(found).scalar_subquery()
    found = found.union_all(sa.select(after).where(found.c.value.is_not(None)))
    return sa.select(found.c.value).where(found.c.value.is_not(None)).order_by(found.c.value)


class ChainState(NamedTuple):
    """What the last check of the audit's chain found, as the audit itself has it."""

    at: datetime
    last_row: int
    broken: str | None


def chain_state(session: ActorSession, actor: Actor) -> ChainState | None:
    """None if the chain was never followed."""
    checks = select(Audit).where(sees(actor, Audit), Audit.command == "note_audit_check")
    last = session.exec(checks.order_by(col(Audit.id).desc()).limit(1)).first()
    if last is None:
        return None
    found = json.loads(last.change)
    return ChainState(last.at, int(found["last_row"]), found["broken"])


class Change(NamedTuple):
    """One field of an audit row: before and after as they were kept, personal values masked."""

    field: str
    before: Any
    after: Any


LISTS = frozenset({"people"})
"""Notes that are lists, be it of two."""


def changes_of(audit: Audit, *, named: bool = False) -> list[Change]:
    """What a row changed; notes stand without a before, and what a customer is called as a mask unless `named`.

    Who reads the audit has no business with customers.
    """
    found, hides = [], NAMES if audit.record_table in OF_CUSTOMERS and not named else frozenset()
    for field, value in json.loads(audit.change).items():
        pair = isinstance(value, list) and len(value) == 2 and field not in LISTS
        before, after = value if pair else (None, value)
        kept = (_unmasked(before), _unmasked(after))
        found.append(Change(str(field), *(map(_named, kept) if field in hides else kept)))
    return found


def _unmasked(value: Any) -> Any:
    return value["mask"] if isinstance(value, dict) and "mask" in value else value


def _named(value: Any) -> Any:
    return f"{value[:1]}***" if isinstance(value, str) and value else value


def _criteria(session: ActorSession, actor: Actor, sought: Sought) -> list[ColumnElement[bool]]:
    exact = {Audit.command: sought.command, Audit.outcome: sought.outcome, Audit.record_table: sought.table}
    criteria = [col(column) == value for column, value in exact.items() if value]
    if sought.outcome and sought.outcome != "done":
        # Spelled out, as the index of these rows has it: a parameter would tell the planner nothing.
        criteria.append(col(Audit.outcome) != sa.literal("done", literal_execute=True))
    if sought.record_id is not None:
        criteria.append(col(Audit.record_id) == sought.record_id)
    if sought.search:
        criteria += _with_text(session, actor, sought)
    if sought.since:
        criteria.append(col(Audit.at) >= _midnight(sought.since))
    if sought.until:
        criteria.append(col(Audit.at) < _midnight(sought.until + timedelta(days=1)))
    return criteria


def _with_text(session: ActorSession, actor: Actor, sought: Sought) -> list[ColumnElement[bool]]:
    """Rows by somebody of that name, or of that record or command, or whose change has the text, among the latest."""
    part = sought.search.lower()
    named = select(Person.id).where(sa.func.lower(Person.name).contains(part, autoescape=True))
    latest = select(Audit.id).where(sees(actor, Audit)).order_by(col(Audit.id).desc()).limit(1)
    if sought.until:
        before = select(Audit.id).where(sees(actor, Audit), col(Audit.at) < _midnight(sought.until + timedelta(days=1)))
        latest = before.order_by(col(Audit.at).desc(), col(Audit.id).desc()).limit(1)
    return [
        col(Audit.id) > (session.exec(latest).first() or 0) - LOOKED_THROUGH,
        col(Audit.actor_id).in_(named)
        | sa.func.lower(Audit.actor_login).contains(part, autoescape=True)
        | col(Audit.command).in_(sought.commands)
        | (sa.false() if sought.number is None else col(Audit.record_id) == sought.number)
        | sa.func.lower(Audit.change).contains(part, autoescape=True),
    ]


def _midnight(day: date) -> datetime:
    """Where a business day begins."""
    return datetime.combine(day, time(), zone())
