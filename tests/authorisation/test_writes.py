"""A command gone wrong: whatever it tries beyond its grant and its actor's customers, nothing is written."""

# ruff: noqa: ARG005 - every attempt takes what a command takes
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from authorisation.test_commands import digest
from db.access import GRANTS
from db.customer_path import TO_CUSTOMER
from db.errors import Denied, Stale
from db.models.covers import Cover
from db.models.customers import Contact, Customer, CustomerPrivate, Membership, Ownership
from db.models.exports import ExportRequest
from db.models.handovers import Handover, HandoverItem, HandoverLine
from db.models.leads import LeadEvent
from db.models.people import Person
from db.models.policies import Cost, Credit, Endorsement, Policy, PremiumEvent
from db.models.sales import Lead, Opportunity, StageChange
from db.models.sign_in import Credential
from db.models.system import Setting
from db.models.work import Activity, DayPlan
from db.periods import now
from db.run import CREDITED, OWN, run
from db.scope import sees
from db.session import reading
from db.sign_in.credentials import new_credential
from factories import (
    activity,
    company,
    contact,
    customer,
    day_plan,
    hire,
    lead,
    member,
    one,
    opportunity,
    product,
    unit_id,
    write,
)
from factories_money import policy

TODAY = date(2026, 6, 30)


@pytest.fixture
def branch(url):
    """Li has a customer and reads another by membership; far has two that are nobody else's."""
    company()
    li, far, head = hire("li"), hire("far", unit="D2T1"), hire("head", "department_head", "D1")
    mine, theirs, shared = customer(li, phone="13800001111"), customer(far, phone="13800002222"), customer(far)
    member(shared, li)
    for each in (mine, theirs, shared):
        opportunity(each)
        activity(each, "2026-07-02")
        policy(each, 100, "2026-01-01")
        contact(each)
    day_plan(far, TODAY)
    for me in (li, far):
        write(new_credential(me.person_id, password_hash="x"))
    return {"li": li, "far": far, "head": head, "mine": mine, "theirs": theirs, "shared": shared}


def attempt_as(me, name, attempt):
    """Run `attempt` under the name, and so the right and the grant, of a real command."""

    def command(session, actor) -> None:
        attempt(session, actor)

    command.__name__ = name
    run(command, me)


def refused(me, name, attempt):
    before = digest()
    with pytest.raises(Denied):
        attempt_as(me, name, attempt)
    assert digest() == before


def found(model, **where):
    return one(select(model).filter_by(**where))


SALE = {
    "title": "车险", "kind": "relationship", "business_type": "new", "stage": "contact", "expected_premium": 1,
    "expected_close": TODAY, "opened_on": TODAY, "stage_since": TODAY, "evidence_on": TODAY,
}  # fmt: skip


def sale(customer_id):
    return Opportunity(customer_id=customer_id, product_id=product(), **SALE)


WRITERS = {
    Customer: "change_customer", CustomerPrivate: "change_customer", Opportunity: "change_opportunity",
    Activity: "close_activity", Membership: "end_membership", StageChange: "advance_opportunity",
}  # fmt: skip


@pytest.mark.parametrize("model", [Customer, CustomerPrivate, Opportunity, Activity])
@pytest.mark.parametrize("whose", ["theirs", "shared"])
def test_a_record_of_another_customer_is_neither_changed_nor_deleted(branch, model, whose):
    link = {"id" if model is Customer else "customer_id": branch[whose]}
    record = found(model, **link)
    if record is None:
        record = CustomerPrivate(customer_id=branch[whose])
        write(record)
        record = found(model, **link)
    field = {Customer: "name", CustomerPrivate: "phone", Opportunity: "title", Activity: "subject"}[model]

    def change_it(session, actor):
        session.add(record)
        setattr(record, field, "抢")

    def delete_it(session, actor):
        session.delete(record)

    refused(branch["li"], WRITERS[model], change_it)
    refused(branch["li"], WRITERS[model], delete_it)


