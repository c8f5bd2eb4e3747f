"""Who may do what to whose rows and fields: declared once, enforced below every query and every write.

Which tables a role reads stands in db/reads.py; its commands, pages, fields and figures stand here.
An unknown role, a person without a unit, a table or a verb that is named in neither: nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sqlmodel import SQLModel

from db.models.covers import Cover
from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.exports import ExportRequest, ExportTaken
from db.models.files import Attachment
from db.models.handovers import Handover, HandoverLine, HandoverSigning
from db.models.leads import LeadEvent
from db.models.merges import CustomerApart, CustomerMerge, MergedRow
from db.models.notices import Notice, NoticeSetting
from db.models.people import Person, Placement, Role, Unit
from db.models.policies import Credit, Endorsement, PremiumEvent
from db.models.projects import MeetingLine, Milestone, MilestoneBlock, ProjectMeeting, ProjectRisk
from db.models.reorganisations import Reorganisation, ReorganisationLine, ReorganisationUnit
from db.models.sales import CloseDateChange, Lead, Opportunity, PremiumChange, StageChange
from db.models.search import PinnedRecord, RecentRecord, SavedFilter
from db.models.sign_in import Credential, OutsideIdentity, RecoveryCode, SignInSession, Viewing
from db.models.summaries import CustomersByOwner, MonthByPerson, MonthByProduct
from db.models.talk import ActivityParticipant, Comment
from db.models.work import Activity, DayPlan, PlanAmendment, RecurringVisit


@dataclass(frozen=True)
class Actor:
    """In whose name something is read or done; `units` is the unit they head or work in, and all below."""

    person_id: int
    login: str
    name: str
    role: Role
    unit_id: int | None = None
    units: frozenset[int] = field(default_factory=frozenset)
    language: str = "zh"
    seen_by: Actor | None = None
    """Who really sits at the screen, if that is somebody else: then nothing is written and customers are masked."""


SYSTEM = Actor(person_id=0, login="system", name="Baoke", role=Role.SYSTEM)
"""The application's own jobs: imports, sign-in, summaries. Never handed to a page."""


class Reach(StrEnum):
    """How far a role's sight goes, from today's place."""

    OWN = "own"
    UNITS = "units"
    COMPANY = "company"
    CLAIMED = "claimed"


class Way(StrEnum):
    """Why a customer is in somebody's sight."""

    OWNER = "owner"
    COVER = "cover"
    MEMBER = "member"
    LEADS = "leads"
    COMPANY = "company"
    CLAIMED = "claimed"


Tables = tuple[type[SQLModel], ...]

KINDS: dict[tuple[Role, type[SQLModel]], tuple[str, ...]] = {
    (Role.SERVICE, PremiumEvent): ("instalment", "receipt", "refund", "write_off"),
    (Role.SERVICE, Comment): ("customer", "activity", "plan"),
    (Role.CLAIMS, MonthByProduct): ("claims", "incurred", "paid"),
}
"""Of which rows of a table, by `kind`, a role sees no others: service what is due, what was paid and what need not be
paid any more, not what was sold, nor what is said of a sale; claims no premium.
"""

HIDDEN: dict[Role, frozenset[str]] = {
    Role.EXECUTIVE: frozenset({"lead.phone", "lead.phone_hash", "lead.email"}),
    Role.SERVICE: frozenset({"customer.source", "membership.reason", "ownership.reason"}),
    Role.CLAIMS: frozenset({"customer.source", "customer.needs", "customer.tier", "customer.tags"}),
}
"""Fields (`table.column`) that a role that sees the row does not see."""

