"""Every command: which roles may give it, and an order for it on somebody's scene. Said here once more, by hand."""

# ruff: noqa: ARG005 - every order is asked for in the same way
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pyotp
from sqlmodel import select

from authorisation.handing import HANDING
from authorisation.reorganising import REORGANISING
from db.access import SYSTEM
from db.commands.hold_meeting import Said
from db.config import config
from db.files import digest_of, store
from db.imports.profiles import shipped_profile, shipped_text
from db.models.covers import Cover
from db.models.files import Attachment
from db.models.merges import CustomerApart
from db.models.people import Placement
from db.models.projects import Milestone
from db.models.sales import Opportunity
from db.models.sign_in import SignInSession, Viewing
from db.models.work import Cause, RecurringVisit
from db.periods import now
from db.sign_in.credentials import new_credential
from factories import (
    activity,
    change,
    contact,
    customer,
    hire,
    lead,
    member,
    milestone,
    one,
    opportunity,
    owner_of,
    product,
    risk,
    unit_id,
    write,
)
from factories_money import claim, policy

TODAY = date(2026, 6, 30)
LETTERS = {
    "s": "salesperson", "m": "manager", "h": "department_head", "x": "executive", "v": "service", "c": "claims",
    "y": "analyst", "a": "admin",
}  # fmt: skip
MONTHLY = {"kind": "visit", "every": 1, "unit": "month", "valid_from": date(2027, 1, 1)}
NAMES = iter(range(1, 10**6))


@dataclass
class Scene:
    """A customer with one of everything, and somebody whose account is kept."""

    customer: int
    sale: int
    activity: int
    project: int
    milestone: int
    risk: int
    policy: int
    membership: int
    recurring: int
    person: int
    taker: int
    lead: int
    pooled: int
    me: object = None


def scene(owner, *, claimed):
    """A new customer of that owner; `claimed` for a customer that the claims desk sees."""
    made, name = customer(owner, phone="13800001234"), next(NAMES)
    term = policy(made, 1_000, "2026-01-01")
    if claimed:
        claim(term, "2026-05-01", estimate=10)
    planned = opportunity(made, "set_up", kind="project")
    joined = member(made, hire(f"mate{name}", unit="D2T2"))
    kept = hire(f"kept{name}", unit="D1T2")
    write(new_credential(kept.person_id, password_hash="x"))
    return Scene(
        customer=made,
        sale=opportunity(made, "contact"),
        activity=activity(made, "2026-07-02", owner),
        policy=term,
        project=opportunity(made, "set_up", kind="project"),
        milestone=milestone(planned, owner),
        risk=risk(planned, owner),
        membership=joined,
        recurring=write(RecurringVisit(customer_id=made, subject="例行", **MONTHLY)),
        person=kept.person_id,
        taker=hire(f"taker{name}", unit=owner_unit(owner)).person_id,
        lead=lead(owner_unit(owner), owner),
        pooled=lead(owner_unit(owner)),
    )


def owner_unit(owner):
    return "D1T1" if owner.unit_id == unit_id("D1T1") else "D2T1"


def with_actor(of, me):
    return replace(of, me=me)


HOPES = {"expected_premium": 1_000, "expected_close": date(2026, 9, 30)}
SOUGHT = {"title": "车险", "business_type": "new"}


@dataclass(frozen=True)
class Trial:
    """Who may, the order, whether it concerns a customer, so that another's must be refused, and from whom it is kept
    by a rule of config.toml though the role has the right."""

    who: str
    order: object = None
    of_customer: bool = False  # or of a lead
    kept_from: str = ""


def staff_row():
    from db.staff_list import StaffRow

    return StaffRow(1, f"new{next(NAMES)}", "新人", "salesperson", "D1T1")


def profile():
    return shipped_profile("motor_portfolio")


def renamed_profile():
    return shipped_text("motor_portfolio").replace("motor_portfolio", f"own_{next(NAMES)}")


def session_of(me):
    """A browser in which the actor is signed in."""
    opened = SignInSession(
        cookie_hash=f"c{next(NAMES)}",
        person_id=me.person_id,
        role=me.role,
        epoch=1,
        provider="local",
        opened_at=now(),
        last_seen_at=now(),
        expires_at=now() + timedelta(hours=1),
    )
    return write(opened)


def viewed(of):
    """Somebody as whom the actor sees the application."""
    until = now() + timedelta(minutes=30)
    begun = Viewing(
        session_id=1, person_id=of.me.person_id, seen_id=of.person, reason="来电求助", began_at=now(), until=until
    )
    write(begun)
    return of.person


