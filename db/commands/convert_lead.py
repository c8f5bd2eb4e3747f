"""A lead becomes a customer with a contact and an opportunity, or an opportunity of a customer that is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from db.access import Actor
from db.duplicates import refuse_known
from db.hopes import hoped
from db.leads import note_step, workable
from db.models.customers import Contact, ContactRole, Customer
from db.models.leads import LeadStep
from db.models.policies import BusinessType
from db.models.sales import Lead, LeadStatus, SaleKind
from db.periods import today
from db.private import private_fields
from db.record import found
from db.recording import record_customer, record_opportunity
from db.rules.entries import entered
from db.run import WritingSession


@dataclass(frozen=True)
class Converted:
    """What a lead became."""

    customer_id: int
    opportunity_id: int


def convert_lead(
    session: WritingSession,
    actor: Actor,
    *,
    lead_id: int,
    version: int,
    title: str,
    kind: SaleKind,
    business_type: BusinessType,
    product_id: int,
    expected_premium: int,
    expected_close: date,
    next_step: str = "",
    next_step_on: date | None = None,
    id_number: str = "",
    customer_id: int | None = None,
) -> Converted:
    """Make the lead a customer of the actor's, or hang its opportunity on `customer_id`; its history stays.

    Raises AlreadyKnown where a customer has the lead's phone or the ID number: there is no second one of it.
    """
    lead = workable(session, actor, lead_id, version)
    sought = {"title": title, "kind": kind, "business_type": business_type, "product_id": product_id}
    hopes = {"expected_premium": expected_premium, "expected_close": expected_close}
    steps = {"next_step": next_step, "next_step_on": next_step_on}
    taken = hoped(session, None, **sought, **hopes, **steps)
    private = private_fields(phone=lead.phone or "", email=lead.email or "", id_number=id_number)
    if customer_id is None:
        refuse_known(session, actor, private)
        customer = record_customer(session, _known(lead), private, actor.person_id)
    else:
        customer = found(session, actor, Customer, customer_id).id or 0
    if customer_id is None or lead.contact_name:
        session.add(_contact(lead, customer))
    sale = record_opportunity(session, actor, taken, customer)
    _becomes(lead, customer, sale)
    note_step(session, actor, lead, LeadStep.CONVERTED)
    session.flush()
    return Converted(customer, sale)


def _becomes(lead: Lead, customer: int, sale: int) -> None:
    lead.status, lead.converted_on = LeadStatus.CONVERTED, today()
    lead.contacted_on = lead.contacted_on or today()
    lead.customer_id, lead.opportunity_id = customer, sale


def _known(lead: Lead) -> dict[str, Any]:
    known = {"name": lead.name, "kind": lead.kind, "region": lead.region, "source": lead.source, "needs": lead.note}
    return entered(Customer, **known)


def _contact(lead: Lead, customer: int) -> Contact:
    """Whoever was spoken to; of a person who speaks for themselves that person."""
    name = (lead.contact_name or lead.name)[:80]
    reached: dict[str, Any] = {"phone": lead.phone, "phone_mask": lead.phone_mask}
    return Contact(customer_id=customer, name=name, role=ContactRole.DECISION_MAKER, **reached)