_SELLERS = frozenset({Role.SALESPERSON, Role.MANAGER, Role.DEPARTMENT_HEAD})
_LEADERS = frozenset({Role.MANAGER, Role.DEPARTMENT_HEAD})
_DECIDERS = _LEADERS | {Role.EXECUTIVE}
"""Nobody else stands above a head, or above who serves the whole company: these alone an executive decides for."""
_PLANNERS = frozenset({Role.SALESPERSON, Role.MANAGER})
_IMPORTERS = frozenset({Role.SERVICE, Role.ADMIN})
_IMPORTING = ("book", "check", "crm", "leads", "pipeline", "profile", "rows", "start")
_ENDORSERS = frozenset({Role.SERVICE, Role.DEPARTMENT_HEAD})
_ALL = frozenset(Role) - {Role.SYSTEM}
_NEW_CUSTOMER: Tables = (Customer, CustomerPrivate, Ownership, CustomersByOwner)
_MERGING: Tables = (Customer, CustomerPrivate, Ownership, Membership, CustomersByOwner, CustomerMerge, MergedRow)
_HELD: Tables = (Milestone, ProjectRisk)
_CLOSING: Tables = (Activity, PlanAmendment, Opportunity, PremiumChange, Customer, Contact)
_HANDING = (
    *("open_handover", "change_handover", "freeze_handover", "propose_successors", "choose_successor"),
    *("hand_over_book", "undo_handover", "withdraw_handover", "close_handover"),
)
_REORGANISING: Tables = (Reorganisation, ReorganisationUnit, ReorganisationLine, Unit, Placement)
_SEERS = _ALL - {Role.ANALYST, Role.ADMIN}


@dataclass(frozen=True)
class Grant:
    """Which roles may give a command, and which tables it may write."""

    roles: frozenset[Role]
    writes: Tables = ()


