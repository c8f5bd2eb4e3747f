"""The tables that publishing joins, as plain tables: a set-based statement needs no mapped classes."""

from typing import Any

import sqlalchemy as sa

from db.models.claims import Claim, ClaimEvent
from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.import_records import ImportLink, ImportRecord
from db.models.imports import (
    ImportEntry,
    ImportLead,
    ImportOrigin,
    ImportReject,
    ImportRow,
    ImportRun,
    ImportSeat,
    ImportVerdict,
)
from db.models.leads import LeadEvent
from db.models.people import Person, Placement, Unit
from db.models.policies import Credit, Endorsement, Policy, PolicyLink, PremiumEvent, Product
from db.models.sales import CloseDateChange, Lead, Opportunity, OpportunityOrigin, PremiumChange, StageChange
from db.models.work import Activity, DayPlan, PlanAmendment


def _table(model: Any) -> Any:
    return model.__table__


RUN, ROW, VERDICT = _table(ImportRun), _table(ImportRow), _table(ImportVerdict)
REJECT, SEAT, ENTRY = _table(ImportReject), _table(ImportSeat), _table(ImportEntry)
RECORD, RECORD_LINK = _table(ImportRecord), _table(ImportLink)
LEAD_ROW, LEAD_ORIGIN = _table(ImportLead), _table(ImportOrigin)
LEAD, LEAD_EVENT = _table(Lead), _table(LeadEvent)
CUSTOMER, PRIVATE, OWNERSHIP = _table(Customer), _table(CustomerPrivate), _table(Ownership)
CONTACT, MEMBERSHIP = _table(Contact), _table(Membership)
PERSON, PLACEMENT, PRODUCT = _table(Person), _table(Placement), _table(Product)
UNIT = _table(Unit)
POLICY, LINK, ENDORSEMENT = _table(Policy), _table(PolicyLink), _table(Endorsement)
PREMIUM, CREDIT = _table(PremiumEvent), _table(Credit)
OPPORTUNITY, ORIGIN, STEP = _table(Opportunity), _table(OpportunityOrigin), _table(StageChange)
CLOSE_MOVE, REPRICED = _table(CloseDateChange), _table(PremiumChange)
ACTIVITY, DAY_PLAN, AMENDMENT = _table(Activity), _table(DayPlan), _table(PlanAmendment)
CLAIM, CLAIM_EVENT = _table(Claim), _table(ClaimEvent)


def standing(customer: Any) -> Any:
    """The id of a customer met by its number, or of the one that it was merged into."""
    return sa.func.coalesce(customer.c.merged_into_id, customer.c.id)
