"""What a transaction changed, as audit rows: before and after, personal fields as keyed hash and mask."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import attributes
from sqlmodel import SQLModel

from db.access import Actor
from db.came_from import here
from db.keys import keyed_hash
from db.models.exports import ExportTaken
from db.models.handovers import HandoverItem
from db.models.merges import MergedRow
from db.models.notices import Notice
from db.models.search import (
    ActivityGram,
    ContactGram,
    CustomerGram,
    LeadGram,
    OpportunityGram,
    PinnedRecord,
    RecentRecord,
    SavedFilter,
)
from db.models.sign_in import KnownBrowser, SignInTicket, Throttle
from db.models.system import Audit, AuditEnd, CommandKey, Lease, TableMark
from db.periods import now

PERSONAL = frozenset({"id_number", "phone", "email", "address", "born_on", "phone_mask"})
SECRET = frozenset(
    {"password_hash", "totp_secret", "id_hash", "id_tail", "phone_hash", "phone_tail"}
    | {"cookie_hash", "code_hash", "browser_hash"}
)
UNAUDITED = (
    *(Audit, AuditEnd, CommandKey, ExportTaken, HandoverItem, Lease, KnownBrowser, MergedRow, Notice),
    *(SignInTicket, TableMark, Throttle),
    *(PinnedRecord, RecentRecord, SavedFilter),
    *(ActivityGram, ContactGram, CustomerGram, LeadGram, OpportunityGram),
)


def mask(text: str) -> str:
    """Enough of a personal value to recognise it, not to use it."""
    if len(text) <= 4:
        return "•" * len(text)
    keep = 3 if len(text) < 15 else 4
    return f"{text[:keep]}{'*' * (len(text) - keep - 4)}{text[-4:]}" if len(text) > keep + 4 else f"{text[:1]}***"


def _plain(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in SECRET:
        return "•"
    if name in PERSONAL:
        return {"mask": mask(str(value)), "hash": keyed_hash("audit", str(value))[:16]}
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if isinstance(value, (int, str, float)) else str(value)


def _history(record: SQLModel) -> dict[str, Any]:
    """{field: [before, after]} of what a flush is about to write."""
    changes = {}
    for column in sa.inspect(type(record)).column_attrs:
        past = attributes.get_history(record, column.key)
        if past.added and past.added != past.deleted:
            before = past.deleted[0] if past.deleted else None
            changes[column.key] = [_plain(column.key, before), _plain(column.key, past.added[0])]
    return changes


class Notebook:
    """Collects what a command changes while its session flushes; `rows` are its audit rows."""

    def __init__(self, actor: Actor, command: str) -> None:
        self.actor, self.command = actor, command
        self._changes: list[tuple[SQLModel, dict[str, Any]]] = []
        self._told: list[tuple[str, int, dict[str, Any]]] = []
        self.notes: dict[str, Any] = {}
        self.quiet = False
        self.outcome = "done"

    def collect(self, records: Any) -> None:
        """Note the changes of records that are about to be flushed."""
        for record in records:
            if not isinstance(record, UNAUDITED):
                change = _history(record)
                if change:
                    self._changes.append((record, change))

    def tell(self, table: str, number: int, change: dict[str, Any]) -> None:
        """Note a change of a record that was written past the session."""
        self._told.append((table, number, change))

    @property
    def wrote(self) -> bool:
        """Whether any record was changed."""
        return bool(self._changes or self._told)

    def rows(self, outcome: str | None = None) -> list[Audit]:
        """One row per record changed; a command that changed no single record leaves one row of its own."""
        outcome = outcome or self.outcome
        if self.quiet:
            return []
        if not (self._changes or self._told) or self.notes:
            return [self._row(outcome, None, None, self.notes), *self._records(outcome)]
        return self._records(outcome)

    def _records(self, outcome: str) -> list[Audit]:
        rows = []
        for record, change in self._changes:
            table = type(record).__tablename__
            key = sa.inspect(record).identity
            number = key[0] if key and isinstance(key[0], int) else None
            rows.append(self._row(outcome, str(table), number, change))
        return [*rows, *(self._row(outcome, *told) for told in self._told)]

    def _row(self, outcome: str, table: str | None, number: int | None, change: dict[str, Any]) -> Audit:
        return Audit(
            at=now(),
            command=self.command,
            outcome=outcome,
            actor_id=self.actor.person_id or None,
            actor_login=self.actor.login,
            record_table=table,
            record_id=number,
            change=json.dumps(change, ensure_ascii=False, default=str),
            came_from=here(),
        )