def due(of):
    """A policy of the actor's own that ends soon."""
    ending = policy(customer(of.me), 1_000 + next(NAMES), "2025-07-20", paid=True)
    return {"cause": Cause.RENEWAL, "cause_id": ending}


COMMANDS = {
    "add_customer": Trial("smh", lambda of: {"name": "某人", "kind": "individual"}),
    "change_customer": Trial(
        "smh",
        lambda of: {"customer_id": of.customer, "version": version("customer", of.customer), "name": "改"},
        of_customer=True,
    ),
    "add_contact": Trial(
        "smh", lambda of: {"customer_id": of.customer, "name": "王总", "role": "decision_maker"}, of_customer=True
    ),
    "change_contact": Trial(
        "smh",
        lambda of: {"contact_id": contact(of.customer), "version": 1, "name": "王总", "role": "user"},
        of_customer=True,
    ),
    "add_attachment": Trial(
        "smhv", lambda of: {"customer_id": of.customer, "name": "单.pdf", "content": b"%PDF-1"}, of_customer=True
    ),
    "open_attachment": Trial("smhvc", lambda of: {"attachment_id": attached(of)}, of_customer=True),
    "remove_attachment": Trial("smhv", lambda of: {"attachment_id": attached(of), "reason": "错"}, of_customer=True),
    "set_parent": Trial(
        "smh",
        lambda of: {
            "customer_id": of.customer,
            "version": version("customer", of.customer),
            "parent_id": customer(owner_of(of.customer)),
        },
        of_customer=True,
    ),
    "reveal_customer": Trial("smhvc", lambda of: {"customer_id": of.customer, "reason": "核实"}, of_customer=True),
    "add_member": Trial(
        "smh",
        lambda of: {"customer_id": of.customer, "person_id": of.taker, "can_write": True, "reason": "协"},
        of_customer=True,
    ),
    "end_membership": Trial("smh", lambda of: {"membership_id": of.membership, "version": 1}, of_customer=True),
    "begin_cover": Trial(
        "smh",
        lambda of: {
            "absent_id": uncovered(of),
            "substitute_id": of.taker,
            "planned_from": TODAY,
            "until": TODAY,
            "reason": "leave",
        },
        of_customer=True,
    ),
    "end_cover": Trial("smh", lambda of: {"cover_id": covered(of), "version": 1}, of_customer=True),
    "change_cover": Trial(
        "smh",
        lambda of: {
            "cover_id": covered(of),
            "version": 1,
            "substitute_id": of.taker,
            "until": TODAY + timedelta(9),
        },
        of_customer=True,
    ),
    "assign_customer": Trial(
        "mh",
        lambda of: {
            "customer_id": of.customer,
            "version": version("customer", of.customer),
            "person_id": of.taker,
            "reason": "调",
        },
        of_customer=True,
    ),
    **{name: Trial(who, order, of_customer=True) for name, (who, order) in HANDING.items()},
    **{name: Trial(who, order) for name, (who, order) in REORGANISING.items()},
    "merge_customers": Trial("mh", lambda of: merging(of) | {}, of_customer=True),
    "undo_merge": Trial("mh", lambda of: {"merge_id": merged(of)}, of_customer=True),
    "keep_apart": Trial("mh", lambda of: {"customer_ids": (of.customer, twin_of(of))}, of_customer=True),
    "undo_apart": Trial("mh", lambda of: {"apart_id": apart(of)}, of_customer=True),
    "add_opportunity": Trial(
        "smh",
        lambda of: {"customer_id": of.customer, "kind": "project", "product_id": product(), **SOUGHT, **HOPES},
        of_customer=True,
    ),
    "change_opportunity": Trial(
        "smh",
        lambda of: {"opportunity_id": of.sale, "version": 1, "product_id": product(), **SOUGHT, **HOPES},
        of_customer=True,
    ),
    "advance_opportunity": Trial(
        "smh",
        lambda of: {"opportunity_id": of.sale, "version": 1, "to_stage": "lost", "lost_reason": "价", **HOPES},
        of_customer=True,
    ),
    "add_lead": Trial("smh", lambda of: {"name": "来客", "kind": "individual", "source": "website"}),
    "change_lead": Trial(
        "smh",
        lambda of: {"lead_id": of.lead, "version": 1, "name": "改", "kind": "individual", "source": "website"},
        of_customer=True,
    ),
    "reveal_lead": Trial("mh", lambda of: {"lead_id": of.lead, "reason": "核实"}, of_customer=True),
    "assign_lead": Trial("mh", lambda of: {"leads": [(of.pooled, 1)], "person_id": of.taker}, of_customer=True),
    "assign_pool": Trial("mh", lambda of: {}),
    "claim_lead": Trial("smh", lambda of: {"lead_id": of.pooled}, of_customer=True),
    "return_lead": Trial("smh", lambda of: {"lead_id": of.lead, "version": 1, "reason": "忙"}, of_customer=True),
    "contact_lead": Trial(
        "smh", lambda of: {"lead_id": of.lead, "version": 1, "kind": "call", "outcome": "通了"}, of_customer=True
    ),
    "drop_lead": Trial("smh", lambda of: {"lead_id": of.lead, "version": 1, "reason": "空号"}, of_customer=True),
    "convert_lead": Trial(
        "smh",
        lambda of: {"lead_id": of.lead, "version": 1, "kind": "project", "product_id": product(), **SOUGHT, **HOPES},
        of_customer=True,
    ),
    "reopen_opportunity": Trial(
        "mh",
        lambda of: {"opportunity_id": lost(of), "version": version("opportunity", of.sale), "reason": "误操作"},
        of_customer=True,
    ),
    "start_project": Trial(
        "smh", lambda of: {"opportunity_id": of.project, "start_on": TODAY, "holders": lanes(of)}, of_customer=True
    ),
    "add_milestone": Trial(
        "smh",
        lambda of: {
            "opportunity_id": of.project,
            "name": "验收",
            "stage": "survey",
            "lane": "legal",
            **held(of),
        },
        of_customer=True,
    ),
    "change_milestone": Trial(
        "smh",
        lambda of: {"milestone_id": of.milestone, "version": 1, "blocked_by": [], **held(of)},
        of_customer=True,
    ),
    "close_milestone": Trial(
        "smh", lambda of: {"milestone_id": of.milestone, "version": 1, "evidence": "报告"}, of_customer=True
    ),
    "waive_milestone": Trial(
        "smh", lambda of: {"milestone_id": of.milestone, "version": 1, "reason": "不需要"}, of_customer=True
    ),
    "add_risk": Trial(
        "smh",
        lambda of: {
            "opportunity_id": of.project,
            "text": "压价",
            "likelihood": 1,
            "impact": 3,
            "person_id": owner_of(of.customer),
        },
        of_customer=True,
    ),
    "change_risk": Trial(
        "smh",
        lambda of: {
            "risk_id": of.risk,
            "version": 1,
            "likelihood": 3,
            "impact": 1,
            "person_id": owner_of(of.customer),
            "state": "closed",
        },
        of_customer=True,
    ),
    "hold_meeting": Trial(
        "smh", lambda of: {"opportunity_id": project_of(of), "lines": [Said(of.milestone, "at_risk")]}, of_customer=True
    ),
    "plan_activity": Trial(
        "smhv",
        lambda of: {"customer_id": of.customer, "kind": "call", "planned_on": TODAY, "subject": "回访"},
        of_customer=True,
    ),
    "close_activity": Trial(
        "smhv",
        lambda of: {"activity_id": of.activity, "version": 1, "status": "done", "outcome": "成"},
        of_customer=True,
    ),
    "log_activity": Trial(
        "smhv",
        lambda of: {"customer_id": of.customer, "kind": "call", "subject": "来电", "result": "reached"},
        of_customer=True,
    ),
    "move_activity": Trial(
        "smhv",
        lambda of: {"activity_id": of.activity, "version": 1, "to_day": date(2026, 7, 3), "reason": "no_time"},
        of_customer=True,
    ),
    "make_plan": Trial("sm", lambda of: {}),
    "plan_gaps": Trial("smh", lambda of: {"until": date(2026, 7, 10)}),
    "take_due": Trial("sm", due),
    "submit_plan": Trial("sm", lambda of: {"day": next_day()}),
    "close_day": Trial("sm", lambda of: {"day": TODAY}),
    "add_recurring_visit": Trial(
        "smh",
        lambda of: {
            "customer_id": of.customer,
            "kind": "visit",
            "subject": "例行",
            "every": 1,
            "unit": "month",
            "first_on": TODAY,
        },
        of_customer=True,
    ),
    "end_recurring_visit": Trial("smh", lambda of: {"visit_id": of.recurring, "version": 1}, of_customer=True),
    "assign_task": Trial(
        "mh",
        lambda of: {
            "person_id": owner_of(of.customer),
            "customer_id": of.customer,
            "kind": "call",
            "planned_on": TODAY,
            "subject": "回访",
        },
        of_customer=True,
    ),
    "join_activity": Trial("mh", lambda of: {"activity_id": of.activity}, of_customer=True),
    "leave_activity": Trial("mh", lambda of: {"activity_id": joined(of)}),
    "add_comment": Trial(
        "smhx", lambda of: {"about": "activity", "record_id": of.activity, "text": "请跟进"}, of_customer=True
    ),
    "read_notices": Trial("smhxvcya", lambda of: {}),
    "set_notices": Trial("smhxvcya", lambda of: {"wanted": {"task": (True, False)}}),
    "tag_customers": Trial("smh", lambda of: {"customer_ids": [of.customer], "tag": "重点"}, of_customer=True),
    "share_customers": Trial(
        "smh",
        lambda of: {"customer_ids": [of.customer], "person_id": of.taker, "can_write": False, "reason": "协"},
        of_customer=True,
    ),
    "plan_visits": Trial(
        "smhv",
        lambda of: {"customer_ids": [of.customer], "kind": "visit", "planned_on": TODAY, "subject": "回访"},
        of_customer=True,
    ),
    "pin_record": Trial(
        "smhxvc", lambda of: {"kind": "customer", "record_id": of.customer, "pinned": True}, of_customer=True
    ),
    "note_opened": Trial("smhxvc", lambda of: {"kind": "customer", "record_id": of.customer}),
    "save_filter": Trial("smhxvcya", lambda of: {"page": "customers", "name": "常用", "asked": "tier=high"}),
    "drop_filter": Trial("smhxvcya", lambda of: {"filter_id": saved_by(of.me)}),
    "endorse_policy": Trial(
        "hv",
        lambda of: {
            "policy_id": of.policy,
            "version": 1,
            "number": f"E{next(NAMES)}",
            "effective": TODAY,
            "premium_delta": 500,
            "reason": "加",
        },
        of_customer=True,
    ),
    "export_rows": Trial("smhxvcya", lambda of: {"what": "x", "where": "", "rows": 1, "file": "csv"}),
    "ask_export": Trial("smhxvcya", lambda of: large_file()),
    "read_refusal": Trial("smhxvcya", lambda of: {"request_id": refused_request(of.me)}),
    "withdraw_export": Trial("smhxvcya", lambda of: {"request_id": requested(of.me)}),
    "approve_export": Trial("mhx", lambda of: {"request_id": requested_below(of.me)}),
    "refuse_export": Trial("mhx", lambda of: {"request_id": requested_below(of.me), "sentence": "太多"}),
    "import_start": Trial(
        "va",
        lambda of: {
            "fingerprint": f"f{next(NAMES)}",
            "file_hash": "h",
            "file_name": "a.csv",
            "profile": "motor_portfolio",
            "as_of": TODAY,
            "layout": "{}",
        },
    ),
    "import_rows": Trial(
        "va",
        lambda of: {
            "run_id": started(of),
            "kind": "book",
            "after": 0,
            "upto": 0,
            "rows": [],
            "rejects": [],
            "blank": 0,
            "complete": True,
        },
    ),
    "import_check": Trial("va", lambda of: {"run_id": staged(of), "profile": profile()}),
    "import_book": Trial("va", lambda of: {"run_id": staged(of), "profile": profile(), "today": TODAY}),
    "import_pipeline": Trial("va", lambda of: {"run_id": staged(of), "profile": pipeline(), "today": TODAY}),
    "import_crm": Trial("va", lambda of: {"run_id": staged(of), "profile": crm(), "today": TODAY}),
    "import_leads": Trial("va", lambda of: {"run_id": staged(of), "today": TODAY}),
    "import_profile": Trial("va", lambda of: {"content": renamed_profile()}),
    "set_language": Trial("smhxvcya", lambda of: {"language": "en"}),
    "change_password": Trial("smhxvcya", lambda of: {"old_hash": password_of(of.me), "password_hash": "y"}),
    "enrol_totp": Trial("smhxvcya", lambda of: second_factor()),
    "drop_totp": Trial("smhvcy", lambda of: {}, kept_from="xa"),
    "sign_out": Trial("smhxvcya", lambda of: {"session_id": 0}),
    "sign_out_everywhere": Trial("smhxvcya", lambda of: {}),
    "see_as": Trial("a", lambda of: {"session_id": session_of(of.me), "person_id": of.person, "reason": "来电求助"}),
    "end_viewing": Trial("a", lambda of: {"session_id": 0}),
    "note_viewed": Trial("a", lambda of: {"seen_id": viewed(of), "kind": "customer", "record_id": of.customer}),
    "reset_password": Trial("a", lambda of: {"person_id": of.person, "password_hash": "z"}),
    "end_sessions": Trial("a", lambda of: {"person_id": of.person}),
    "invite_outside": Trial("a", lambda of: {"person_id": of.person, "issuer": "i", "subject": f"s{next(NAMES)}"}),
    "add_unit": Trial(
        "a", lambda of: {"code": f"T{next(NAMES)}", "name": "新组", "kind": "team", "parent_id": unit_id("D1")}
    ),
    "change_unit": Trial(
        "a", lambda of: {"unit_id": unit_id("D2"), "version": version("unit", unit_id("D2")), "name": "改名"}
    ),
    "add_person": Trial(
        "a",
        lambda of: {
            "login": f"p{next(NAMES)}",
            "name": "新人",
            "role": "salesperson",
            "unit_id": unit_id("D1T1"),
            "password_hash": "x",
            "today": TODAY,
        },
    ),
    "move_person": Trial(
        "a",
        lambda of: {
            "person_id": of.person,
            "unit_id": unit_id("D2T1"),
            "placement_id": place_row(of.person),
            "today": TODAY,
        },
    ),
    "change_role": Trial(
        "a", lambda of: {"person_id": of.person, "version": version("person", of.person), "role": "manager"}
    ),
    "change_person": Trial(
        "a", lambda of: {"person_id": of.person, "version": version("person", of.person), "name": "改名"}
    ),
    "disable_person": Trial(
        "a", lambda of: {"person_id": of.person, "version": version("person", of.person), "today": TODAY}
    ),
    "enable_person": Trial(
        "a",
        lambda of: {
            "person_id": of.person,
            "version": version("person", of.person),
            "unit_id": unit_id("D1T1"),
            "today": TODAY,
        },
    ),
    "refuse_page": Trial("smhxvcya", lambda of: {"page": "people"}),
    "import_staff": Trial("a", lambda of: staff_order(staff_row())),
}
SYSTEM_ALONE = frozenset(
    {
        "anchor_audit", "archive_audit", "note_audit_check", "note_backup", "note_failure",
        "count_guess", "finish_job", "forgive_guesses", "issue_ticket", "mend_grams", "mend_summaries",
        "note_due", "note_visit",
        "open_session", "put_back_digest", "refuse_guess", "return_idle_leads", "set_tiers", "set_up", "settle_access",
        "sweep_up", "take_digest", "take_lease", "use_code",
    }
)  # fmt: skip
"""Commands of jobs and of the entrance: refused to everybody who is signed in."""

