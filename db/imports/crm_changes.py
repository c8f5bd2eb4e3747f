"""Brings known records to where a newer export of the other CRM sees them; what it leaves empty stays as it is."""

from typing import Any

import sqlalchemy as sa

from db.gram_index import index_changed
from db.imports.crm_customers import PERSONAL
from db.imports.crm_entries import entries, links
from db.imports.crm_fields import ACTIVITIES
from db.imports.crm_profile import CrmProfile
from db.imports.fill import fill
from db.imports.tables import ACTIVITY, CONTACT, CUSTOMER, PRIVATE, RECORD_LINK
from db.models.customers import Contact, Customer
from db.models.work import Activity, ActivityStatus
from db.run import WritingSession


def change_records(session: WritingSession, run_id: int, profile: CrmProfile) -> None:
    """Change customers, contacts and open activities, and how they are found by name; keep what the file said last."""
    connection = session.trusted()
    _customers(session, run_id, profile)
    _contacts(session, run_id, profile)
    for part in ACTIVITIES:
        _activities(session, run_id, profile, part)
    for part in ("accounts", "contacts", *ACTIVITIES):
        row = entries(run_id, part, "changed")
        same = (RECORD_LINK.c.source == profile.name) & (RECORD_LINK.c.part == part)
        said = sa.update(RECORD_LINK).values(digest=row.c.digest)
        connection.execute(said.where(same, RECORD_LINK.c.number == row.c.key))


def _changed(run_id: int, profile: CrmProfile, part: str) -> Any:
    """The rows that say something else than before, beside the ids of their records."""
    row, there = entries(run_id, part, "changed"), links(profile, part)
    return (
        sa.select(row, there.c.record_id).select_from(row.join(there, there.c.number == row.c.key)).subquery("changed")
    )


def _customers(session: WritingSession, run_id: int, profile: CrmProfile) -> None:
    connection, row = session.trusted(), _changed(run_id, profile, "accounts")
    # one that was merged into another speaks for itself no more
    stands = (CUSTOMER.c.id == row.c.record_id) & CUSTOMER.c.merged_into_id.is_(None)
    renamed = _renamed(connection, CUSTOMER, row, stands)
    filled = ("region", "industry", "phone_mask")
    values = {
        "name": row.c.name,
        **{name: sa.func.coalesce(row.c[name], CUSTOMER.c[name]) for name in filled},
        "known_since": sa.func.coalesce(CUSTOMER.c.known_since, row.c.since),
        # what was written down here is worth more than what the other CRM says
        "needs": sa.case((CUSTOMER.c.needs == "", sa.func.coalesce(row.c.needs, "")), else_=CUSTOMER.c.needs),
        "version": CUSTOMER.c.version + 1,
    }
    connection.execute(sa.update(CUSTOMER).values(values).where(stands))
    index_changed(session, Customer, renamed)
    apart = sa.exists().where(PRIVATE.c.customer_id == row.c.record_id)
    bare = {"customer_id": row.c.record_id}
    known = sa.or_(*(row.c[name].is_not(None) for name in PERSONAL))
    fill(connection, PRIVATE, bare, row.join(CUSTOMER, stands), ~apart, known)
    told = {name: sa.func.coalesce(row.c[name], PRIVATE.c[name]) for name in PERSONAL}
    same = (PRIVATE.c.customer_id == row.c.record_id) & stands
    connection.execute(sa.update(PRIVATE).values(told).where(same))


def _contacts(session: WritingSession, run_id: int, profile: CrmProfile) -> None:
    connection, row = session.trusted(), _changed(run_id, profile, "contacts")
    same = CONTACT.c.id == row.c.record_id
    renamed = _renamed(connection, CONTACT, row, same)
    values = {
        **{name: row.c[name] for name in ("name", "role")},
        **{name: sa.func.coalesce(row.c[name], CONTACT.c[name]) for name in ("title", "phone", "phone_mask")},
        "version": CONTACT.c.version + 1,
    }
    connection.execute(sa.update(CONTACT).values(values).where(same))
    index_changed(session, Contact, renamed)


def _activities(session: WritingSession, run_id: int, profile: CrmProfile, part: str) -> None:
    """What is still open in the book; what was closed here stays as it was closed."""
    connection, row = session.trusted(), _changed(run_id, profile, part)
    still_open = (ACTIVITY.c.id == row.c.record_id) & (ACTIVITY.c.status == ActivityStatus.PLANNED.value)
    renamed = _renamed(connection, ACTIVITY, row, still_open)
    values = {
        "subject": row.c.name,
        **{name: row.c[name] for name in ("status", "planned_on", "done_on", "outcome", "result")},
        "version": ACTIVITY.c.version + 1,
    }
    connection.execute(sa.update(ACTIVITY).values(values).where(still_open))
    index_changed(session, Activity, renamed)


NAMED: dict[Any, str] = {CUSTOMER: "name", CONTACT: "name", ACTIVITY: "subject"}
Renamed = list[tuple[int, tuple[str, str | None], tuple[str, str | None]]]


def _renamed(connection: sa.Connection, table: Any, row: Any, same: Any) -> Renamed:
    """Of the records that get another name or phone: the id, both as they were, both as they will be."""
    name = table.c[NAMED[table]]
    old, new = (table.c.phone, row.c.phone) if table is CONTACT else (sa.null(), sa.null())
    taken = sa.func.coalesce(new, old)
    other = (name != row.c.name) | taken.is_distinct_from(old) if table is CONTACT else name != row.c.name
    found = sa.select(table.c.id, name, old, row.c.name, taken).select_from(row.join(table, same)).where(other)
    return [(number, (was, phone), (now, after)) for number, was, phone, now, after in connection.execute(found)]