@pytest.mark.parametrize("build", [
    lambda to: ("add_opportunity", sale(to["theirs"])),
    lambda to: ("add_opportunity", sale(to["shared"])),
    lambda to: ("add_opportunity", StageChange(opportunity_id=found(Opportunity, customer_id=to["theirs"]).id,
                                               to_stage="won", changed_on=TODAY, changed_at=now())),
    lambda to: ("add_member", Membership(customer_id=to["theirs"], person_id=to["li"].person_id, valid_from=TODAY)),
    lambda to: ("plan_activity", Activity(customer_id=to["shared"], person_id=to["li"].person_id, kind="call",
                                          subject="x", planned_on=TODAY)),
    lambda to: ("add_customer", Ownership(customer_id=to["theirs"], person_id=to["li"].person_id, valid_from=TODAY)),
    lambda to: ("change_customer", CustomerPrivate(customer_id=to["shared"], phone="1")),
    lambda to: ("submit_plan", DayPlan(person_id=to["far"].person_id, day=date(2026, 7, 1))),
])  # fmt: skip
def test_no_child_is_hung_on_another_customer_and_no_plan_on_another_person(branch, build):
    name, record = build(branch)
    refused(branch["li"], name, lambda session, actor: session.add(record))


@pytest.mark.parametrize("build", [
    lambda to, term, event: Endorsement(policy_id=term, number="E9", effective=TODAY, signed_on=TODAY,
                                        premium_delta=1, reason="x"),
    lambda to, term, event: PremiumEvent(policy_id=term, kind="sign", booked_on=TODAY, amount=1, unit_id=1),
    lambda to, term, event: Credit(premium_event_id=event, person_id=to["head"].person_id, amount=1),
])  # fmt: skip
def test_a_head_books_nothing_on_another_departments_policy(branch, build):
    term = found(Policy, customer_id=branch["theirs"]).id
    event = found(PremiumEvent, policy_id=term).id
    refused(branch["head"], "endorse_policy", lambda session, actor: session.add(build(branch, term, event)))


@pytest.mark.parametrize(("name", "model"), [("change_opportunity", Opportunity), ("close_activity", Activity)])
def test_nothing_is_given_away_and_nothing_is_taken(branch, name, model):
    def move(source, target):
        def moving(session, actor):
            record = session.exec(select(model).where(model.customer_id == source, sees(actor, model))).one()
            record.customer_id = target

        return moving

    refused(branch["li"], name, move(branch["mine"], branch["theirs"]))
    # Sight by membership is no right to write: what is seen may not be pulled over either.
    refused(branch["li"], name, move(branch["shared"], branch["mine"]))


@pytest.mark.parametrize("record", [
    lambda to: Contact(customer_id=to["mine"], name="x", role="user"),
    lambda to: Lead(name="x", source="x", received_on=TODAY, unit_id=1),
    lambda to: Cost(customer_id=to["mine"], kind="gift", booked_on=TODAY, amount=1, unit_id=1),
    lambda to: Membership(customer_id=to["mine"], person_id=to["far"].person_id, valid_from=TODAY),
    lambda to: Setting(name="demo", value="1"),
    lambda to: Person(login="x", name="x", role="admin"),
])  # fmt: skip
def test_a_command_writes_no_table_that_it_was_not_granted(branch, record):
    refused(branch["li"], "change_customer", lambda session, actor: session.add(record(branch)))


def test_a_persons_account_is_written_by_that_person_alone(branch):
    def other(session, actor):
        session.exec(select(Person).where(Person.login == "far")).one().role = "admin"

    def password(session, actor):
        record = credential
        session.add(record)
        record.password_hash = "mine now"

    credential = found(Credential, person_id=branch["far"].person_id)
    refused(branch["li"], "set_language", other)
    refused(branch["li"], "change_password", password)


@pytest.mark.parametrize("model", sorted((*GRANTS["change_customer"].writes, Opportunity, Policy, Person), key=str))
def test_statements_that_write_are_refused_whatever_they_name(branch, model):
    key = sa.inspect(model).primary_key[0]
    for statement in (
        sa.update(model).values({key.name: key}),
        sa.delete(model),
        sa.insert(model).values({key.name: 99}),
        sa.update(model).where(key == branch["mine"]).values({key.name: key}),
    ):
        refused(branch["li"], "change_customer", lambda session, actor, order=statement: session.execute(order))


def test_a_reading_session_writes_nothing(branch):
    li, before = branch["li"], digest()
    mine = select(Customer).where(col(Customer.id) == branch["mine"], sees(li, Customer))
    with reading(li) as session:
        session.exec(mine).one().name = "改"
        with pytest.raises(Denied):
            session.commit()
    assert digest() == before


