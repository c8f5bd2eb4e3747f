"""Publishes a staged file: all of it becomes book in one transaction, or nothing does."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from db.access import Actor
from db.errors import Refusal
from db.gram_index import index_after
from db.imports.booked import note_booked
from db.imports.classify import judge
from db.imports.ids import hold_tables, last_id
from db.imports.profiles import Profile
from db.imports.publish_changes import book_changes, change_policies, endorse
from db.imports.publish_ledger import book_claims, book_premium
from db.imports.publish_terms import add_customers, add_policies, add_products, find_first_covers
from db.imports.report import Tally, count, keep_rejects
from db.imports.seats import take_seats
from db.imports.tables import CUSTOMER, POLICY, RUN, VERDICT
from db.models.customers import Customer
from db.models.imports import ImportState
from db.run import WritingSession
from db.summaries import kept, recount


def import_book(session: WritingSession, actor: Actor, *, run_id: int, profile: Profile, today: date) -> Tally:
    """Judge the staged rows once more, book them, and note the file's hash, the counts and their digest."""
    connection = session.trusted()
    hold_tables(connection)
    run = connection.execute(sa.select(RUN).where(RUN.c.id == run_id)).one()
    if run.state != ImportState.STAGED:
        raise Refusal("imports.in_hand")
    take_seats(connection, run_id, profile.booking.seats)
    judge(connection, run_id, profile.products)
    keep_rejects(connection, run_id)
    tally = count(connection, run_id)
    if swapped := tally.reasons.get("imports.row_date_swapped"):
        # some dates prove day and month swapped, so the others were read wrongly as well
        raise Refusal("imports.swapped_dates", rows=swapped)
    if tally.changes:
        policies_from, customers_from = last_id(connection, POLICY), last_id(connection, CUSTOMER)
        with kept(session, _touched(run_id, policies_from)):
            _publish(connection, run_id, run.as_of, profile, today, policies_from)
        recount(session)
        index_after(session, Customer, customers_from)
    note_booked(session, run, tally)
    return tally


def _touched(run_id: int, policies_from: int) -> Any:
    """The policies whose sums may change: the new ones, and all of the customers the file changes."""
    known = sa.select(VERDICT.c.customer_id).where(
        VERDICT.c.run_id == run_id,
        VERDICT.c.verdict.in_(("new", "changed", "lapsed")),
        VERDICT.c.customer_id.is_not(None),
    )
    return sa.select(POLICY.c.id).where((POLICY.c.id > policies_from) | POLICY.c.customer_id.in_(known))


def _publish(
    connection: sa.Connection, run_id: int, as_of: date, profile: Profile, today: date, policies_from: int
) -> None:
    receipts = profile.booking.receipts == "assumed"
    add_products(connection, run_id, profile.products)
    add_customers(connection, run_id, today, policies_from)
    add_policies(connection, run_id, policies_from)
    book_premium(connection, run_id, policies_from, receipts=receipts)
    book_claims(connection, run_id, policies_from)
    reason = f"{profile.name} {as_of}"
    endorse(connection, run_id, as_of, reason=reason, from_inception=profile.booking.change_effective == "inception")
    book_changes(connection, run_id, as_of, receipts=receipts)
    change_policies(connection, run_id)
    find_first_covers(connection, run_id)