PAGES = {
    "search": "smhxvcya", "plan": "sm", "home": "smhxvcya", "account": "smhxvcya", "explore": "smhx", "rows": "smhxvc",
    "customers": "smhxvc", "duplicates": "mh", "customer": "smhxvc", "policy": "smhxvc", "claims": "smhxc",
    "handovers": "smhx", "handover": "smhx", "opportunities": "smhx", "opportunity": "smhx",
    "leads": "smhx", "lead": "smhx", "project": "smhx",
    "activities": "smhxv", "activity": "smhxv", "day": "smhx", "team": "mh", "review": "mhx",
    "pipeline": "mhx", "notices": "smhxvcya", "exports": "smhxvcya",
    "imports": "va", "people": "a", "audit": "a",
}  # fmt: skip


def lanes(of):
    """The owner holds every lane of a project."""
    return dict.fromkeys((lane.code for lane in config().projects.lanes), owner_of(of.customer))


def held(of):
    """Who holds a milestone, from when to when."""
    return {"person_id": owner_of(of.customer), "start_on": TODAY, "due_on": TODAY + timedelta(3)}


def uncovered(of):
    """The owner of the scene, for whom nobody stands in."""
    from db.cover_ends import finish_all
    from db.run import run

    def end_all(session, actor):
        finish_all(session, actor, TODAY, owner_of(of.customer))

    run(end_all, SYSTEM)
    return owner_of(of.customer)


