"""Publishes a staged list of leads: all of its new rows become leads in one transaction, or none does."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from db.access import Actor
from db.errors import Refusal
from db.gram_index import index_after
from db.imports.booked import note_booked
from db.imports.ids import hold_tables, keep_ids
from db.imports.lead_judge import Arrival, judge_leads
from db.imports.lead_report import LeadTally, count_leads
from db.imports.report import keep_rejects
from db.imports.tables import LEAD, LEAD_EVENT, LEAD_ORIGIN, RUN
from db.models.imports import ImportState
from db.models.leads import LeadStep
from db.models.sales import Lead, LeadStatus
from db.periods import now
from db.rules.identity import mask_number
from db.run import WritingSession

LOCKED = ("lead", "lead_event", "import_origin")


def import_leads(session: WritingSession, actor: Actor, *, run_id: int, today: date) -> LeadTally:
    """Judge the staged rows once more, add the new leads with their first steps, and note file and counts."""
    connection = session.trusted()
    hold_tables(connection, LOCKED)
    run = connection.execute(sa.select(RUN).where(RUN.c.id == run_id)).one()
    if run.state != ImportState.STAGED:
        raise Refusal("imports.in_hand")
    arrivals = judge_leads(session, run_id)
    keep_rejects(connection, run_id)
    tally = count_leads(connection, run_id, arrivals)
    if arrivals:
        connection.execute(sa.insert(LEAD), [_lead(each, today) for each in arrivals])
        keep_ids(connection, LEAD)
        origins = [{"origin": each.row.origin, "lead_id": each.lead_id} for each in arrivals]
        connection.execute(sa.insert(LEAD_ORIGIN), origins)
        connection.execute(sa.insert(LEAD_EVENT), _steps(arrivals, actor, today))
        index_after(session, Lead, arrivals[0].lead_id - 1)
    note_booked(session, run, tally)
    return tally


def _lead(each: Arrival, today: date) -> dict[str, Any]:
    row = each.row
    same = ("name", "kind", "source", "region", "expected_premium", "phone", "email")
    return {
        "id": each.lead_id,
        "version": 1,
        **{name: getattr(row, name) for name in same},
        "contact_name": row.contact_name or "",
        "note": row.note or "",
        "line": each.line,
        "status": LeadStatus.NEW,
        "received_on": row.received_on or today,
        "unit_id": each.unit_id,
        "person_id": each.person_id,
        "assigned_on": today if each.person_id is not None else None,
        "phone_mask": mask_number(row.phone) if row.phone else None,
        "phone_hash": each.phone_hash,
    }


def _steps(arrivals: Sequence[Arrival], actor: Actor, today: date) -> list[dict[str, Any]]:
    """That each came in, and to whom it was given: by whoever brings the file, or by a rule."""
    by = actor.person_id or None

    def step(each: Arrival, what: LeadStep) -> dict[str, Any]:
        given = what is LeadStep.ASSIGNED
        return {
            "lead_id": each.lead_id,
            "step": what,
            "happened_on": today,
            "at": now(),
            "person_id": None if given and each.rule else by,
            "holder_id": each.person_id if given else None,
            "way": each.rule if given else "",
            "note": "",
        }

    received = [step(each, LeadStep.RECEIVED) for each in arrivals]
    return [*received, *(step(each, LeadStep.ASSIGNED) for each in arrivals if each.person_id is not None)]
