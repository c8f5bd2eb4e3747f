"""Which tables each role reads, and how far: declared here once, beside the commands and fields of db/access.py.

An unknown role, a table that is not named here: nothing at all.
"""

from __future__ import annotations

from db.access import Reach, Tables
from db.models.claims import Claim, ClaimEvent, ClaimParty
from db.models.covers import Cover
from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.exports import ExportRequest, ExportTaken
from db.models.files import Attachment
from db.models.handovers import Handover, HandoverItem, HandoverLine, HandoverSigning
from db.models.leads import LeadEvent
from db.models.merges import CustomerApart, CustomerMerge, MergedRow
from db.models.notices import Notice, NoticeSetting
from db.models.people import Person, Placement, Role, Unit
from db.models.policies import Cost, Credit, Endorsement, Policy, PolicyLink, PremiumEvent, Product, Target
from db.models.projects import MeetingLine, Milestone, MilestoneBlock, ProjectMeeting, ProjectRisk
from db.models.sales import CloseDateChange, Lead, Opportunity, OpportunityOrigin, PremiumChange, StageChange
from db.models.summaries import CustomersByOwner, MonthByPerson, MonthByProduct
from db.models.system import Audit, Setting
from db.models.talk import ActivityParticipant, Comment
from db.models.work import Activity, DayPlan, PlanAmendment, RecurringVisit

CUSTOMERS: Tables = (Customer, Ownership, Membership, Contact, CustomerMerge, CustomerApart)
PRIVATE: Tables = (CustomerPrivate, MergedRow, Attachment)
POLICIES: Tables = (Policy, PolicyLink, Endorsement)
PREMIUM: Tables = (PremiumEvent,)
CLAIMS: Tables = (Claim, ClaimEvent, ClaimParty)
SALES: Tables = (Opportunity, OpportunityOrigin, StageChange, CloseDateChange, PremiumChange, Lead, LeadEvent)
PROJECTS: Tables = (Milestone, MilestoneBlock, ProjectRisk, ProjectMeeting, MeetingLine)
WORK: Tables = (Activity, DayPlan, PlanAmendment, RecurringVisit, ActivityParticipant, Comment)
MONEY: Tables = (Credit, Cost, Target, MonthByProduct, MonthByPerson)
COUNTS: Tables = (CustomersByOwner,)
COVERS: Tables = (Cover,)
HANDOVERS: Tables = (Handover, HandoverLine, HandoverItem, HandoverSigning)
AUDIT: Tables = (Audit,)
NOTICES: Tables = (Notice, NoticeSetting)
EXPORTS: Tables = (ExportRequest, ExportTaken)

EVERYBODY: Tables = (Unit, Person, Placement, Product, Setting)
"""The directory: names of units, colleagues and products, for whoever is signed in and has a role."""

_SALES_SIDE = (
    *(CUSTOMERS, POLICIES, PREMIUM, CLAIMS, SALES, PROJECTS, WORK),
    *(MONEY, COUNTS, COVERS, HANDOVERS),
)

READS: dict[Role, dict[Tables, Reach]] = {
    Role.SALESPERSON: dict.fromkeys((*_SALES_SIDE, PRIVATE), Reach.OWN),
    Role.MANAGER: dict.fromkeys((*_SALES_SIDE, PRIVATE), Reach.UNITS),
    Role.DEPARTMENT_HEAD: dict.fromkeys((*_SALES_SIDE, PRIVATE), Reach.UNITS),
    Role.EXECUTIVE: dict.fromkeys(_SALES_SIDE, Reach.COMPANY),
    Role.SERVICE: dict.fromkeys((CUSTOMERS, PRIVATE, POLICIES, PREMIUM, WORK), Reach.COMPANY),
    Role.CLAIMS: {
        CUSTOMERS: Reach.CLAIMED,
        PRIVATE: Reach.CLAIMED,
        POLICIES: Reach.CLAIMED,
        CLAIMS: Reach.COMPANY,
        (MonthByProduct,): Reach.COMPANY,
    },
    Role.ANALYST: {},
    Role.ADMIN: {AUDIT: Reach.COMPANY},
}
READS.update({role: reads | {NOTICES: Reach.OWN, EXPORTS: Reach.OWN} for role, reads in READS.items()})
READS[Role.MANAGER][EXPORTS] = READS[Role.DEPARTMENT_HEAD][EXPORTS] = Reach.UNITS
READS[Role.EXECUTIVE][EXPORTS] = Reach.COMPANY