def covered(of):
    """A cover of the owner that is planned."""
    days = {"planned_from": TODAY, "until": TODAY}
    people = {"absent_id": uncovered(of), "substitute_id": of.taker, "by_id": of.taker}
    return write(Cover(**people, **days, reason="leave"))


def project_of(of):
    return one(select(Milestone.opportunity_id).where(Milestone.id == of.milestone))


def lost(of):
    """The sale of the scene, lost."""
    change(Opportunity, of.sale, stage="lost", outcome="lost", closed_on=TODAY)
    return of.sale


def roles(letters):
    return {LETTERS[letter] for letter in letters}


def next_day():
    """A day for which nobody has handed in a plan yet."""
    return TODAY + timedelta(next(NAMES))


def staff_order(row):
    return {"rows": [row], "password_hashes": {row.login: "x"}, "today": TODAY}


def version(table, number):
    from authorisation.world import kept

    return next(row["version"] for row in kept(table) if row["id"] == number)


def place_row(person):
    from authorisation.world import kept

    return next(row["id"] for row in kept("placement") if row["person_id"] == person and not row["valid_to"])


def password_of(me):
    from authorisation.world import kept

    return next(row["password_hash"] for row in kept("credential") if row["person_id"] == me.person_id)


def second_factor():
    from db.sign_in import totp

    shared = totp.new_secret()
    return {"sealed_secret": totp.sealed(shared), "code": pyotp.TOTP(shared).at(now()), "recovery_hashes": ()}


