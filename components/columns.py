"""How the records of the book, of sales and of work stand in tables: each list picks the columns it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.listing import Column, yuan
from components.stages import in_language, stage_name
from components.words import plain
from db.periods import today


def product(row: Any) -> str:
    """The product of a row by its name."""
    return in_language(row.product_zh, row.product_en)


def customer_column(width: int = 110) -> Column:
    """The customer's name."""
    return Column(plain("customers.name"), lambda row: row.customer, width=width)


def activity_columns(rows: Sequence[Any] | None, *, customer: bool, person: bool) -> list[Column]:
    """Activities; with `customer` and `person` also with whom, and whose they are.

    A column that would be empty for these rows is left out; None is any rows.
    """
    with_whom = [customer_column()] if customer else []
    who = [Column(plain("work.person"), lambda row: row.person, width=90)] if person else []
    told = rows is None or any(row.outcome for row in rows)
    others = rows is None or any(row.companion or row.given_by or row.covering for row in rows)
    return [
        Column(plain("work.subject"), _subject, width=160),
        *with_whom,
        Column(plain("work.planned_on"), lambda row: row.planned_on, "day"),
        Column(plain("work.kind"), lambda row: plain(f"activity_kind.{row.kind}"), width=70),
        Column(plain("work.status"), _activity_status, width=90),
        *who,
        *([Column(plain("team.beside"), _beside, width=110)] if others else []),
        *([Column(plain("work.outcome"), lambda row: row.outcome, width=200)] if told else []),
    ]


def _subject(row: Any) -> str:
    return f"{plain(f'cause.{row.cause}')} · {row.subject}" if row.cause else str(row.subject)


def _beside(row: Any) -> str:
    along = plain("team.with", name=row.companion) if row.companion else ""
    given = plain("team.given_by", name=row.given_by) if row.given_by else ""
    covered = plain("covers.item", name=row.covering) if row.covering else ""
    return " · ".join(part for part in (covered, given, along) if part)


def _activity_status(row: Any) -> str:
    return plain("work.late") if row.late else plain(f"activity_status.{row.status}")


def sale_columns(*, customer: bool, owner: bool) -> list[Column]:
    """Opportunities; with `customer` and `owner` also with whom, and whose they are."""
    with_whom = [customer_column()] if customer else []
    who = [Column(plain("customers.owner"), lambda row: row.owner, width=90)] if owner else []
    return [
        Column(plain("sales.title"), lambda row: row.title, width=150),
        Column(plain("sales.stage"), lambda row: stage_name(row.kind, row.stage), width=90),
        Column(plain("sales.expected_premium"), lambda row: yuan(row.expected_premium), "yuan", 135),
        Column(plain("sales.expected_close"), lambda row: row.expected_close, "day"),
        *who,
        *with_whom,
        Column(plain("sales.next_step"), lambda row: row.next_step, width=130),
        Column(plain("sales.days_without"), lambda row: (today() - row.evidence_on).days, "count"),
        Column(plain("sales.stalled"), lambda row: row.stalled, "flag"),
    ]


def renewal_columns() -> list[Column]:
    """Policies to renew."""
    return [
        customer_column(),
        Column(plain("renewals.days_left"), lambda row: (row.cover_end - today()).days, "count"),
        Column(plain("policy.cover_end"), lambda row: row.cover_end, "day"),
        Column(plain("policy.product"), product, width=110),
        Column(plain("policy.premium"), lambda row: yuan(row.premium), "yuan"),
        Column(plain("policy.number"), lambda row: row.number),
    ]


def overdue_columns() -> list[Column]:
    """Policies with overdue premium."""
    return [
        customer_column(),
        Column(plain("overdue.days"), lambda row: row.days(today()), "count"),
        Column(plain("overdue.amount"), lambda row: yuan(row.amount), "yuan"),
        Column(plain("overdue.since"), lambda row: row.since, "day"),
        Column(plain("policy.number"), lambda row: row.number),
    ]


def day_columns() -> list[Column]:
    """A team's day, a person a row."""
    return [
        Column(plain("work.person"), lambda row: row.person, width=110),
        Column(plain("team.planned"), lambda row: row.planned, "count"),
        Column(plain("team.done"), lambda row: row.done, "count"),
        Column(plain("team.missed"), lambda row: row.missed, "count"),
        Column(plain("team.open"), lambda row: row.open, "count"),
        Column(plain("team.unplanned"), lambda row: row.unplanned, "count"),
        Column(plain("team.submitted"), lambda row: row.submitted, "flag"),
    ]


def claim_columns(*, customer: bool) -> list[Column]:
    """Claims; with `customer` also whose they are."""
    columns = [
        Column(plain("claims.number"), lambda row: row.number),
        Column(plain("claims.status"), lambda row: plain(f"claim_status.{row.status}"), width=90),
        Column(plain("claims.reported_on"), lambda row: row.reported_on, "day"),
        Column(plain("claims.paid"), lambda row: yuan(row.paid), "yuan"),
        Column(plain("claims.outstanding"), lambda row: yuan(row.outstanding), "yuan"),
        Column(plain("claims.cause"), lambda row: row.cause, width=150),
        Column(plain("policy.number"), lambda row: row.policy),
    ]
    return [columns[0], customer_column(170), *columns[1:]] if customer else columns


def policy_columns(*, ledger: bool) -> list[Column]:
    """The terms of a customer; with `ledger` also what fell due and what came in."""
    columns = [
        Column(plain("policy.number"), lambda row: row.number),
        Column(plain("policy.product"), product, width=110),
        Column(plain("policy.state"), lambda row: plain(f"policy_state.{row.state(today())}"), width=90),
        Column(plain("policy.business_type"), lambda row: plain(f"business_type.{row.business_type}"), width=70),
        Column(plain("policy.inception"), lambda row: row.inception, "day"),
        Column(plain("policy.expiry"), lambda row: row.expiry, "day"),
        Column(plain("policy.premium"), lambda row: yuan(row.premium), "yuan"),
    ]
    money = [
        Column(plain("policy.due"), lambda row: yuan(row.due), "yuan"),
        Column(plain("policy.paid"), lambda row: yuan(row.paid), "yuan"),
        Column(plain("policy.unpaid"), lambda row: yuan(row.unpaid), "yuan"),
    ]
    return [*columns, *money] if ledger else columns
