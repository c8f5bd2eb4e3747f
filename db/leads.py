"""What the commands of leads share: one that may be worked, whose it becomes, and each step on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from db.access import Actor
from db.config import config
from db.errors import Denied, Invalid, Refusal
from db.models.leads import LeadEvent, LeadStep
from db.models.people import Placement, Role
from db.models.policies import Product
from db.models.sales import Lead, LeadStatus
from db.periods import now, today
from db.record import found, fresh
from db.rules.entries import clean, entered
from db.run import WritingSession

WORKED = (LeadStatus.NEW, LeadStatus.CONTACTED)
WRITTEN = ("name", "kind", "contact_name", "source", "region", "line", "expected_premium", "note")


def workable(session: WritingSession, actor: Actor, lead_id: int, version: int, *, held: bool = True) -> Lead:
    """An open lead of the actor's, or of those they lead; one of the pool only where it need not be `held`."""
    lead = found(session, actor, Lead, lead_id)
    fresh(session, lead, version)
    if lead.status not in WORKED:
        raise Refusal("leads.ended")
    if lead.person_id is None and (held or actor.role is Role.SALESPERSON):
        raise Refusal("leads.claim_first")
    return lead


def note_step(
    session: WritingSession, actor: Actor, lead: Lead, step: LeadStep, *, way: str = "", note: str = ""
) -> None:
    """Put a step of the lead on record, in the name of the actor; of nobody where a rule or a job takes it."""
    by_rule = actor.role is Role.SYSTEM or (step is LeadStep.ASSIGNED and way != "")
    taken: dict[str, Any] = {"happened_on": today(), "at": now(), "way": way, "note": clean(note)[:500]}
    taken |= {"person_id": None if by_rule else actor.person_id, "holder_id": lead.person_id}
    session.add(LeadEvent(lead_id=lead.id or 0, step=step, **taken))


def give(lead: Lead, person_id: int, unit_id: int) -> None:
    """Make the lead somebody's: it goes with them to their unit, and its days without contact begin anew."""
    lead.person_id, lead.unit_id, lead.assigned_on = person_id, unit_id, today()


def let_go(session: WritingSession, actor: Actor, lead: Lead, *, way: str = "", note: str = "") -> None:
    """Lay the lead back into the pool of its unit; whoever takes it next begins anew."""
    note_step(session, actor, lead, LeadStep.RETURNED, way=way, note=note)
    lead.person_id, lead.assigned_on, lead.status = None, None, LeadStatus.NEW


def take_along(session: WritingSession, person_id: int, unit_id: int) -> int:
    """The open leads of who moves to another unit go with them; how many. What a lead brought before stays counted."""
    table = Lead.__table__  # type: ignore[attr-defined]
    moved = sa.update(table).where(table.c.person_id == person_id, table.c.open == 1, table.c.unit_id != unit_id)
    # Whoever moves people sees no leads: they go with the person, whatever is in them.
    return int(session.trusted().execute(moved.values(unit_id=unit_id, version=table.c.version + 1)).rowcount)


def unit_of(session: WritingSession, person_id: int) -> int:
    """The unit that a person works in today; Denied for who has none."""
    place = select(Placement.unit_id).where(col(Placement.person_id) == person_id, col(Placement.open) == 1)
    unit = session.exec(place).first()
    if unit is None:
        raise Denied("customers.not_in_units")
    return unit


def open_leads(session: WritingSession, people: Sequence[int]) -> dict[int, int]:
    """How many open leads each person holds, whoever may see them: the number decides, and is not shown."""
    counted = (
        select(Lead.person_id, sa.func.count())
        .where(col(Lead.person_id).in_(people), col(Lead.open) == 1)
        .group_by(col(Lead.person_id))
    )
    return dict.fromkeys(people, 0) | {person: int(number) for person, number in session.trusted().execute(counted)}


def checked(session: WritingSession, typed: dict[str, Any], *, kept_source: str = "") -> dict[str, Any]:
    """What was typed of a lead, as its columns take it; raises Invalid for a source or a line that there is not."""
    taken = entered(Lead, **typed)
    sources = {one.code for one in config().leads.sources}
    wrong = {}
    if sources and taken["source"] not in {*sources, kept_source}:
        wrong["source"] = "leads.unknown_source"
    lines = set(session.exec(select(Product.line).distinct())) if taken["line"] else set()
    if taken["line"] and taken["line"] not in lines:
        wrong["line"] = "entries.choice"
    if wrong:
        raise Invalid(fields=wrong)
    return taken
