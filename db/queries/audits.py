"""The audit as a list: who did what to which record, when, and what was refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import col, select

from db.access import Actor
from db.models.system import Audit
from db.periods import zone
from db.scope import sees
from db.session import ActorSession

PAGE = 30
MOST_COUNTED = 10_000
"""A count of millions tells nobody more than `more than ten thousand`, and takes long."""


@dataclass(frozen=True)
class Sought:
    """What is looked for; empty is anything. `until` is the last day."""

    search: str = ""
    command: str = ""
    outcome: str = ""
    table: str = ""
    record_id: int | None = None
    since: date | None = None
    until: date | None = None


def audits(session: ActorSession, actor: Actor, sought: Sought, *, limit: int = PAGE, offset: int = 0) -> list[Audit]:
    """Audit rows, the latest first."""
    found = select(Audit).where(sees(actor, Audit), *_criteria(sought)).order_by(col(Audit.id).desc())
    return list(session.exec(found.limit(limit).offset(offset)))


def count_audits(session: ActorSession, actor: Actor, sought: Sought) -> int:
    """How many there are, up to one more than MOST_COUNTED."""
    found = select(Audit.id).where(sees(actor, Audit), *_criteria(sought)).limit(MOST_COUNTED + 1)
    return int(session.exec(select(sa.func.count(found.subquery().c.id))).one())


def audited(session: ActorSession, actor: Actor) -> tuple[list[str], list[str]]:
    """The commands and the tables that the audit has rows of, by name."""
    commands = select(Audit.command).where(sees(actor, Audit)).distinct()
    tables = select(Audit.record_table).where(sees(actor, Audit), col(Audit.record_table).is_not(None)).distinct()
    return sorted(session.exec(commands)), sorted(str(name) for name in session.exec(tables))


def change_lines(audit: Audit) -> list[tuple[str, str, str]]:
    """What a row changed: field, before, after; notes stand without a before."""
    lines = []
    for name, value in json.loads(audit.change).items():
        before, after = value if isinstance(value, list) and len(value) == 2 else (None, value)
        lines.append((str(name), _written(before), _written(after)))
    return lines


def _written(value: Any) -> str:
    if isinstance(value, dict) and "mask" in value:
        return str(value["mask"])
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _criteria(sought: Sought) -> list[ColumnElement[bool]]:
    exact = {Audit.command: sought.command, Audit.outcome: sought.outcome, Audit.record_table: sought.table}
    criteria = [col(column) == value for column, value in exact.items() if value]
    if sought.record_id is not None:
        criteria.append(col(Audit.record_id) == sought.record_id)
    if sought.search:
        part = sought.search.lower()
        criteria.append(
            sa.func.lower(Audit.actor_login).contains(part, autoescape=True)
            | sa.func.lower(Audit.change).contains(part, autoescape=True)
        )
    if sought.since:
        criteria.append(col(Audit.at) >= _midnight(sought.since))
    if sought.until:
        criteria.append(col(Audit.at) < _midnight(sought.until + timedelta(days=1)))
    return criteria


def _midnight(day: date) -> datetime:
    """Where a business day begins."""
    return datetime.combine(day, time(), zone())
