"""Somebody who might become a customer, as they come in."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from db.access import Actor
from db.assigning import assign_by_rule
from db.colleagues import seller
from db.config import config
from db.errors import Denied, Refusal
from db.leads import checked, give, note_step, open_leads, unit_of
from db.models.customers import CustomerKind
from db.models.leads import LeadStep
from db.models.people import Person
from db.models.sales import Lead
from db.periods import today
from db.private import private_fields
from db.rules.identity import mask_number
from db.run import WritingSession
from db.scope import sees


def add_lead(
    session: WritingSession,
    actor: Actor,
    *,
    name: str,
    kind: CustomerKind,
    source: str,
    contact_name: str = "",
    phone: str = "",
    email: str = "",
    region: str = "",
    line: str = "",
    expected_premium: int | None = None,
    note: str = "",
    unit_id: int | None = None,
    person_id: int | None = None,
    by_rule: bool = False,
    confirmed: bool = False,
) -> int:
    """Record a lead: somebody's, or given by the rules, or for the pool of a unit. Answers its id.

    Refused for the phone of an open lead in sight, unless that was `confirmed`. `expected_premium` in fen.
    """
    typed: dict[str, Any] = {"name": name, "kind": kind, "source": source, "contact_name": contact_name, "note": note}
    typed |= {"region": region, "line": line, "expected_premium": expected_premium or None}
    taken = checked(session, typed)
    private = private_fields(model=Lead, phone=phone, email=email)
    _refuse_known(session, actor, private, confirmed=confirmed)
    lead = _received(session, actor, taken | private, unit_id or actor.unit_id)
    if person_id is not None:
        _hand(session, actor, lead, person_id)
    elif by_rule or config().leads.on_arrival:
        session.flush()
        assign_by_rule(session, actor, [lead])
    session.flush()
    assert lead.id is not None
    return lead.id


def _received(session: WritingSession, actor: Actor, known: dict[str, Any], unit_id: int | None) -> Lead:
    if unit_id is None:
        raise Denied("core.out_of_scope")
    mask = mask_number(known["phone"]) if known.get("phone") else None
    lead = Lead(**known, phone_mask=mask, received_on=today(), unit_id=unit_id)
    session.add(lead)
    session.flush()
    note_step(session, actor, lead, LeadStep.RECEIVED)
    return lead


def _hand(session: WritingSession, actor: Actor, lead: Lead, person_id: int) -> None:
    taker, most = seller(session, actor, person_id), config().leads.most_open
    if open_leads(session, [taker])[taker] >= most:
        name = session.exec(select(Person.name).where(col(Person.id) == taker)).first()
        raise Refusal("leads.taker_full", name=name, most=most)
    give(lead, taker, unit_of(session, taker))
    note_step(session, actor, lead, LeadStep.CLAIMED if taker == actor.person_id else LeadStep.ASSIGNED)


def _refuse_known(session: WritingSession, actor: Actor, private: dict[str, Any], *, confirmed: bool) -> None:
    if confirmed or not private.get("phone_hash"):
        return
    same = select(Lead.name).where(
        col(Lead.phone_hash) == private["phone_hash"], col(Lead.open) == 1, sees(actor, Lead)
    )
    known = session.exec(same).first()
    if known is not None:
        raise Refusal("leads.known_lead", name=known)
