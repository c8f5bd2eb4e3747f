"""A customer at a glance: cover, money, the last contact and the next."""

from __future__ import annotations

from datetime import date

from components.facts import Fact
from components.words import count, day, money, plain
from db.models.work import ActivityStatus
from db.queries.claims import ENDED
from db.queries.customer_record import CustomerRecord


def summary_of(record: CustomerRecord, on: date) -> list[Fact]:
    """What the record's own rows say of a day, as far as the role sees them."""
    return [*_cover(record, on), *_contact(record), *_open(record)]


def _cover(record: CustomerRecord, on: date) -> list[Fact]:
    rows = record.policies or []
    running = [row for row in rows if row.state(on) == "in_force"]
    if not rows:
        return []
    facts = [
        (plain("customers.in_force"), count(len(running))),
        (plain("customers.premium_in_force"), money(sum(row.premium for row in running))),
    ]
    if running:
        facts.append((plain("customers.next_expiry"), day(min(row.cover_end for row in running))))
    unpaid = [row.unpaid for row in rows if row.unpaid is not None]
    return [*facts, (plain("policy.unpaid"), money(sum(unpaid)))] if unpaid else facts


def _contact(record: CustomerRecord) -> list[Fact]:
    if record.activities is None:
        return []
    done = [row.done_on for row in record.activities if row.done_on]
    planned = [row.planned_on for row in record.activities if row.status == ActivityStatus.PLANNED]
    return [
        (plain("customers.last_contact"), day(max(done, default=None))),
        (plain("customers.next_contact"), day(min(planned, default=None))),
    ]


def _open(record: CustomerRecord) -> list[Fact]:
    running = [row for row in record.opportunities or () if row.outcome == "open"]
    losses = [row for row in record.claims or () if row.status not in ENDED]
    facts = []
    if record.opportunities is not None:
        facts.append((plain("customers.pipeline"), money(sum(row.expected_premium for row in running))))
    if record.claims is not None:
        facts.append((plain("customers.open_claims"), count(len(losses))))
    return facts
