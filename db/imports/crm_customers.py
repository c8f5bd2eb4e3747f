"""Puts the new accounts and contacts of another CRM into the book: each customer with its one owner."""

from datetime import date

import sqlalchemy as sa

from db.imports.crm_entries import add_links, customers_there, entries
from db.imports.crm_profile import CrmProfile
from db.imports.fill import fill
from db.imports.ids import keep_ids, last_id, learn_sizes
from db.imports.publish_terms import REASON
from db.imports.tables import CONTACT, CUSTOMER, OWNERSHIP, PRIVATE, RECORD_LINK
from db.models.customers import Tier

PERSONAL = ("id_number", "phone", "email", "address", "id_hash", "phone_hash", "id_tail", "phone_tail")


def add_customers(connection: sa.Connection, run_id: int, profile: CrmProfile, today: date) -> None:
    """Create the customers that the book lacks, what is personal about them apart; the row's place gives the id."""
    first_id, row = last_id(connection, CUSTOMER), entries(run_id, "accounts", "new")
    number = first_id + row.c.place
    columns = {
        "id": number,
        **{name: row.c[name] for name in ("number", "name", "kind", "region", "industry", "phone_mask")},
        "needs": sa.func.coalesce(row.c.needs, ""),
        "known_since": row.c.since,
        "tier": Tier.STANDARD,
        "source": REASON,
        "tags": "",
        "owned": 1,
        "version": 1,
    }
    fill(connection, CUSTOMER, columns, row)
    keep_ids(connection, CUSTOMER)
    personal = {"customer_id": number, **{name: row.c[name] for name in PERSONAL}}
    known = sa.or_(*(row.c[name].is_not(None) for name in ("id_number", "phone", "email", "address")))
    fill(connection, PRIVATE, personal, row, known)
    owned = {"customer_id": number, "person_id": row.c.person_id, "valid_from": today, "reason": REASON}
    fill(connection, OWNERSHIP, owned, row)
    add_links(connection, profile, "accounts", row, number)
    learn_sizes(connection, CUSTOMER, PRIVATE, OWNERSHIP, RECORD_LINK)


def add_contacts(connection: sa.Connection, run_id: int, profile: CrmProfile) -> None:
    """Create the contacts that the book lacks, each with the customer that its account became."""
    first_id, row, customer = last_id(connection, CONTACT), entries(run_id, "contacts", "new"), customers_there(profile)
    columns = {
        "id": first_id + row.c.place,
        "customer_id": customer.c.customer_id,
        **{name: row.c[name] for name in ("name", "role", "title", "phone", "phone_mask")},
        "version": 1,
    }
    fill(connection, CONTACT, columns, row.join(customer, customer.c.number == row.c.account))
    keep_ids(connection, CONTACT)
    add_links(connection, profile, "contacts", row, first_id + row.c.place)
    learn_sizes(connection, CONTACT, RECORD_LINK)