def joined(of):
    from db.commands.join_activity import join_activity
    from db.run import run

    run(join_activity, of.me, activity_id=of.activity)
    return of.activity


def twin_of(of):
    """Another customer of the same owner."""
    return customer(owner_of(of.customer))


def apart(of):
    """The customer of the scene and another of its owner's, judged not the same."""
    low, high = sorted((of.customer, twin_of(of)))
    return write(CustomerApart(low_id=low, high_id=high, person_id=of.me.person_id, at=now()))


def merging(of):
    """The customer of the scene taken up by another of the same owner."""
    winner = twin_of(of)
    both = (version("customer", winner), version("customer", of.customer))
    return {"winner_id": winner, "loser_id": of.customer, "versions": both, "reason": "同"}


def merged(of):
    """The customer of the scene, merged by somebody who leads its owner."""
    from db.commands.merge_customers import merge_customers
    from db.run import run

    order = merging(of)
    home = one(select(Placement.unit_id).where(Placement.person_id == owner_of(of.customer)))
    far = home != unit_id("D1T1")
    return run(merge_customers, hire(f"lead{next(NAMES)}", "manager", "D2T1") if far else of.me, **order)


def attached(of):
    """A file of the customer of the scene."""
    stored = store(b"%PDF-1")
    kept = {"name": "单.pdf", "kind": "pdf", "size": 6, "digest": digest_of(b"%PDF-1"), "stored": stored}
    return write(Attachment(customer_id=of.customer, person_id=owner_of(of.customer), at=now(), **kept))


