"""Small builders for tests: each writes by the one path of writing, in the system's name, so every rule holds.

People, customers, sales and work; policies, claims and money are in factories_money. Amounts are yuan here and days
may be written "2025-03-01". Each builder returns an id, but for `hire`, which returns the Actor.
"""

from datetime import date
from itertools import count

from sqlmodel import col, select

from db.access import SYSTEM, Actor
from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.people import Person, Placement, Role, Unit
from db.models.policies import Product
from db.models.projects import Milestone, MilestoneBlock, ProjectRisk
from db.models.sales import CloseDateChange, Lead, Opportunity, PremiumChange, StageChange
from db.models.work import Activity, DayPlan
from db.periods import now
from db.queries.actors import actor_named
from db.rules.identity import id_hash, id_tail, mask_number, phone_hash, phone_tail
from db.rules.instalments import months_later
from db.run import run
from db.sign_in.credentials import new_credential

NUMBERS = count(1)
PASSWORD = "一句很长的测试口令-2026"
PLACES = {"executive": "C", "department_head": "D1", "service": "C", "claims": "C", "analyst": "C", "admin": "C"}


def day(when):
    return date.fromisoformat(when) if isinstance(when, str) else when


def fen(yuan):
    return round(yuan * 100)


def write(record):
    """Add one record; its id."""

    def add_record(session, actor):
        session.add(record)
        session.flush()
        return getattr(record, "id", None)

    return run(add_record, SYSTEM)


def write_all(records):
    """Add many records at once; their ids."""

    def add_records(session, actor):
        session.add_all(records)
        session.flush()
        return [getattr(record, "id", None) for record in records]

    return run(add_records, SYSTEM)


def change(model, record_id, **values):
    """Set fields of a record, whatever they are."""

    def change_record(session, actor):
        record = session.exec(select(model).where(model.id == record_id)).one()
        for name, value in values.items():
            setattr(record, name, value)

    run(change_record, SYSTEM)


def one(what):
    """The first row that a select finds, read as the system."""
    from db.session import reading

    with reading(SYSTEM) as session:
        return session.exec(what).first()


# -- people ----------------------------------------------------------------------------------------------------------


def company(departments=2, teams=2):
    """A company `C`, departments `D1`…, teams `D1T1`…; answers their ids by code."""
    top = write(Unit(code="C", name="示例保险公司", kind="company"))
    numbers, letters = range(1, departments + 1), range(1, teams + 1)
    below = write_all([Unit(code=f"D{d}", name=f"第{d}营业部", kind="department", parent_id=top) for d in numbers])
    under = {f"D{d}": unit for d, unit in zip(numbers, below, strict=True)}
    codes = [(f"D{d}T{t}", f"{d}部{t}组", under[f"D{d}"]) for d in numbers for t in letters]
    last = write_all([Unit(code=code, name=name, kind="team", parent_id=parent) for code, name, parent in codes])
    return {"C": top, **under, **{code[0]: unit for code, unit in zip(codes, last, strict=True)}}


def unit(code, name=None, *, kind="team", parent=None):
    return write(Unit(code=code, name=name or code, kind=kind, parent_id=parent))


def unit_id(code):
    return one(select(Unit.id).where(Unit.code == code))


def hire(login, role="salesperson", unit="D1T1", *, name=None, since="2015-01-01", active=1, language="zh"):
    """A person with a place in the unit of that code (None: no place); their Actor, or their id if not active."""
    person = Person(
        login=login, name=name or login, role=Role(role), active=active, language=language, joined_on=day(since)
    )
    person_id = write(person)
    if unit is not None:
        write(Placement(person_id=person_id, unit_id=unit_id(unit), valid_from=day(since)))
    return actor_named(login) or person_id


def may_sign_in(person, password=PASSWORD):
    """Give somebody a password that need not be changed, and no second factor."""
    write(new_credential(who(person), password, must_change=False, exempt=True))


def staff():
    """A company with somebody in each role who can sign in; the login is the role's name. Their Actors by login."""
    company()
    roles = [role for role in Role if role is not Role.SYSTEM]
    since = day("2015-01-01")
    hired = write_all([Person(login=role.value, name=role.value, role=role, joined_on=since) for role in roles])
    units = {code: unit_id(code) for code in {"D1T1", *PLACES.values()}}
    places = [
        Placement(person_id=person, unit_id=units[PLACES.get(role, "D1T1")], valid_from=since)
        for role, person in zip(roles, hired, strict=True)
    ]
    write_all([*places, *(new_credential(person, PASSWORD, must_change=False, exempt=True) for person in hired)])
    return {role.value: actor_named(role.value) for role in roles}


def place(person, unit, since):
    """Move a person to another unit on a day."""

    def move(session, actor):
        old = session.exec(select(Placement).where(Placement.person_id == who(person), col(Placement.open) == 1)).one()
        old.valid_to = day(since)
        session.flush()
        session.add(Placement(person_id=who(person), unit_id=unit_id(unit), valid_from=day(since)))

    run(move, SYSTEM)


def who(person):
    return person.person_id if isinstance(person, Actor) else person


def place_of(person_id):
    return one(select(Placement.unit_id).where(Placement.person_id == person_id, col(Placement.open) == 1))


# -- customers -------------------------------------------------------------------------------------------------------


