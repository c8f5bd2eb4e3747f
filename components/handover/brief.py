"""What a successor reads of one customer before the first call: the same parts on the screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.columns import product
from components.customer_summary import summary_of
from components.facts import Fact
from components.listing import Column, yuan
from components.naming import code_name
from components.stages import stage_name
from components.words import day, plain
from db.access import Actor
from db.errors import Denied
from db.models.talk import About
from db.models.work import ActivityStatus
from db.periods import today
from db.queries.claims import ENDED
from db.queries.comments import CommentRow, comments
from db.queries.customer_record import CustomerRecord, customer_record
from db.session import reading

MOST_HELD, MOST_TALKS, MOST_SAID = 10, 6, 3


@dataclass(frozen=True)
class Section:
    """One part of the page: its title and its rows; `more` rows were left out."""

    title: str
    rows: Sequence[Any]
    columns: Sequence[Column]
    more: int = 0


@dataclass(frozen=True)
class Brief:
    """One customer's page; `matters` are texts under their names, told first."""

    id: int
    name: str
    under: str
    facts: Sequence[Fact]
    matters: Sequence[Fact]
    sections: Sequence[Section]


def brief_of(me: Actor, customer_id: int, note: str | None) -> Brief | None:
    """The customer's page as far as who asks sees the customer; None where they do not."""
    try:
        with reading(me) as session:
            record = customer_record(session, me, customer_id)
            said = comments(session, me, About.CUSTOMER, customer_id, [customer_id])
    except Denied:
        return None
    who = record.who
    under = (plain(f"customer_kind.{who.kind}"), who.number, code_name("region", who.region), who.industry or "")
    sections = (_contacts(record), _held(record), _sales(record), _claims(record), _planned(record), _talks(record))
    spoken = _said(said)
    return Brief(
        who.id,
        who.name,
        " · ".join(fact for fact in under if fact),
        [*summary_of(record, today()), *_private(record)],
        _matters(record, note),
        [section for section in (*sections, spoken) if section.rows],
    )


def _private(record: CustomerRecord) -> list[Fact]:
    if record.private is None:
        return []
    known = ((name, getattr(record.private, name)) for name in ("phone", "email", "address", "born_on"))
    return [(plain(f"field.{name}"), day(value) if name == "born_on" else str(value)) for name, value in known if value]


def _matters(record: CustomerRecord, note: str | None) -> list[Fact]:
    """What the leaver left word of, what the customer needs, and what is promised next."""
    known = (("handovers.note", note), ("field.needs", record.who.needs), ("field.tags", record.who.tags))
    return [(plain(key), text) for key, text in known if text]


def _cut(title: str, rows: Sequence[Any], columns: Sequence[Column], most: int) -> Section:
    return Section(plain(title), rows[:most], columns, max(0, len(rows) - most))


def _contacts(record: CustomerRecord) -> Section:
    columns = [
        Column(plain("leads.contact_name"), lambda row: row.name, width=110),
        Column(plain("handovers.contact_role"), lambda row: plain(f"contact_role.{row.role}"), width=90),
        Column(plain("handovers.contact_title"), lambda row: row.title or "", width=120),
        Column(plain("field.phone"), lambda row: row.phone or "", width=120),
    ]
    return _cut("customers.contacts", record.contacts, columns, MOST_HELD)


def _held(record: CustomerRecord) -> Section:
    rows = [row for row in record.policies or () if row.state(today()) in ("in_force", "future") or row.unpaid]
    columns = [
        Column(plain("policy.number"), lambda row: row.number, width=150),
        Column(plain("policy.product"), product, width=120),
        Column(plain("policy.cover_end"), lambda row: row.cover_end, "day"),
        Column(plain("policy.premium"), lambda row: yuan(row.premium), "yuan"),
        Column(plain("policy.unpaid"), lambda row: yuan(row.unpaid), "yuan"),
    ]
    return _cut("handovers.held", sorted(rows, key=lambda row: row.cover_end), columns, MOST_HELD)


def _sales(record: CustomerRecord) -> Section:
    rows = [row for row in record.opportunities or () if row.outcome == "open"]
    columns = [
        Column(plain("sales.title"), lambda row: row.title, width=150),
        Column(plain("sales.stage"), lambda row: stage_name(row.kind, row.stage), width=90),
        Column(plain("sales.expected_close"), lambda row: row.expected_close, "day"),
        Column(plain("sales.expected_premium"), lambda row: yuan(row.expected_premium), "yuan"),
        Column(plain("sales.next_step"), lambda row: row.next_step, width=150),
    ]
    return _cut("handovers.open_sales", rows, columns, MOST_HELD)


def _claims(record: CustomerRecord) -> Section:
    rows = [row for row in record.claims or () if row.status not in ENDED]
    columns = [
        Column(plain("claims.number"), lambda row: row.number, width=150),
        Column(plain("claims.status"), lambda row: plain(f"claim_status.{row.status}"), width=90),
        Column(plain("claims.reported_on"), lambda row: row.reported_on, "day"),
        Column(plain("claims.outstanding"), lambda row: yuan(row.outstanding), "yuan"),
        Column(plain("claims.cause"), lambda row: row.cause, width=150),
    ]
    return _cut("customers.open_claims", rows, columns, MOST_HELD)


def _planned(record: CustomerRecord) -> Section:
    rows = [row for row in record.activities or () if row.status == ActivityStatus.PLANNED]
    columns = [
        Column(plain("work.planned_on"), lambda row: row.planned_on, "day"),
        Column(plain("work.kind"), lambda row: plain(f"activity_kind.{row.kind}"), width=80),
        Column(plain("work.subject"), lambda row: row.subject, width=260),
        Column(plain("work.person"), lambda row: row.person, width=90),
    ]
    return _cut("handovers.open_work", sorted(rows, key=lambda row: row.planned_on), columns, MOST_HELD)


def _talks(record: CustomerRecord) -> Section:
    rows = [row for row in record.activities or () if row.done_on is not None]
    columns = [
        Column(plain("handovers.talked_on"), lambda row: row.done_on, "day"),
        Column(plain("work.kind"), lambda row: plain(f"activity_kind.{row.kind}"), width=80),
        Column(plain("work.outcome"), lambda row: row.outcome or row.subject, width=260),
        Column(plain("sales.next_step"), lambda row: row.next_step, width=150),
        Column(plain("work.person"), lambda row: row.person, width=90),
    ]
    newest = sorted(rows, key=lambda row: (row.done_on, row.id), reverse=True)
    return _cut("handovers.talks", newest, columns, MOST_TALKS)


def _said(said: Sequence[CommentRow]) -> Section:
    columns = [
        Column(plain("handovers.talked_on"), lambda row: row.at.date(), "day"),
        Column(plain("handovers.words"), lambda row: row.text, width=400),
        Column(plain("work.person"), lambda row: row.person, width=90),
    ]
    newest = sorted(said, key=lambda row: (row.at, row.id), reverse=True)
    return _cut("handovers.remarks", newest, columns, MOST_SAID)