GRANTS: dict[str, Grant] = {
    "add_customer": Grant(_SELLERS, _NEW_CUSTOMER),
    "change_customer": Grant(_SELLERS, (Customer, CustomerPrivate)),
    "add_attachment": Grant(_SELLERS | {Role.SERVICE}, (Attachment,)),
    "open_attachment": Grant(_SELLERS | {Role.SERVICE, Role.CLAIMS}),
    "remove_attachment": Grant(_SELLERS | {Role.SERVICE}, (Attachment,)),
    "set_parent": Grant(_SELLERS, (Customer,)),
    "reveal_customer": Grant(_SELLERS | {Role.SERVICE, Role.CLAIMS}),
    **dict.fromkeys(("add_contact", "change_contact"), Grant(_SELLERS, (Contact,))),
    "add_member": Grant(_SELLERS, (Membership,)),
    "end_membership": Grant(_SELLERS, (Membership, *_HELD)),
    # What they make of memberships and open work is written past the session: see db/covering.py.
    **dict.fromkeys(("begin_cover", "change_cover", "end_cover"), Grant(_SELLERS, (Cover,))),
    "assign_customer": Grant(_LEADERS, (Ownership, CustomersByOwner, Activity, ActivityParticipant, *_HELD)),
    # What is handed over moves past the session, by statements on whole tables: see db/handover_moves.py.
    **dict.fromkeys(_HANDING, Grant(_LEADERS, (Handover,))),
    "note_line": Grant(_SELLERS, (HandoverLine,)),
    "sign_handover": Grant(_SELLERS, (Handover, HandoverSigning)),
    "approve_handover": Grant(frozenset({Role.DEPARTMENT_HEAD}), (Handover,)),
    # What hangs on the two moves with them, past the session: see db/merging.py.
    "merge_customers": Grant(_LEADERS, _MERGING),
    "undo_merge": Grant(_LEADERS, _MERGING),
    "keep_apart": Grant(_LEADERS, (CustomerApart,)),
    "undo_apart": Grant(_LEADERS, (CustomerApart,)),
    "add_opportunity": Grant(_SELLERS, (Opportunity, StageChange)),
    "add_lead": Grant(_SELLERS, (Lead, LeadEvent)),
    "change_lead": Grant(_SELLERS, (Lead,)),
    "reveal_lead": Grant(_LEADERS),
    "assign_lead": Grant(_LEADERS, (Lead, LeadEvent)),
    "assign_pool": Grant(_LEADERS, (Lead, LeadEvent)),
    **dict.fromkeys(("claim_lead", "return_lead", "contact_lead", "drop_lead"), Grant(_SELLERS, (Lead, LeadEvent))),
    "convert_lead": Grant(_SELLERS, (Lead, LeadEvent, *_NEW_CUSTOMER, Contact, Opportunity, StageChange)),
    "change_opportunity": Grant(_SELLERS, (Opportunity, CloseDateChange, PremiumChange)),
    "advance_opportunity": Grant(_SELLERS, (Opportunity, StageChange, CloseDateChange, PremiumChange, *_HELD)),
    "reopen_opportunity": Grant(_LEADERS, (Opportunity, StageChange)),
    **dict.fromkeys(
        ("start_project", "add_milestone", "change_milestone"), Grant(_SELLERS, (Milestone, MilestoneBlock))
    ),
    "close_milestone": Grant(_SELLERS, (Milestone, Opportunity)),
    "waive_milestone": Grant(_SELLERS, (Milestone,)),
    "add_risk": Grant(_SELLERS, (ProjectRisk,)),
    "change_risk": Grant(_SELLERS, (ProjectRisk,)),
    "hold_meeting": Grant(_SELLERS, (ProjectMeeting, MeetingLine)),
    "plan_activity": Grant(_SELLERS | {Role.SERVICE}, (Activity, PlanAmendment)),
    "close_activity": Grant(_SELLERS | {Role.SERVICE}, _CLOSING),
    "log_activity": Grant(_SELLERS | {Role.SERVICE}, _CLOSING),
    "move_activity": Grant(_SELLERS | {Role.SERVICE}, (Activity, PlanAmendment)),
    "make_plan": Grant(_PLANNERS, (Activity, PlanAmendment)),
    "plan_gaps": Grant(_SELLERS, (Activity,)),
    "take_due": Grant(_PLANNERS, (Activity, PlanAmendment)),
    "submit_plan": Grant(_PLANNERS, (DayPlan,)),
    "close_day": Grant(_PLANNERS, (DayPlan, Activity, PlanAmendment)),
    "add_recurring_visit": Grant(_SELLERS, (RecurringVisit,)),
    "end_recurring_visit": Grant(_SELLERS, (RecurringVisit,)),
    "assign_task": Grant(_LEADERS, (Activity, PlanAmendment, ActivityParticipant)),
    "join_activity": Grant(_LEADERS, (ActivityParticipant,)),
    "leave_activity": Grant(_LEADERS, (ActivityParticipant,)),
    "add_comment": Grant(_SELLERS | {Role.EXECUTIVE}, (Comment,)),
    "read_notices": Grant(_ALL, (Notice,)),
    "set_notices": Grant(_ALL, (NoticeSetting,)),
    "endorse_policy": Grant(_ENDORSERS, (Endorsement, PremiumEvent, Credit, MonthByProduct, MonthByPerson)),
    "export_rows": Grant(_ALL, (ExportRequest, ExportTaken)),
    **dict.fromkeys(("ask_export", "withdraw_export"), Grant(_ALL, (ExportRequest,))),
    "read_refusal": Grant(_ALL, (ExportRequest,)),
    "approve_export": Grant(_DECIDERS, (ExportRequest,)),
    "refuse_export": Grant(_DECIDERS, (ExportRequest,)),
    "refuse_page": Grant(_ALL),
    "tag_customers": Grant(_SELLERS, (Customer,)),
    "share_customers": Grant(_SELLERS, (Membership,)),
    "plan_visits": Grant(_SELLERS | {Role.SERVICE}, (Activity, PlanAmendment)),
    "pin_record": Grant(_SEERS, (PinnedRecord,)),
    "note_opened": Grant(_SEERS, (RecentRecord,)),
    "save_filter": Grant(_ALL, (SavedFilter,)),
    "drop_filter": Grant(_ALL, (SavedFilter,)),
    **{f"import_{step}": Grant(_IMPORTERS) for step in _IMPORTING},
    "set_language": Grant(_ALL, (Person,)),
    "change_password": Grant(_ALL, (Credential,)),
    "enrol_totp": Grant(_ALL, (Credential, RecoveryCode)),
    "drop_totp": Grant(_ALL, (Credential, RecoveryCode)),
    "sign_out": Grant(_ALL, (Credential, SignInSession, Viewing)),
    "sign_out_everywhere": Grant(_ALL, (Credential,)),
    # Whoever sees as somebody gives these in their own name: in the other's they give no command at all.
    **dict.fromkeys(("see_as", "end_viewing"), Grant(frozenset({Role.ADMIN}), (Viewing,))),
    "note_viewed": Grant(frozenset({Role.ADMIN})),
    "reset_password": Grant(frozenset({Role.ADMIN}), (Credential, RecoveryCode)),
    "end_sessions": Grant(frozenset({Role.ADMIN}), (Credential,)),
    "invite_outside": Grant(frozenset({Role.ADMIN}), (Credential, OutsideIdentity)),
    **dict.fromkeys(("add_unit", "change_unit"), Grant(frozenset({Role.ADMIN}), (Unit,))),
    # What goes along with people and teams goes past the session: see db/reorganisation_moves.py.
    **dict.fromkeys(
        tuple(f"{step}_reorganisation" for step in ("plan", "run", "withdraw", "undo")),
        Grant(frozenset({Role.ADMIN}), _REORGANISING),
    ),
    "add_person": Grant(frozenset({Role.ADMIN}), (Person, Placement, Credential)),
    "move_person": Grant(frozenset({Role.ADMIN}), (Placement,)),
    **dict.fromkeys(("change_role", "change_person"), Grant(frozenset({Role.ADMIN}), (Person,))),
    "disable_person": Grant(frozenset({Role.ADMIN}), (Person, Placement, Credential)),
    "enable_person": Grant(frozenset({Role.ADMIN}), (Person, Placement)),
    "import_staff": Grant(frozenset({Role.ADMIN}), (Person, Placement, Credential)),
}
"""Every command by name. A command that is not named here is refused to everybody but the system."""

