"""What the database itself refuses, by plain SQL, whatever the application would say."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from db.access import SYSTEM
from db.engine import database
from db.errors import Refusal
from db.models.customers import Customer
from db.models.leads import LeadEvent
from db.models.people import Person
from db.models.policies import Policy
from db.models.projects import MeetingLine, Milestone, ProjectMeeting
from db.periods import now
from db.run import run
from factories import (
    activity,
    company,
    customer,
    hire,
    lead,
    member,
    milestone,
    one,
    opportunity,
    owner_of,
    place,
    put_off,
    repriced,
    risk,
    write,
)  # fmt: skip
from factories_money import claim, endorse, policy


@pytest.fixture
def book(url):
    """Li with one customer that has a policy, a claim and a sale; Wang with nothing; Zhao, who has left."""
    company()
    li, wang, zhao = hire("li"), hire("wang"), hire("zhao", active=0)
    made = customer(li)
    term = policy(made, 100, "2026-01-01")
    endorse(term, 10, "2026-02-01")
    claim(term, "2026-03-01", estimate=10, paid=5)
    write(LeadEvent(lead_id=lead("D1T1"), step="received", happened_on=date(2026, 6, 1), at=now()))
    sale = opportunity(made)
    put_off(sale, "2026-07-01", "2026-08-01")
    repriced(sale, 9_000, 10_000)
    agreed(milestone(opportunity(made, "set_up", kind="project"), li), li)
    return {"li": li.person_id, "wang": wang.person_id, "zhao": zhao, "customer": made, "policy": term}


def agreed(milestone_id, person):
    """A meeting that spoke of a milestone."""
    of = one(select(Milestone).where(Milestone.id == milestone_id))
    held = {"person_id": person.person_id, "held_on": date(2026, 6, 29), "at": now()}
    met = write(ProjectMeeting(opportunity_id=of.opportunity_id, **held))
    said = {"milestone_id": milestone_id, "person_id": of.person_id, "due_on": of.due_on}
    write(MeetingLine(meeting_id=met, word="on_track", **said))


def sql(*statements, **values):
    """Plain SQL in one transaction of its own."""
    with database().write.connect() as connection:
        for statement in statements:
            connection.execute(sa.text(statement), values)
        connection.commit()


def refused(*statements, **values):
    with pytest.raises(DBAPIError):
        sql(*statements, **values)


CLOSE = "UPDATE ownership SET valid_to = '2026-06-30' WHERE customer_id = :customer AND valid_to IS NULL"
OPEN = (
    "INSERT INTO ownership (customer_id, person_id, valid_from, reason) VALUES (:customer, :person, '2026-06-30', '')"
)
NEW = (
    "INSERT INTO customer (id, number, name, kind, tier, tags, needs, owned, version) "
    "VALUES (77, 'N77', 'x', 'individual', 'standard', '', '', 1, 1)"
)


def test_no_customer_is_without_an_owner_at_a_commit(book):
    refused(NEW)
    refused(CLOSE, customer=book["customer"])
    refused("DELETE FROM ownership WHERE customer_id = :customer", customer=book["customer"])
    refused("UPDATE customer SET owned = 0")
    refused("UPDATE customer SET owned = NULL")
    assert owner_of(book["customer"]) == book["li"]


def test_between_two_commits_a_customer_may_change_hands(book):
    sql(CLOSE, OPEN, customer=book["customer"], person=book["wang"])
    assert owner_of(book["customer"]) == book["wang"]
    sql(NEW, OPEN, customer=77, person=book["wang"])
    assert owner_of(77) == book["wang"]


def test_a_customer_has_no_second_owner(book):
    refused(OPEN, customer=book["customer"], person=book["wang"])
    refused(OPEN, customer=book["customer"], person=book["li"])


def test_nobody_owns_anything_who_is_not_active_or_not_there(book):
    refused(CLOSE, OPEN, customer=book["customer"], person=book["zhao"])
    refused(CLOSE, OPEN, customer=book["customer"], person=999)
    refused("UPDATE ownership SET person_id = :person", person=book["zhao"])


LEAVE = "UPDATE person SET active = 0 WHERE id = :person"


def test_who_holds_a_customer_a_membership_or_an_open_activity_cannot_be_deactivated(book):
    refused(LEAVE, person=book["li"])
    joined = member(book["customer"], book["wang"])
    refused(LEAVE, person=book["wang"])
    sql("UPDATE membership SET valid_to = '2026-06-30' WHERE id = :id", id=joined)
    planned = activity(book["customer"], "2026-07-02", book["wang"])
    refused(LEAVE, person=book["wang"])
    sql("UPDATE activity SET status = 'cancelled' WHERE id = :id", id=planned)
    sql(LEAVE, person=book["wang"])
    assert one(select(Person.active).where(Person.id == book["wang"])) == 0


def test_who_holds_an_open_lead_cannot_be_deactivated_and_who_has_left_is_given_none(book):
    held = lead("D1T1", book["wang"])
    refused(LEAVE, person=book["wang"])
    sql("UPDATE lead SET status = 'converted' WHERE id = :id", id=held)
    sql(LEAVE, person=book["wang"])
    refused("UPDATE lead SET status = 'contacted' WHERE id = :id", id=held)
    refused("UPDATE lead SET person_id = :person WHERE id = :id", person=book["zhao"], id=lead("D1T1"))


def test_who_has_left_is_given_nothing(book):
    refused(
        "INSERT INTO membership (customer_id, person_id, can_write, valid_from, reason, version) "
        "VALUES (:customer, :person, 0, '2026-06-30', '', 1)",
        customer=book["customer"], person=book["zhao"],
    )  # fmt: skip
    planned = activity(book["customer"], "2026-07-02", book["wang"])
    refused("UPDATE activity SET person_id = :person WHERE id = :id", person=book["zhao"], id=planned)


def test_nobody_is_deleted_who_was_ever_named(book):
    for table in ("person", "customer", "policy", "claim", "unit", "product"):
        refused(f"DELETE FROM {table}")  # noqa: S608


def test_a_person_has_one_place(book):
    refused("INSERT INTO placement (person_id, unit_id, valid_from, version) VALUES (:person, 1, '2026-06-30', 1)",
            person=book["li"])  # fmt: skip
    person = one(select(Person).where(Person.id == book["li"]))
    place(person.id, "D1T2", date(2026, 6, 1))
    refused("UPDATE placement SET valid_to = NULL WHERE person_id = :person", person=book["li"])


@pytest.mark.parametrize(
    "table",
    [
        "audit",
        "premium_event",
        "claim_event",
        "credit",
        "endorsement",
        "stage_change",
        "lead_event",
        "close_date_change",
        "premium_change",
        "project_meeting",
        "meeting_line",
    ],
)
def test_ledgers_and_the_audit_only_grow(book, table):
    first = sa.text(f"SELECT count(*) FROM {table}")  # noqa: S608
    with database().read.connect() as connection:
        before = connection.execute(first).scalar_one()
    assert before
    refused(f"UPDATE {table} SET id = id")  # noqa: S608
    refused(f"DELETE FROM {table} WHERE id = (SELECT min(id) FROM {table})")  # noqa: S608
    if database().dialect == "postgresql":
        refused(f"TRUNCATE {table} CASCADE")
    else:
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608
    with database().read.connect() as connection:
        assert connection.execute(first).scalar_one() == before


def test_a_term_has_days_and_a_dated_row_ends_after_it_starts(book):
    refused("UPDATE policy SET expiry = inception")
    refused("UPDATE ownership SET valid_to = '1999-01-01'")
    refused("UPDATE placement SET valid_to = '1999-01-01'")
    member(book["customer"], book["wang"])
    refused("UPDATE membership SET valid_to = '1999-01-01'")


def test_cover_ends_within_the_term(book):
    def ends(day):
        sql("UPDATE policy SET cover_ended_on = :day", day=day)
        return one(select(Policy.cover_end))

    assert ends("2026-03-01") == date(2026, 3, 1)
    assert ends("2020-01-01") == date(2026, 1, 1)
    assert ends("2030-01-01") == date(2027, 1, 1)
    assert ends(None) == date(2027, 1, 1)


def test_a_credit_names_one_ledger_row(book):
    columns = "INSERT INTO credit (premium_event_id, claim_event_id, cost_id, person_id, share, amount, leads) VALUES "
    for links in ("NULL, NULL, NULL", "1, 1, NULL", "999, NULL, NULL"):
        refused(f"{columns} ({links}, :person, 10000, 1, 1)", person=book["li"])
    sql(f"{columns} (1, NULL, NULL, :person, 10000, 1, 1)", person=book["li"])


def test_codes_are_of_their_lists(book):
    for change in ("person SET role = 'boss'", "person SET role = 'system'", "policy SET business_type = 'x'",
                   "claim SET status = 'x'", "lead SET kind = 'x'", "lead SET status = 'x'", "customer SET tier = 'x'",
                   "person SET active = 2"):  # fmt: skip
        refused(f"UPDATE {change}")


def test_ids_are_never_given_out_again(book):
    made = write(Person(login="gone", name="gone", role="analyst"))
    sql("DELETE FROM person WHERE id = :id", id=made)
    assert write(Person(login="next", name="next", role="analyst")) > made


def test_a_rule_of_the_database_is_told_as_a_sentence(book):
    def leave_it_to_nobody(session, actor) -> None:
        session.add(Customer(number="X1", name="x", kind="individual"))

    with pytest.raises(Refusal) as told:
        run(leave_it_to_nobody, SYSTEM)
    assert told.value.sentence("zh")
    assert not told.value.sentence("zh").startswith("core.")
    assert one(select(Customer).where(Customer.number == "X1")) is None


def test_who_holds_an_open_milestone_or_risk_cannot_be_deactivated_and_who_has_left_is_given_none(book):
    sale = opportunity(book["customer"], "set_up", kind="project")
    held = milestone(sale, book["wang"])
    refused(LEAVE, person=book["wang"])
    settle = "status = 'done', evidence = 'x', settled_on = '2026-06-30'"
    refused("UPDATE milestone SET status = 'done', settled_on = '2026-06-30' WHERE id = :id", id=held)
    sql(f"UPDATE milestone SET {settle} WHERE id = :id", id=held)  # noqa: S608
    watched = risk(sale, book["wang"])
    refused(LEAVE, person=book["wang"])
    sql("UPDATE project_risk SET state = 'closed' WHERE id = :id", id=watched)
    sql(LEAVE, person=book["wang"])
    refused("UPDATE milestone SET status = 'open', settled_on = NULL WHERE id = :id", id=held)
    refused("UPDATE project_risk SET state = 'open' WHERE id = :id", id=watched)
    refused(
        "UPDATE milestone SET person_id = :person WHERE id = :id", person=book["zhao"], id=milestone(sale, book["li"])
    )


def test_a_milestone_is_waived_with_a_reason_due_after_it_starts_and_waits_for_others(book):
    made = milestone(opportunity(book["customer"], "set_up", kind="project"), book["li"])
    refused("UPDATE milestone SET status = 'waived', settled_on = '2026-06-30' WHERE id = :id", id=made)
    refused("UPDATE milestone SET due_on = '2026-01-01' WHERE id = :id", id=made)
    refused("INSERT INTO milestone_block (milestone_id, blocker_id) VALUES (:id, :id)", id=made)
