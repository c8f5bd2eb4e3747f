"""Publishes the staged files of another CRM: all of it becomes book in one transaction, or nothing does."""

from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from db.access import Actor
from db.errors import Refusal
from db.gram_index import index_after
from db.imports.booked import note_booked
from db.imports.crm_activities import add_activities, let_in, note_added
from db.imports.crm_changes import change_records
from db.imports.crm_customers import add_contacts, add_customers
from db.imports.crm_fields import ACTIVITIES
from db.imports.crm_judge import judge_crm
from db.imports.crm_profile import CrmProfile
from db.imports.crm_report import CrmTally, count_crm
from db.imports.ids import hold_tables, last_id
from db.imports.report import keep_rejects
from db.imports.tables import ACTIVITY, CONTACT, CUSTOMER, RUN
from db.models.customers import Contact, Customer
from db.models.imports import ImportState
from db.models.work import Activity
from db.run import WritingSession
from db.summaries import recount

TABLES: dict[type[SQLModel], Any] = {Customer: CUSTOMER, Contact: CONTACT, Activity: ACTIVITY}
"""What is found by name afterwards."""
LOCKED = (
    "customer", "customer_private", "ownership", "membership", "contact", "activity", "plan_amendment", "import_link",
)  # fmt: skip


def import_crm(session: WritingSession, actor: Actor, *, run_id: int, profile: CrmProfile, today: date) -> CrmTally:
    """Judge the staged rows once more, book them, and note the files' hash, the counts and their digest."""
    connection = session.trusted()
    hold_tables(connection, LOCKED)
    run = connection.execute(sa.select(RUN).where(RUN.c.id == run_id)).one()
    if run.state != ImportState.STAGED:
        raise Refusal("imports.in_hand")
    judge_crm(connection, run_id, profile)
    keep_rejects(connection, run_id)
    tally = count_crm(connection, run_id, profile)
    if swapped := tally.reasons.get("imports.row_date_swapped"):
        raise Refusal("imports.swapped_dates", rows=swapped)
    if tally.changes:
        tally = replace(tally, members=_publish(session, run, profile, today))
    note_booked(session, run, tally)
    return tally


def _publish(session: WritingSession, run: Any, profile: CrmProfile, today: date) -> int:
    """Book what is new, change what is known; how many became members for the work they hold."""
    connection = session.trusted()
    before = {model: last_id(connection, table) for model, table in TABLES.items()}
    # what is known first: what is new may hang on it
    change_records(session, run.id, profile)
    add_customers(connection, run.id, profile, today)
    add_contacts(connection, run.id, profile)
    for part in ACTIVITIES:
        add_activities(connection, run.id, profile, part)
    note_added(connection, before[Activity], run.started_by, today)
    members = let_in(connection, before[Activity], today)
    recount(session)
    for model, last in before.items():
        index_after(session, model, last)
    return members