OPENS: dict[str, frozenset[Role]] = {
    "home": _ALL,
    "team": _LEADERS,
    "notices": _ALL,
    "exports": _ALL,
    "review": _LEADERS | {Role.EXECUTIVE},
    "pipeline": _LEADERS | {Role.EXECUTIVE},
    "account": _ALL,
    "plan": _PLANNERS,
    "search": _ALL,
    "explore": _SELLERS | {Role.EXECUTIVE},
    "rows": _ALL - {Role.ANALYST, Role.ADMIN},
    "customers": _ALL - {Role.ANALYST, Role.ADMIN},
    "duplicates": _LEADERS,
    "customer": _ALL - {Role.ANALYST, Role.ADMIN},
    "policy": _ALL - {Role.ANALYST, Role.ADMIN},
    "claims": _ALL - {Role.ANALYST, Role.ADMIN, Role.SERVICE},
    "opportunities": _SELLERS | {Role.EXECUTIVE},
    "opportunity": _SELLERS | {Role.EXECUTIVE},
    "project": _SELLERS | {Role.EXECUTIVE},
    "leads": _SELLERS | {Role.EXECUTIVE},
    "lead": _SELLERS | {Role.EXECUTIVE},
    "handovers": _SELLERS | {Role.EXECUTIVE},
    "handover": _SELLERS | {Role.EXECUTIVE},
    "activities": _SELLERS | {Role.SERVICE, Role.EXECUTIVE},
    "activity": _SELLERS | {Role.SERVICE, Role.EXECUTIVE},
    "day": _SELLERS | {Role.EXECUTIVE},
    "imports": frozenset({Role.SERVICE, Role.ADMIN}),
    "people": frozenset({Role.ADMIN}),
    "audit": frozenset({Role.ADMIN}),
}
"""Every page by name and the roles that may open it; config.toml may only take roles away."""

OWN_PAGES = frozenset({"account", "exports", "imports", "search"})
"""Pages that stay closed to who sees as somebody: that person's own account, files, and ways to look for customers."""

REVIEWS: dict[str, frozenset[Role]] = {"customer": _LEADERS, "person": frozenset({Role.ADMIN})}
"""Who may ask who sees a customer and why, and how much of the book a person sees and why."""

_FLOWS = frozenset({"claims", "incurred_claims", "paid_claims", "outstanding_claims"})
FIGURES: dict[Role, frozenset[str] | None] = {
    **dict.fromkeys((*_SELLERS, Role.EXECUTIVE)),
    Role.SERVICE: frozenset({"received_premium", "overdue_premium", "policies_in_force", "renewals_due"}),
    Role.CLAIMS: _FLOWS,
    Role.ANALYST: frozenset(),
    Role.ADMIN: frozenset(),
}
"""Which metrics a role may ask for: None is all of them."""
