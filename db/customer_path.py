"""How a row hangs on its customer: the column, and the tables in between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select
from sqlmodel import SQLModel, select

from db.models.claims import Claim, ClaimEvent, ClaimParty
from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.files import Attachment
from db.models.merges import CustomerApart, CustomerMerge, MergedRow
from db.models.policies import Cost, Endorsement, Policy, PolicyLink, PremiumEvent
from db.models.projects import MeetingLine, Milestone, MilestoneBlock, ProjectMeeting, ProjectRisk
from db.models.sales import CloseDateChange, Opportunity, OpportunityOrigin, PremiumChange, StageChange
from db.models.talk import ActivityParticipant, Comment
from db.models.work import Activity, PlanAmendment, RecurringVisit
from db.places import Place

TO_CUSTOMER: dict[type[SQLModel], tuple[str, type[SQLModel] | None]] = {
    Customer: ("id", None),
    CustomerPrivate: ("customer_id", None),
    Ownership: ("customer_id", None),
    Membership: ("customer_id", None),
    Contact: ("customer_id", None),
    Attachment: ("customer_id", None),
    CustomerMerge: ("winner_id", None),
    MergedRow: ("merge_id", CustomerMerge),
    CustomerApart: ("low_id", None),
    Policy: ("customer_id", None),
    Opportunity: ("customer_id", None),
    Activity: ("customer_id", None),
    PlanAmendment: ("activity_id", Activity),
    RecurringVisit: ("customer_id", None),
    ActivityParticipant: ("activity_id", Activity),
    Comment: ("customer_id", None),
    Cost: ("customer_id", None),
    PolicyLink: ("to_id", Policy),
    Endorsement: ("policy_id", Policy),
    PremiumEvent: ("policy_id", Policy),
    Claim: ("policy_id", Policy),
    ClaimEvent: ("claim_id", Claim),
    ClaimParty: ("claim_id", Claim),
    StageChange: ("opportunity_id", Opportunity),
    OpportunityOrigin: ("opportunity_id", Opportunity),
    CloseDateChange: ("opportunity_id", Opportunity),
    PremiumChange: ("opportunity_id", Opportunity),
    Milestone: ("opportunity_id", Opportunity),
    MilestoneBlock: ("milestone_id", Milestone),
    ProjectRisk: ("opportunity_id", Opportunity),
    ProjectMeeting: ("opportunity_id", Opportunity),
    MeetingLine: ("meeting_id", ProjectMeeting),
}
"""The column by which a row hangs on its customer, and the table in between if there is one."""

Customers = Sequence[int] | Select[Any] | Place
"""Ids of the few customers that a page asks of: as a list, as a SELECT, or as a place for them."""


def through(model: Any, customers: Any, entity: Any) -> tuple[Any, Any]:
    """The column of `model` to compare, and the ids it may have, given the customers in reach."""
    name, via = TO_CUSTOMER[model]
    column = getattr(entity, name)
    if via is None:
        return column, customers
    upper, ids = through(via, customers, via)
    return column, select(via.id).where(upper.in_(ids))  # type: ignore[attr-defined]


def among_customers(ids: Any, customers: Customers) -> Any:
    """Customer ids in reach, but of these customers alone: an index finds them, instead of all being listed."""
    if isinstance(ids, sa.CompoundSelect):
        return sa.union(*(among_customers(part, customers) for part in ids.selects))
    [column] = ids.selected_columns
    return ids.where(column.in_(customers.correlate(None) if isinstance(customers, Select) else customers))
