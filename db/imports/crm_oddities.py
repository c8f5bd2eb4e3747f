"""What is odd in the rows of another CRM's export that are taken all the same."""

from typing import Any

import sqlalchemy as sa

from db.imports.crm_entries import TAKEN, customers_there, entries, links
from db.imports.crm_fields import ACTIVITIES
from db.imports.crm_profile import CrmProfile
from db.imports.tables import ACTIVITY, CONTACT, CUSTOMER, OWNERSHIP
from db.models.work import ActivityStatus


def oddities(connection: sa.Connection, run_id: int, profile: CrmProfile) -> dict[str, int]:
    """How many rows of each kind."""
    behind = sum(_count(connection, _behind(run_id, profile, part)) for part in ACTIVITIES)
    asked = {
        "same_name": _same_name(run_id),
        "name_in_book": _name_in_book(run_id),
        "other_owner": _other_owner(run_id, profile),
        "other_account": _other_account(run_id, profile),
    }
    found = {name: _count(connection, rows) for name, rows in asked.items()}
    return {name: number for name, number in {**found, "activity_behind": behind}.items() if number}


def _count(connection: sa.Connection, rows: Any) -> int:
    number: int = connection.execute(sa.select(sa.func.count()).select_from(rows.subquery())).scalar_one()
    return number


def _same_name(run_id: int) -> Any:
    """Accounts that are called the same as another one of the files."""
    row = entries(run_id, "accounts", *TAKEN)
    doubled = sa.select(row.c.name).group_by(row.c.name).having(sa.func.count() > 1)
    return sa.select(row.c.line).where(row.c.name.in_(doubled))


def _name_in_book(run_id: int) -> Any:
    """New accounts that are called the same as a customer of the book."""
    row = entries(run_id, "accounts", "new")
    return sa.select(row.c.line).where(
        sa.exists().where(CUSTOMER.c.name == row.c.name, CUSTOMER.c.merged_into_id.is_(None))
    )


def _other_owner(run_id: int, profile: CrmProfile) -> Any:
    """Known accounts whose owner in the book is another one: that stays, customers are handed over in the book."""
    row, there = entries(run_id, "accounts", "changed", "same"), customers_there(profile)
    owned = (OWNERSHIP.c.customer_id == there.c.customer_id) & (OWNERSHIP.c.open == 1)
    source = row.join(there, there.c.number == row.c.key).join(OWNERSHIP, owned)
    return sa.select(row.c.line).select_from(source).where(OWNERSHIP.c.person_id != row.c.person_id)


def _other_account(run_id: int, profile: CrmProfile) -> Any:
    """Known contacts that belong to another customer in the book."""
    row, met, there = entries(run_id, "contacts", "changed"), links(profile, "contacts"), customers_there(profile)
    source = (
        row.join(met, met.c.number == row.c.key)
        .join(CONTACT, CONTACT.c.id == met.c.record_id)
        .outerjoin(there, there.c.number == row.c.account)
    )
    # an account that is new itself is another one as well
    return sa.select(row.c.line).select_from(source).where(CONTACT.c.customer_id.is_distinct_from(there.c.customer_id))


def _behind(run_id: int, profile: CrmProfile, part: str) -> Any:
    """Activities that the export sees differently, but that were closed in the book already."""
    row, there = entries(run_id, part, "changed"), links(profile, part)
    source = row.join(there, there.c.number == row.c.key).join(ACTIVITY, ACTIVITY.c.id == there.c.record_id)
    closed = (ACTIVITY.c.status != ActivityStatus.PLANNED) & (ACTIVITY.c.status != row.c.status)
    return sa.select(row.c.line).select_from(source).where(closed)