def test_no_two_hands_write_one_version(branch):
    def stale(session, actor):
        record = session.exec(select(Opportunity).where(sees(actor, Opportunity), mine)).one()
        session.trusted().execute(sa.update(Opportunity).where(mine).values(version=Opportunity.version + 1))
        record.title = "改"

    mine = col(Opportunity.customer_id) == branch["mine"]
    before = digest()
    with pytest.raises(Stale):
        attempt_as(branch["li"], "change_opportunity", stale)
    assert digest() == before


def test_a_lead_out_of_sight_is_neither_changed_nor_given_a_step_nor_put_into_another_unit(branch):
    theirs, mine = lead("D2T1", branch["far"]), lead("D1T1", branch["li"])
    taken = {"step": "claimed", "happened_on": TODAY, "at": now()}
    record = found(Lead, id=theirs)

    def change_it(session, actor):
        session.add(record)
        record.person_id = branch["li"].person_id

    refused(branch["li"], "claim_lead", change_it)
    refused(branch["li"], "claim_lead", lambda session, actor: session.add(LeadEvent(lead_id=theirs, **taken)))
    elsewhere = Lead(name="甲", source="website", received_on=TODAY, unit_id=unit_id("D2T1"))
    refused(branch["li"], "add_lead", lambda session, actor: session.add(elsewhere))
    attempt_as(branch["li"], "claim_lead", lambda session, actor: session.add(LeadEvent(lead_id=mine, **taken)))


def test_nobody_covers_somebody_of_another_unit_nor_lets_them_cover_somebody_else(branch):
    li, far, head = branch["li"], branch["far"], branch["head"]
    days = {"planned_from": TODAY, "until": TODAY, "reason": "leave", "by_id": li.person_id}
    theirs = write(Cover(absent_id=far.person_id, substitute_id=li.person_id, **days))
    record = found(Cover, id=theirs)

    def change_it(session, actor):
        session.add(record)
        record.absent_id = head.person_id

    refused(head, "end_cover", change_it)
    elsewhere = Cover(absent_id=head.person_id, substitute_id=far.person_id, **days)
    refused(li, "begin_cover", lambda session, actor: session.add(elsewhere))
    own = Cover(absent_id=head.person_id, substitute_id=far.person_id, **days)
    attempt_as(head, "begin_cover", lambda session, actor: session.add(own))


def test_nobody_asks_in_anothers_name_nor_decides_what_is_out_of_sight(branch):
    asked = {"place": "customers", "what": "x", "rows": 3_000, "reason": "x", "asked_at": now()}
    theirs = ExportRequest(person_id=branch["far"].person_id, question="q", **asked)
    refused(branch["li"], "ask_export", lambda session, actor: session.add(theirs))
    record = found(ExportRequest, id=write(ExportRequest(person_id=branch["far"].person_id, question="q", **asked)))

    def approve_it(session, actor):
        session.add(record)
        record.verdict, record.decided_by, record.expires_at = "approved", actor.person_id, now()

    refused(branch["head"], "approve_export", approve_it)


def test_every_table_that_hangs_on_a_customer_is_checked_when_written():
    """A new table with a customer must be told to db.scope, or its rows would be written unchecked."""
    hung = {
        mapper.class_
        for mapper in SQLModel._sa_registry.mappers
        if not mapper.class_.__tablename__.startswith("import_")
        and {"customer_id", "policy_id", "claim_id", "opportunity_id"} & set(mapper.columns.keys())
    }
    assert hung - set(TO_CUSTOMER) - {Lead, HandoverLine, HandoverItem} == set()
    granted = {model for grant in GRANTS.values() for model in grant.writes}
    keeping_accounts = {"unit", "placement", "outside_identity"}
    keeping_accounts |= {"reorganisation", "reorganisation_unit", "reorganisation_line"}
    summed = {"month_by_product", "month_by_person", "customers_by_owner"}
    checked = {Credit, Lead, LeadEvent, ExportRequest, Cover, Handover, HandoverLine}
    unchecked = {model.__tablename__ for model in granted - set(TO_CUSTOMER) - set(OWN) - checked}
    assert unchecked <= keeping_accounts | summed
    assert {name for name, _ledger in CREDITED} == {"premium_event_id", "claim_event_id", "cost_id"}
