"""Publishes the staged files of a pipeline: all of it becomes book in one transaction, or nothing does."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from db.access import Actor
from db.errors import Refusal
from db.gram_index import index_after
from db.imports.booked import note_booked
from db.imports.ids import hold_tables, last_id
from db.imports.pipeline_customers import add_accounts, add_sold, add_stand_ins
from db.imports.pipeline_judge import judge_pipeline
from db.imports.pipeline_moves import move_sales
from db.imports.pipeline_parents import link_parents, parents
from db.imports.pipeline_profile import PipelineProfile
from db.imports.pipeline_publish import add_sales
from db.imports.pipeline_report import PipelineTally, count_pipeline
from db.imports.report import keep_rejects
from db.imports.tables import CUSTOMER, OPPORTUNITY, RUN
from db.models.customers import Customer
from db.models.imports import ImportState
from db.models.sales import Opportunity
from db.run import WritingSession
from db.summaries import recount

TABLES: dict[type[SQLModel], Any] = {Customer: CUSTOMER, Opportunity: OPPORTUNITY}
"""What is found by name afterwards."""
LOCKED = ("customer", "ownership", "opportunity", "opportunity_origin", "stage_change", "activity")


def import_pipeline(
    session: WritingSession, actor: Actor, *, run_id: int, profile: PipelineProfile, today: date
) -> PipelineTally:
    """Judge the staged rows once more, book them, and note the files' hash, the counts and their digest."""
    connection = session.trusted()
    hold_tables(connection, LOCKED)
    run = connection.execute(sa.select(RUN).where(RUN.c.id == run_id)).one()
    if run.state != ImportState.STAGED:
        raise Refusal("imports.in_hand")
    judge_pipeline(connection, run_id, profile)
    keep_rejects(connection, run_id)
    above = parents(connection, run_id).links
    tally = count_pipeline(connection, run_id, profile)
    if swapped := tally.reasons.get("imports.row_date_swapped"):
        raise Refusal("imports.swapped_dates", rows=swapped)
    if tally.customers and not tally.agents:
        raise Refusal("imports.no_agents")
    if tally.changes:
        before = {model: last_id(connection, TABLES[model]) for model in TABLES}
        add_sold(connection, run_id)
        add_accounts(connection, run_id, run.as_of, today)
        add_stand_ins(connection, run_id, run.as_of, profile, today)
        link_parents(connection, above)
        add_sales(connection, run_id, run.as_of, profile)
        move_sales(connection, run_id, run.as_of, profile)
        recount(session)
        for model, last in before.items():
            index_after(session, model, last)
    note_booked(session, run, tally)
    return tally