def customer(owner, name=None, *, kind="individual", since="2020-01-01", phone=None, id_number=None, **fields):
    """A customer of that owner since that day."""
    number = next(NUMBERS)

    def add_customer(session, actor):
        made = Customer(
            number=fields.pop("number", f"K{number:05}"),
            name=name or f"客户{number}",
            kind=kind,
            known_since=day(since),
            phone_mask=mask_number(phone) if phone else None,
            **fields,
        )
        session.add(made)
        session.flush()
        session.add(Ownership(customer_id=made.id, person_id=who(owner), valid_from=day(since)))
        if phone or id_number:
            private = CustomerPrivate(customer_id=made.id, phone=phone, id_number=id_number)
            private.phone_hash, private.phone_tail = (phone_hash(phone), phone_tail(phone)) if phone else (None, None)
            private.id_hash, private.id_tail = (id_hash(id_number), id_tail(id_number)) if id_number else (None, None)
            session.add(private)
        session.flush()
        return made.id

    return run(add_customer, SYSTEM)


def owner_of(customer_id):
    return one(select(Ownership.person_id).where(Ownership.customer_id == customer_id, col(Ownership.open) == 1))


def hand_over(customer_id, to, on):
    """The customer's ownership closes and opens on that day."""

    def hand(session, actor):
        old = session.exec(
            select(Ownership).where(Ownership.customer_id == customer_id, col(Ownership.open) == 1)
        ).one()
        old.valid_to = day(on)
        session.flush()
        session.add(Ownership(customer_id=customer_id, person_id=who(to), valid_from=day(on)))

    run(hand, SYSTEM)


def member(customer_id, person, since="2020-01-01", *, until=None, can_write=0):
    dates = {"valid_from": day(since), "valid_to": day(until)}
    return write(Membership(customer_id=customer_id, person_id=who(person), can_write=can_write, **dates))


def contact(customer_id, name="王五", role="decision_maker", **fields):
    return write(Contact(customer_id=customer_id, name=name, role=role, **fields))


def product(code="car", line=None):
    """The product of that code, made at its first use; its line is the code unless said otherwise."""
    line = line or code
    found = one(select(Product.id).where(Product.code == code))
    return found or write(Product(code=code, line=line, zh=code, en=code, line_zh=line, line_en=line))


# -- sales and work --------------------------------------------------------------------------------------------------


def opportunity(customer_id, stage="contact", *, opened_on="2026-05-01", premium=10_000, kind="relationship", **fields):
    """An opportunity in a stage since it was opened, with the one row of its history."""
    opened_on = day(opened_on)
    given = {
        "title": "续保意向",
        "business_type": "new",
        "product_id": product(),
        "probability": 30,
        "expected_close": months_later(opened_on, 3),
        "stage_since": opened_on,
        "evidence_on": opened_on,
        "outcome": stage if stage in ("won", "lost") else "open",
        **fields,
    }
    made = Opportunity(
        customer_id=customer_id, stage=stage, kind=kind, opened_on=opened_on, expected_premium=fen(premium), **given
    )
    opportunity_id = write(made)
    moved(opportunity_id, None, stage, opened_on)
    return opportunity_id


def moved(opportunity_id, from_stage, to_stage, on, person=None, *, days=None):
    """A row of an opportunity's stage history (the opportunity itself stays as it is)."""
    named = {"opportunity_id": opportunity_id, "person_id": who(person) if person else None, "days": days}
    return write(StageChange(**named, from_stage=from_stage, to_stage=to_stage, changed_on=day(on), changed_at=now()))


def put_off(opportunity_id, from_day, to_day, on="2026-06-01"):
    """A row of an opportunity's close dates (the opportunity itself stays as it is)."""
    days = {"from_day": day(from_day), "to_day": day(to_day), "days": (day(to_day) - day(from_day)).days}
    return write(CloseDateChange(opportunity_id=opportunity_id, changed_on=day(on), changed_at=now(), **days))


def repriced(opportunity_id, from_yuan, to_yuan, on="2026-06-01"):
    """A row of an opportunity's expected premium (the opportunity itself stays as it is)."""
    told = {"from_premium": fen(from_yuan), "to_premium": fen(to_yuan)}
    return write(PremiumChange(opportunity_id=opportunity_id, changed_on=day(on), changed_at=now(), **told))


def lead(unit, person=None, name="潜在客户", received_on="2026-05-01", **fields):
    owner = who(person) if person else None
    dated = {"received_on": day(received_on), "source": "展会"}
    return write(Lead(name=name, unit_id=unit_id(unit), person_id=owner, **dated | fields))


def activity(customer_id, planned_on, person=None, *, status="planned", kind="visit", done_on=None, **fields):
    made = Activity(
        customer_id=customer_id,
        person_id=who(person) if person else owner_of(customer_id),
        kind=kind,
        status=status,
        planned_on=day(planned_on),
        done_on=day(done_on) or (day(planned_on) if status == "done" else None),
        **{"subject": "拜访", **fields},
    )
    return write(made)


def day_plan(person, on, **fields):
    return write(DayPlan(person_id=who(person), day=day(on), **fields))


def milestone(opportunity_id, person, due_on="2026-07-10", *, start_on="2026-06-20", after=(), **fields):
    """An open milestone of a project sale; `after` are the ids of those it waits for."""
    dated = {"start_on": day(start_on), "due_on": day(due_on), "first_due_on": day(due_on)}
    given = {"name": "现场查勘", "stage": "set_up", "lane": "sales", **dated, **fields}
    made = write(Milestone(opportunity_id=opportunity_id, person_id=who(person), **given))
    write_all([MilestoneBlock(milestone_id=made, blocker_id=one) for one in after])
    return made


def risk(opportunity_id, person, **fields):
    given = {"text": "竞争对手压价", "likelihood": 2, "impact": 3, "noted_on": day("2026-06-01"), **fields}
    return write(ProjectRisk(opportunity_id=opportunity_id, person_id=who(person), **given))