def saved_by(me):
    from db.commands.save_filter import save_filter
    from db.run import run

    return run(save_filter, me, page="customers", name=f"筛选{next(NAMES)}", asked="")


def large_file():
    place = {"place": "customers", "question": f"q{next(NAMES)}", "asked": "", "told": "", "what": "客户"}
    return {**place, "rows": 90_000, "reason": "核对"}


def requested_below(me):
    """What somebody below them asked for; below an executive is everybody else."""
    from db.commands.ask_export import ask_export
    from db.run import run

    return run(ask_export, hire(f"asks{next(NAMES)}"), **large_file())


def requested(me):
    """A request of their own that waits."""
    from db.commands.ask_export import ask_export
    from db.run import run

    return run(ask_export, me, **large_file())


def refused_request(me):
    """A request of their own that somebody above refused."""
    from db.commands.ask_export import ask_export
    from db.commands.refuse_export import refuse_export
    from db.run import run

    made = run(ask_export, me, **large_file())
    run(refuse_export, hire(f"above{next(NAMES)}", "executive", "C"), request_id=made, sentence="太多")
    return made


def started(of):
    from db.commands.import_start import import_start
    from db.run import run

    return run(import_start, of.me, **COMMANDS["import_start"].order(of)).run_id


def staged(of):
    from db.commands.import_rows import import_rows
    from db.run import run

    order = COMMANDS["import_rows"].order(of)
    run(import_rows, of.me, **order)
    return order["run_id"]


def pipeline():
    return shipped_profile("pipeline_export")


def crm():
    return shipped_profile("crm_export")
