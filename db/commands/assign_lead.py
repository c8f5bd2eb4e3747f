"""Leads are given to somebody of the actor's units, one or several at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from db.access import Actor
from db.colleagues import seller
from db.config import config
from db.errors import Invalid, Refusal
from db.leads import give, note_step, open_leads, unit_of, workable
from db.models.leads import LeadStep
from db.models.people import Person
from db.rules.entries import reason_given
from db.run import WritingSession


def assign_lead(
    session: WritingSession,
    actor: Actor,
    *,
    leads: Sequence[tuple[int, int]],
    person_id: int,
    reason: str = "",
) -> int:
    """Give leads, each by its id and version, to a colleague: all or none. Answers how many."""
    if not leads:
        raise Invalid(fields={"leads": "leads.nothing_chosen"})
    taker = seller(session, actor, person_id)
    unit, most = unit_of(session, taker), config().leads.most_open
    found = [workable(session, actor, lead_id, version, held=False) for lead_id, version in leads]
    if any(lead.person_id == taker for lead in found):
        raise Refusal("leads.holds_already")
    if open_leads(session, [taker])[taker] + len(found) > most:
        name = session.exec(select(Person.name).where(col(Person.id) == taker)).first()
        raise Refusal("leads.taker_full", name=name, most=most)
    said = reason_given(reason)
    for lead in found:
        give(lead, taker, unit)
        note_step(session, actor, lead, LeadStep.ASSIGNED, note=said)
    session.flush()
    return len(found)
